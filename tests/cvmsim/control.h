/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a guest's test script talks to cvmsim: registers in a range of MSRs that
 * no CPU has, read and written through the kernel's msr driver. Such an access
 * leaves for cvmsim at once, raises no #VC and is not counted.
 *
 * All are 64 bits and zero at first; costs are in TSC cycles; a mask of rules
 * has BIT(enum cvmsim_rule), one of places BIT(enum cvmsim_nmi). What a spread
 * adds is log-uniform, the sequence of tests/guest/spread/spread.h. Shared with
 * tests/guest/prog/cvmctl.c, which knows the names below and nothing else.
 */
#ifndef CVMSIM_CONTROL_H
#define CVMSIM_CONTROL_H

#define CVMSIM_MSR_BASE		0x4f000000
#define CVMSIM_ID		0x6d69736d7663ULL	/* "cvmsim" */

/* X(name, name for people, access, what it is) */
#define CVMSIM_REGISTERS(X)						\
	X(ID, "id", "r", "CVMSIM_ID")					\
	X(RESET, "reset", "w", "any value: counters, clock and sequences to zero") \
	X(SELECT, "select", "w", "index of the counter that the next four show") \
	X(KIND, "kind", "r", "enum cvmsim_kind; 0 past the last counter") \
	X(KEY, "key", "r", "exit code, request or rule")		\
	X(ALL, "all", "r", "how often")					\
	X(OWN, "own", "r", "how often it was the module's")		\
	X(TEXT_START, "text-start", "rw", "the module's .text, first address") \
	X(TEXT_END, "text-end", "rw", "first address after it")		\
	X(INIT_START, "init-start", "rw", "its .init.text")		\
	X(INIT_END, "init-end", "rw", "first address after it")		\
	X(MEASURE, "measure", "rw", "1: hide cvmsim's own time, charge costs") \
	X(COST_VC, "cost-vc", "rw", "of delivering a #VC")		\
	X(COST_VMGEXIT, "cost-vmgexit", "rw", "of a VMGEXIT")		\
	X(COST_VMEXIT, "cost-vmexit", "rw", "of a plain VMEXIT; of a TDVMCALL beside the module") \
	X(COST_VE, "cost-ve", "rw", "of delivering a #VE")		\
	X(COST_MODULE, "cost-module", "rw", "of the TDX module, there and back") \
	X(TAIL_EVERY, "tail-every", "rw", "every Nth exit of the module's is dearer") \
	X(TAIL_COST, "tail-cost", "rw", "by this")			\
	X(SPREAD_OCTAVES, "spread-octaves", "rw", "the module's exits are 1 ... 2^N dearer") \
	X(SPREAD_SEED, "spread-seed", "rw", "which sequence") \
	X(CLOCK_COUNT, "clock-count", "r", "the module's #VCs, #VEs seen from delivery to return") \
	X(CLOCK_BEFORE, "clock-before", "r", "sum, delivery to the call of the host") \
	X(CLOCK_AFTER, "clock-after", "r", "sum, that call, or delivery, to return") \
	X(CLOCK_LOST, "clock-lost", "r", "traps whose return was not seen") \
	X(TRACE, "trace", "rw", "1: step through the module's #VCs and #VEs; 2: log the first, " \
	  "too")							\
	X(TRACE_COUNT, "trace-count", "r", "such traps stepped through from delivery to return") \
	X(TRACE_SELECT, "trace-select", "rw", "enum cvmsim_traced: which the next one shows") \
	X(TRACE_SUM, "trace-sum", "r", "of that, over these traps")	\
	X(FAULT_KIND, "fault", "rw", "enum cvmsim_fault")		\
	X(FAULT_EVERY, "fault-every", "rw", "every Nth call of the module's that matches") \
	X(FAULT_CODE, "fault-code", "rw", "exit code, MSR request, sub-function, 0x80000000 + " \
	  "TDCALL leaf; 0: any")					\
	X(FAULT_MSR, "fault-msr", "rw", "of calls by page: this MSR's alone; 0: any") \
	X(FAULT_VALUE, "fault-value", "rw", "what the fault is made of")	\
	X(NMI_PLACES, "nmi", "rw", "mask of places; not in measure mode") \
	X(NMI_EVERY, "nmi-every", "rw", "at every Nth such place")	\
	X(NMI_FROM, "nmi-from", "rw", "not before the module's Nth bracket opens") \
	X(GHCB_MSR, "ghcb-msr", "r", "what the GHCB MSR holds")		\
	X(PAGE_STATES, "page-states", "r", "a checksum of all pages' states; 0: they have none") \
	X(TRAP_DEVICES, "trap-devices", "rw", "1: IOAPIC and HPET are not mapped, as in a TD") \
	X(PASS_MSR, "pass-msr", "w", "this MSR's accesses leave the guest no more") \
	X(CATCH_MSR, "catch-msr", "w", "they do again")			\
	X(PASS_PORT, "pass-port", "w", "this port's likewise")		\
	X(CATCH_PORT, "catch-port", "w", "and again")			\
	X(CATCH_RDTSC, "catch-rdtsc", "rw", "1: RDTSC leaves the guest, by #VC")	\
	X(EXPECT, "expect", "rw", "mask of rules that do not end the machine")

enum cvmsim_register {
#define X(name, text, access, what) CVMSIM_REG_##name,
	CVMSIM_REGISTERS(X)
#undef X
	CVMSIM_NR_REGISTERS
};

/* What is counted. Each is what would leave the guest, or trap, on hardware. */
#define CVMSIM_KINDS(X)							\
	X(NONE, "none")							\
	X(VMEXIT, "vmexit")	/* without #VC; key: SVM exit code */	\
	X(VC, "vc")		/* #VC raised; key: its error code */	\
	X(GHCB, "ghcb")		/* VMGEXIT, GHCB page read; key: exit code */ \
	X(GHCB_MSR, "ghcb-msr")	/* VMGEXIT, MSR protocol; key: request */ \
	X(VE, "ve")		/* #VE raised; key: its exit reason */	\
	X(TDX_MODULE, "tdx-module") /* served by it; key: exit reason */	\
	X(TDCALL, "tdcall")	/* key: leaf */				\
	X(TDVMCALL, "tdvmcall")	/* of those VP.VMCALL; key: sub-function */ \
	X(HYPERCALL, "hypercall") /* or, if the vendor's: key: its number */ \
	X(RULE, "rule")		/* rule broken; key: enum cvmsim_rule */ \
	X(NMI, "nmi")		/* NMI injected; key: enum cvmsim_nmi; the */ \
				/* module's: between its brackets */	\
	X(FAULT, "fault")	/* answer spoiled; key: enum cvmsim_fault */ \
	X(MISUSE, "misuse")	/* by the module; key: enum cvmsim_misuse */

enum cvmsim_kind {
#define X(name, text) CVMSIM_KIND_##name,
	CVMSIM_KINDS(X)
#undef X
	CVMSIM_NR_KINDS
};

/* What a guest must not do. */
#define CVMSIM_RULES(X)							\
	X(NONE, "none")							\
	X(MSR_REQUEST, "msr-request")	/* unknown GHCB MSR request */	\
	X(GHCB_GPA, "ghcb-gpa")		/* GHCB not in memory */	\
	X(GHCB_PRIVATE, "ghcb-private")	/* SNP: GHCB in a private page */ \
	X(GHCB_UNREGISTERED, "ghcb-unregistered") /* SNP: not the one registered */ \
	X(GHCB_USAGE, "ghcb-usage")	/* not the usage this host knows */ \
	X(MISSING_INPUT, "missing-input") /* a required field is not valid */ \
	X(INVALID_INPUT, "invalid-input") /* a field has no meaning */	\
	X(INVALID_EVENT, "invalid-event") /* unknown exit code */	\
	X(SCRATCH, "scratch")		/* buffer outside of the GHCB */ \
	X(TDVMCALL, "tdvmcall")		/* TDVMCALL no TD has a use for */ \
	X(PSC_VALIDATED, "psc-validated") /* page given away while validated */ \
	X(PVALIDATE_SHARED, "pvalidate-shared")	/* PVALIDATE of a shared page */ \
	X(PRIVATE_ACCESS, "private-access") /* a page that is not validated */ \
	X(SHARED_ACCESS, "shared-access") /* a private page by the shared view */ \
	X(OUTSIDE, "outside")		/* memory the guest has not */

enum cvmsim_rule {
#define X(name, text) CVMSIM_RULE_##name,
	CVMSIM_RULES(X)
#undef X
	CVMSIM_NR_RULES
};

/*
 * What stepping through a handler counts. All but the first two are among the
 * instructions, listed apart since a count does not weigh them.
 */
#define CVMSIM_TRACED(X)						\
	X(INSTRUCTION, "instructions") /* each once, the last IRET included */ \
	X(REPEAT, "repeats")	/* more rounds of REP, each a tick of icount */ \
	X(WRMSR, "wrmsr")	/* all of them; the next three, too */	\
	X(WRMSR_GHCB, "wrmsr-ghcb")					\
	X(WRMSR_SPEC_CTRL, "wrmsr-spec-ctrl")				\
	X(IBPB, "ibpb")		/* WRMSR to PRED_CMD, bit 0 */		\
	X(RDMSR, "rdmsr")						\
	X(LFENCE, "lfence")						\
	X(MFENCE, "mfence")						\
	X(VERW, "verw")							\
	X(CPUID, "cpuid")						\
	X(VMGEXIT, "vmgexit")						\
	X(TDCALL, "tdcall")						\
	X(IO, "io")		/* IN, OUT, INS, OUTS */		\
	X(RDTSC, "rdtsc")	/* or RDTSCP */				\
	X(SWAPGS, "swapgs")						\
	X(FSGSBASE, "fsgsbase")	/* RDFSBASE, WRGSBASE and their like */	\
	X(MOV_CR, "mov-cr")	/* either way */			\
	X(MOV_DR, "mov-dr")	/* either way */			\
	X(INVLPG, "invlpg")						\
	X(POPF, "popf")							\
	X(IRET, "iret")							\
	X(LOCK, "lock")		/* with that prefix */			\
	X(REP, "rep")		/* MOVS or STOS with that prefix */

enum cvmsim_traced {
#define X(name, text) CVMSIM_TRACED_##name,
	CVMSIM_TRACED(X)
#undef X
	CVMSIM_NR_TRACED
};

/* How a GHCB call is spoiled. */
#define CVMSIM_FAULTS(X)						\
	X(NONE, "none")							\
	X(ERROR, "error")	/* info_1 = value; TDX: R10, or RAX of a leaf */ \
	X(GP, "gp")		/* info_1 = 1, info_2: #GP(0) */	\
	X(NOT_VALID, "not-valid") /* no field of the answer is valid */	\
	X(REFUSED, "refused")	/* info_1 = 2, info_2 = value */	\
	X(IGNORED, "ignored")	/* a page as it was: the host never saw it */ \
	X(SLOW, "slow")		/* dearer by value, measure mode only */ \
	X(MSR_LOST, "msr-lost")	/* the GHCB MSR holds value afterwards */

enum cvmsim_fault {
#define X(name, text) CVMSIM_FAULT_##name,
	CVMSIM_FAULTS(X)
#undef X
	CVMSIM_NR_FAULTS
};

/* What a host does not see, and a module must not do all the same. */
#define CVMSIM_MISUSES(X)						\
	X(NONE, "none")							\
	X(APART, "apart")	/* between WRMSR and VMGEXIT more than cmp, jne */ \
	X(KEPT, "kept")		/* GHCB MSR not put back */		\
	X(SHOWN, "shown")	/* TDVMCALL with more than R10 to R15 */

enum cvmsim_misuse {
#define X(name, text) CVMSIM_MISUSE_##name,
	CVMSIM_MISUSES(X)
#undef X
	CVMSIM_NR_MISUSES
};

/* Where NMIs are injected. */
#define CVMSIM_NMIS(X)							\
	X(NONE, "none")							\
	X(OPEN, "open")		/* after the opening bracket's RDTSC */	\
	X(MSR, "msr")		/* after the module's WRMSR of the GHCB MSR */ \
	X(SAMPLE, "sample")	/* before the module's instruction that leaves */ \
	X(HANDLER, "handler")	/* before its #VC's or #VE's handler calls */ \
	X(ANSWER, "answer")	/* after either was answered */		\
	X(CLOSE, "close")	/* before the closing bracket's RDTSC */ \
	X(ANY, "any")		/* before any exit or reading of the clock */

enum cvmsim_nmi {
#define X(name, text) CVMSIM_NMI_##name,
	CVMSIM_NMIS(X)
#undef X
	CVMSIM_NR_NMIS
};

#endif /* CVMSIM_CONTROL_H */

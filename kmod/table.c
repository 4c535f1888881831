// SPDX-License-Identifier: GPL-2.0
/*
 * The table of probes. Only what is harmless in somebody else's VM stands in
 * it: README.md "What is never executed" lists what does not, and why.
 */
#include <linux/kernel.h>
#include <linux/sizes.h>

#include <vmexit/route.h>

#include "judge.h"
#include "probe_insn.h"
#include "probe_ipi.h"
#include "probe_psc.h"
#include "probe_timer.h"
#include "table.h"

#define MMIO_DESC		"HPET's capabilities, or IOAPIC's index: a read"

#define PROBE(_exit, _param, _default, _loop, _desc)			\
	{								\
		.id = { .exit = VMEXIT_EXIT_##_exit, .param = (_param) },	\
		.loop = vmexit_loop_##_loop,				\
		.is_default = (_default),				\
		.desc = (_desc),					\
	}

/* Direct calls are part of the default set where there are such calls. */
#define PROBE_DIRECT(_exit, _param, _path, _desc)			\
	{								\
		.id = {							\
			.exit = VMEXIT_EXIT_##_exit,			\
			.path = VMEXIT_PATH_##_path,			\
			.param = (_param),				\
		},							\
		.desc = (_desc),					\
	}

/* What is no bracket; _what: its vmexit_round_fn, and @open's and @close's. */
#define PROBE_ROUND(_exit, _path, _param, _default, _round, _what, _desc)	\
	{								\
		.id = {							\
			.exit = VMEXIT_EXIT_##_exit,			\
			.path = VMEXIT_PATH_##_path,			\
			.param = (_param),				\
		},							\
		.round = vmexit_round_##_round,				\
		.open = vmexit_open_##_what,				\
		.close = vmexit_close_##_what,				\
		.is_default = (_default),				\
		.desc = (_desc),					\
	}

struct vmexit_probe vmexit_probes[] = {
	PROBE(NULL, 0, true, null, "the bracket alone"),
	PROBE(TRAP, 0, true, trap, "#DE and its fixup, inside the guest"),
	PROBE(CPUID, 0x0, true, cpuid, "vendor and highest leaf"),
	PROBE(CPUID, 0x1, true, cpuid, "family and features"),
	PROBE(CPUID, 0xb, true, cpuid, "topology"),
	PROBE(CPUID, 0x16, false, cpuid, "frequencies; in a TD zeros of Linux's own"),
	PROBE(CPUID, 0x40000000, true, cpuid, "hypervisor signature"),
	PROBE(RDMSR, MSR_APIC_BASE, true, rdmsr, "APIC_BASE"),
	PROBE(RDMSR, MSR_HWCR, true, rdmsr, "HWCR"),
	PROBE(RDMSR, MSR_KVM_POLL, true, rdmsr, "KVM poll control"),
	PROBE(WRMSR, MSR_KVM_POLL, true, wrmsr,
	      "KVM poll control, the value just read"),
	PROBE(WRMSR, VMEXIT_MSR_DEADLINE, true, wrmsr,
	      "TSC deadline: arms the APIC's timer; what was armed is put back"),
	PROBE(RDMSR, MSR_APIC_VERSION, false, rdmsr, "version of the APIC"),
	PROBE(WRMSR, MSR_APIC_EOI, false, wrmsr, "EOI to the APIC, with nothing in service"),
	PROBE(WRMSR, VMEXIT_MSR_GHCB, false, wrmsr,
	      "GHCB MSR, the value just read: part of each direct call"),
	PROBE(IN, 0x21, true, inb, "PIC mask; in KVM with its irqchip"),
	PROBE(IN, 0xa1, false, inb, "PIC mask; in KVM with its irqchip"),
	PROBE(IN, 0x4d0, false, inb, "ELCR; in KVM with its irqchip"),
	PROBE(IN, 0x61, false, inb, "port B; in KVM with its PIT"),
	PROBE(IN, PORT_PIT, false, inb,
	      "PIT; in KVM with its PIT; flips the PIT's byte latch"),
	PROBE(IN, 0x80, true, inb, "POST code; VMM in user space"),
	PROBE(IN, PORT_PMTIMER, true, inl,
	      "ACPI PM timer; VMM in user space"),
	PROBE(OUT, 0x80, true, outb, "POST code; VMM in user space"),
	PROBE(MMIO, MMIO_REGISTER, true, mmio, MMIO_DESC),
	PROBE(WRCR, 0x4, true, wrcr4, "CR4, the value just read: an exit without #VC and GHCB"),
	PROBE(ARM_MONITOR, 0, false, monitor, "MONITOR: the exception alone, where it raises #VC"),
	PROBE(IPI, VMEXIT_PEER_SELF, true, icr_msr, "sending an IPI to this CPU"),
	PROBE(IPI, VMEXIT_PEER_NEAR, true, icr_msr,
	      "sending an IPI to the nearest CPU, which spins"),
	PROBE(IPI, VMEXIT_PEER_FAR, true, icr_msr,
	      "sending an IPI to the farthest CPU, which spins"),
	PROBE_ROUND(IPI_RTT, INSN, VMEXIT_PEER_NEAR, true, ipi_rtt, ipi,
		    "an IPI to the nearest CPU, which spins: until it has come"),
	PROBE_ROUND(IPI_RTT, INSN, VMEXIT_PEER_FAR, true, ipi_rtt, ipi,
		    "an IPI to the farthest CPU, which spins: until it has come"),
	PROBE_ROUND(IPI_WAKE, INSN, VMEXIT_PEER_NEAR, true, ipi_wake, ipi,
		    "an IPI to the nearest CPU, which is idle: until it has come"),
	PROBE_ROUND(IPI_WAKE, INSN, VMEXIT_PEER_FAR, true, ipi_wake, ipi,
		    "an IPI to the farthest CPU, which is idle: until it has come"),
	PROBE_ROUND(TIMER, INSN, 100, true, timer, timer,
		    "how late a timer of 100 us is; the CPU spins"),
	PROBE_ROUND(TIMER, INSN, 1000, false, timer, timer,
		    "how late a timer of 1 ms is; the CPU spins"),
	PROBE_ROUND(HLT, INSN, 100, true, hlt, timer,
		    "how late a timer of 100 us is; the CPU halts. KVM polls for that long"),
	PROBE_ROUND(HLT, INSN, 1000, false, hlt, timer,
		    "how late a timer of 1 ms is; the CPU halts, for longer than KVM polls"),
	PROBE_ROUND(PSC_SHARED, INSN, SZ_4K, false, psc, psc,
		    "4 KiB made shared, which splits a large page of the direct map"),
	PROBE_ROUND(PSC_PRIVATE, INSN, SZ_4K, false, psc, psc, "4 KiB made private again"),
	PROBE_ROUND(PSC_SHARED, INSN, SZ_2M, false, psc, psc,
		    "2 MiB made shared, which may split a huge page of the direct map"),
	PROBE_ROUND(PSC_PRIVATE, INSN, SZ_2M, false, psc, psc, "2 MiB made private again"),
	PROBE(HYPERCALL, 1, true, vmmcall, "VAPIC_POLL_IRQ: does nothing"),
	PROBE(HYPERCALL, 2, false, vmmcall, "removed: answered -ENOSYS"),
	PROBE_DIRECT(SEV_INFO, 0, GHCB_MSR, "SEV information: no GHCB, nothing emulated"),
	PROBE_DIRECT(CPUID, 0x0, GHCB_MSR, "EAX of a leaf, without GHCB"),
	PROBE_DIRECT(HV_FEATURES, 0, GHCB_MSR, "hypervisor features"),
	PROBE_DIRECT(HV_FEATURES, 0, GHCB_PAGE, "hypervisor features: a page, nothing emulated"),
	PROBE_DIRECT(CPUID, 0x0, GHCB_PAGE, "vendor and highest leaf"),
	PROBE_DIRECT(CPUID, 0x1, GHCB_PAGE, "family and features"),
	PROBE_DIRECT(CPUID, 0xb, GHCB_PAGE, "topology"),
	PROBE_DIRECT(CPUID, 0x40000000, GHCB_PAGE, "hypervisor signature"),
	PROBE_DIRECT(RDMSR, MSR_APIC_BASE, GHCB_PAGE, "APIC_BASE"),
	PROBE_DIRECT(RDMSR, MSR_HWCR, GHCB_PAGE, "HWCR"),
	PROBE_DIRECT(RDMSR, MSR_KVM_POLL, GHCB_PAGE, "KVM poll control"),
	PROBE_DIRECT(WRMSR, MSR_KVM_POLL, GHCB_PAGE,
		     "KVM poll control, the value just read"),
	PROBE_DIRECT(WRMSR, VMEXIT_MSR_DEADLINE, GHCB_PAGE, "TSC deadline: arms the APIC's timer"),
	PROBE_DIRECT(IPI, VMEXIT_PEER_SELF, GHCB_PAGE, "sending an IPI to this CPU"),
	PROBE_DIRECT(IPI, VMEXIT_PEER_NEAR, GHCB_PAGE,
		     "sending an IPI to the nearest CPU, which spins"),
	PROBE_DIRECT(IN, 0x21, GHCB_PAGE, "PIC mask; in KVM with its irqchip"),
	PROBE_DIRECT(IN, 0x80, GHCB_PAGE, "POST code; VMM in user space"),
	PROBE_DIRECT(IN, PORT_PMTIMER, GHCB_PAGE, "ACPI PM timer; VMM in user space"),
	PROBE_DIRECT(OUT, 0x80, GHCB_PAGE, "POST code; VMM in user space"),
	PROBE_DIRECT(MMIO, MMIO_REGISTER, GHCB_PAGE, MMIO_DESC),
	PROBE_DIRECT(HYPERCALL, 1, GHCB_PAGE, "VAPIC_POLL_IRQ: does nothing"),
	PROBE_DIRECT(TDVMCALL_INFO, 0, TDVMCALL, "nothing emulated"),
	PROBE_DIRECT(CPUID, 0x40000000, TDVMCALL, "hypervisor signature"),
	PROBE_DIRECT(RDMSR, MSR_KVM_POLL, TDVMCALL, "KVM poll control"),
	PROBE_DIRECT(WRMSR, MSR_KVM_POLL, TDVMCALL,
		     "KVM poll control, the value just read"),
	PROBE_DIRECT(WRMSR, VMEXIT_MSR_DEADLINE, TDVMCALL, "TSC deadline: arms the APIC's timer"),
	PROBE_DIRECT(IPI, VMEXIT_PEER_SELF, TDVMCALL, "sending an IPI to this CPU"),
	PROBE_DIRECT(IPI, VMEXIT_PEER_NEAR, TDVMCALL,
		     "sending an IPI to the nearest CPU, which spins"),
	PROBE_ROUND(HLT, TDVMCALL, 100, true, hlt_tdvmcall, timer,
		    "how late a timer of 100 us is; the CPU halts"),
	PROBE_ROUND(HLT, TDVMCALL, 1000, false, hlt_tdvmcall, timer,
		    "how late a timer of 1 ms is; the CPU halts"),
	PROBE_DIRECT(IN, 0x21, TDVMCALL, "PIC mask; in KVM with its irqchip"),
	PROBE_DIRECT(IN, 0x80, TDVMCALL, "POST code; VMM in user space"),
	PROBE_DIRECT(IN, PORT_PMTIMER, TDVMCALL, "ACPI PM timer; VMM in user space"),
	PROBE_DIRECT(OUT, 0x80, TDVMCALL, "POST code; VMM in user space"),
	PROBE_DIRECT(MMIO, MMIO_REGISTER, TDVMCALL, MMIO_DESC),
	PROBE_DIRECT(HYPERCALL, 1, TDVMCALL, "VAPIC_POLL_IRQ: does nothing"),
	PROBE_DIRECT(VP_INFO, 0, TDCALL, "the TDX module alone"),
	PROBE_DIRECT(VM_RD, 0, TDCALL, "the TDX module alone: field TD_CTLS"),
};

const unsigned int vmexit_nr_probes = ARRAY_SIZE(vmexit_probes);

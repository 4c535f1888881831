/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * vmexit: generic netlink contract between vmexit.ko and its readers.
 *
 * Family "vmexit", version 1, initial network namespace only; multicast group
 * "run". All integers are in host byte order. A time is a number of TSC
 * cycles unless its name says otherwise. vmexit.yaml beside this file says the
 * same for machines; tests/static holds the two against each other.
 *
 * What exists
 * -----------
 *
 * GET_INFO (do, anyone): which guest this is and what the module can do.
 *
 *	-> (no attributes)
 *	<- VMEXIT_A_INFO nest
 *	     PLATFORM        u32      enum vmexit_platform
 *	     HYPERVISOR      string   "KVM", "Hyper-V", ..., "hidden"
 *	                              where something traps CPUID and shows
 *	                              no name, "none"
 *	     EVIDENCE        string   one per fact PLATFORM rests on; repeated
 *	     TSC_KHZ         u32      TSC frequency as the kernel knows it
 *	     TSC_INVARIANT   flag     present: the TSC does not stop or change rate
 *	     TSC_EXITS       flag     present: reading the TSC itself seems to exit
 *	     NULL_MIN        u64      shortest empty bracket seen at load
 *	     VERSION         string   of the module
 *	     EMULATED        string   what the administrator said of this machine
 *	                              with emulated=..., or TCG where CPUID says
 *	                              so; absent: nothing known
 *	     MAX_SAMPLES     u64      largest SAMPLES that START takes
 *	     MAX_MEMORY      u64      bytes all runs together may hold
 *	     HIST_SUB_BITS   u32      VMEXIT_HIST_SUB_BITS the module is built with
 *	     HIST_MAX_BITS   u32      VMEXIT_HIST_MAX_BITS likewise
 *	     TSC_STEP        u32      cycles: the TSC moves by multiples of so
 *	                              many; 1: each one is counted; 0: the TSC
 *	                              did not move. Where hardware scales it,
 *	                              which EVIDENCE says, by as many or one
 *	                              more. absent: not looked for
 *	     BRACKET         string   "lfence rdtsc": what a sample's end is
 *	                              read by; absent: "rdtscp"
 *	     ISOLATION       string   "SEV; SEV-ES; SecureTSC": what it is made
 *	                              of, as far as the guest can read it, "; "
 *	                              between, see vmexit/isolation.h; absent:
 *	                              nothing known
 *
 * GET_PROBES (dump, anyone): the table of known probes, one message each.
 *
 *	-> (no attributes)
 *	<- VMEXIT_A_PROBE nest
 *	     EXIT            u32      enum vmexit_exit
 *	     PATH            u32      enum vmexit_path
 *	     PARAM           u32      CPUID leaf, MSR, port, GPA, hypercall or
 *	                              control register number; of HLT and TIMER
 *	                              microseconds, of PSC_SHARED and PSC_PRIVATE
 *	                              bytes, of an IPI enum vmexit_peer
 *	     INDEX           u32      CPUID sub-leaf, else 0
 *	     ROUTE           u32      enum vmexit_route: what this platform makes
 *	                              of it
 *	     BASIS           u32      enum vmexit_basis: how that is known
 *	     EXPECTED        u32      enum vmexit_route: present where another
 *	                              was witnessed, and so counts
 *	     DEFAULT         flag     present: part of the default set
 *	     REASON          string   present: not supported here, and why
 *	     DESC            string   who answers it, or why it is safe
 *
 *   A probe is named by EXIT, PATH, PARAM, INDEX together. CPUID takes any
 *   leaf and sub-leaf, in the table or not, and an IPI any CPU that could be
 *   there; everything else must be listed.
 *
 * START (do, CAP_NET_ADMIN in the initial user namespace): begin a run.
 *
 *	-> VMEXIT_A_PROBE    nest     1 .. VMEXIT_MAX_PROBES times, in the order
 *	                              wanted; EXIT required, PATH, PARAM, INDEX
 *	                              default to 0; no probe twice
 *	   VMEXIT_A_CPUS     string   CPU list ("0-3,8"), all online; required
 *	   VMEXIT_A_SAMPLES  u64      1 .. MAX_SAMPLES a probe and CPU; required
 *	   VMEXIT_A_WARMUP   u32      executions thrown away before, default 100,
 *	                              at most VMEXIT_MAX_WARMUP
 *	   VMEXIT_A_BATCH_US u32      longest time with interrupts off, default
 *	                              50, 1 .. VMEXIT_MAX_BATCH_US; a batch ends
 *	                              with the sample during which it runs out
 *	   VMEXIT_A_SERIAL   flag     CPUs one after the other, not in parallel
 *	<- VMEXIT_A_COOKIE   u64      names this run from now on; never 0
 *
 *   Returns at once. What the same socket had measured before is freed, also
 *   where this then fails with ENOMEM. A
 *   probe that is not supported is no error: its result says so. Errors:
 *   EBUSY another run is going on (GET_RUN says whose); EINVAL an attribute
 *   is bad or missing; ERANGE a number is out of range; ENODEV a CPU is not
 *   online; ENOMEM the worst case of this run does not fit MAX_MEMORY;
 *   EOPNOTSUPP a probe is not on the list. Each carries an extended ack, with
 *   the attribute where one is to blame.
 *
 * STOP (do, CAP_NET_ADMIN): cancel a run, by its owner or by anyone with the
 *   capability.
 *
 *	-> VMEXIT_A_COOKIE   u64      required
 *	<- (ack)                      sent when nothing of it runs any more
 *
 *   What had been measured stays readable. ENOENT: no such run.
 *
 * GET_RUN (do, anyone): the run that is going on, or else the latest one
 *   that is still held.
 *
 *	-> VMEXIT_A_COOKIE   u64      optional: that one instead
 *	<- VMEXIT_A_RUN      nest
 *	     COOKIE          u64
 *	     STATE           u32      enum vmexit_run_state
 *	     PORTID          u32      netlink port of the owning socket
 *	     PID             u32      process that started it, in the initial
 *	                              pid namespace
 *	     COMM            string   its name
 *	     CPUS            string   CPU list
 *	     DONE            u64      samples taken so far, all CPUs and probes;
 *	                              those of an unsupported probe count as taken
 *	     TOTAL           u64      samples asked for, likewise
 *	     ELAPSED_MS      u64      since START, until the end once it ended
 *	     PROBE           nest     as in START, with ROUTE, BASIS, EXPECTED as
 *	                              in GET_PROBES; repeated
 *
 *   ENOENT: no run, or none with this cookie.
 *
 * GET_RESULTS (dump, the socket that sent START): what was measured. May be
 *   asked while the run goes on: a probe that is not finished on a CPU has
 *   STATE pending and no figures.
 *
 *	-> VMEXIT_A_COOKIE   u64      required
 *	<- VMEXIT_A_RESULT   nest     per CPU, per probe in START's order
 *	     CPU             u32
 *	     PROBE           nest     EXIT, PATH, PARAM, INDEX, ROUTE, BASIS,
 *	                              EXPECTED; of what was measured here. ROUTE
 *	                              is unknown where samples were seen to
 *	                              take several
 *	     STATE           u32      enum vmexit_result_state
 *	     REASON          string   with STATE unsupported: why
 *	     EXECUTED        u64      times the operation was executed: samples +
 *	                              warm-up + support checks; what a host counts.
 *	                              A WRMSR's holds one RDMSR a batch as well
 *	     COUNT           u64      undisturbed samples: what the histogram holds
 *	     DISTURBED       u64      samples that were spoiled, not in histogram
 *	     MIN_CYCLES      u64      of the undisturbed samples; absent if none,
 *	     MAX_CYCLES      u64      as are the two after it
 *	     SUM_CYCLES      u64
 *	     SPAN_CYCLES     u64      from the first timed batch to the end of the
 *	                              last, rests between batches included;
 *	                              absent if none was timed
 *	     BUCKETS         binary   struct vmexit_bucket[], non-empty buckets,
 *	                              ascending
 *	     BUCKETS_LEFT    u32      buckets of this result still to come
 *
 *   A histogram that does not fit one message goes on in the next: RESULT with
 *   CPU, PROBE, BUCKETS and BUCKETS_LEFT only, until BUCKETS_LEFT is 0. Every
 *   RESULT carries BUCKETS_LEFT. ENOENT: not this socket's run, or the
 *   results were freed.
 *
 * GET_MONITOR (dump, anyone): what the monitor has measured, the histograms
 *   that sysfs shows in coarser steps (kmod/sysfs-kernel-vmexit).
 *
 *	-> (no attributes)
 *	<- VMEXIT_A_RESULT   nest     per probe that was ever monitored
 *	     as in GET_RESULTS, of all CPUs and stints since the last reset or,
 *	     but for EXECUTED, within the window: without CPU and SPAN_CYCLES.
 *	     STATE is unsupported, with REASON, where the last stint gave no
 *	     samples; figures are of those before
 *
 *   All of one probe is of one moment, in however many messages it comes.
 *   ENOMEM.
 *
 * RUN_NTF (multicast, group "run"): VMEXIT_A_RUN nest as in GET_RUN without
 *   PROBE, a few times a second while a run goes on and once when it ends. A
 *   hint: subscribe before START, and after ENOBUFS ask GET_RUN.
 *
 * Latencies
 * ---------
 *
 * A sample is what is between two readings of this CPU's TSC, right before and
 * right after one execution, with interrupts off. Of these it is not:
 *
 *   TIMER       from the moment that a high resolution timer of this CPU is
 *               due, PARAM us after it was armed, until its function runs; the
 *               CPU spins meanwhile, with interrupts on
 *   HLT         the same, but the CPU halts until then. A sample is disturbed
 *               where something else woke it. EXECUTED counts each HLT
 *   IPI_RTT     from sending an interrupt until this CPU sees that the other
 *               one has counted it (irq_stat of RESCHEDULE_VECTOR, at the
 *               handler's entry); that one spins, with interrupts on
 *   IPI_WAKE    the same, but the other has been idle, by what the kernel's
 *               scheduler says, for the 250 us before
 *   PSC_SHARED  set_memory_decrypted() of PARAM bytes of the module's own
 *   PSC_PRIVATE set_memory_encrypted() of the same, to give them back. EXECUTED
 *               counts pairs of both
 *
 * What a timer is due at is known by the kernel's clock, and by the TSC as it was
 * when that clock was read, thrice: within what the shortest takes, halved. A CPU's TSC is
 * never held against another one's. Where the answer to an IPI takes longer than
 * VMEXIT_MAX_BATCH_US, the rest is waited for with interrupts on, and what
 * comes meanwhile is in the sample.
 *
 * Lifetime
 * --------
 *
 * Results are freed when the socket that started the run closes or starts
 * again; a run whose owner goes away is cancelled. Unloading the module
 * cancels what runs and frees everything. A dump that is not read to its end
 * keeps the module loaded (rmmod: in use) until shortly after its socket closes.
 */
#ifndef _UAPI_LINUX_VMEXIT_H
#define _UAPI_LINUX_VMEXIT_H

#include <linux/types.h>

#define VMEXIT_GENL_NAME	"vmexit"
#define VMEXIT_GENL_VERSION	1
#define VMEXIT_MCGRP_RUN	"run"

/* Limits of START. */
#define VMEXIT_MAX_PROBES	64
#define VMEXIT_MAX_SAMPLES	10000000
#define VMEXIT_MAX_WARMUP	1000000
#define VMEXIT_MAX_BATCH_US	200

/* Which guest this is. */
enum vmexit_platform {
	VMEXIT_PLATFORM_UNKNOWN,
	VMEXIT_PLATFORM_BARE_METAL,
	VMEXIT_PLATFORM_GENERAL_VM,	/* no memory encryption */
	VMEXIT_PLATFORM_SEV,		/* encrypted memory, plain exits */
	VMEXIT_PLATFORM_SEV_ES,
	VMEXIT_PLATFORM_SEV_SNP,
	VMEXIT_PLATFORM_TDX,
	VMEXIT_PLATFORM_PARAVISOR,	/* #VC or #VE belongs to a paravisor */
};

/* The operation that leaves the guest, and the two references. */
enum vmexit_exit {
	VMEXIT_EXIT_NULL,		/* the bracket alone */
	VMEXIT_EXIT_TRAP,		/* #DE, fixed up by the exception table */
	VMEXIT_EXIT_CPUID,
	VMEXIT_EXIT_RDMSR,
	VMEXIT_EXIT_WRMSR,
	VMEXIT_EXIT_IN,
	VMEXIT_EXIT_OUT,
	VMEXIT_EXIT_HYPERCALL,
	VMEXIT_EXIT_SEV_INFO,		/* GHCB MSR protocol, request 0x002 */
	VMEXIT_EXIT_HV_FEATURES,	/* GHCB MSR protocol, request 0x080 */
	VMEXIT_EXIT_MMIO,		/* a 32-bit read of a device's register */
	VMEXIT_EXIT_TDVMCALL_INFO,	/* TDVMCALL<GetTdVmCallInfo> */
	VMEXIT_EXIT_VP_INFO,		/* TDCALL[TDG.VP.INFO] */
	VMEXIT_EXIT_VM_RD,		/* TDCALL[TDG.VM.RD], field TD_CTLS */
	VMEXIT_EXIT_WRCR,		/* a control register, the value just read */
	VMEXIT_EXIT_ARM_MONITOR,	/* MONITOR, which Linux's #VC handler skips */
	VMEXIT_EXIT_HLT,		/* waking from HLT: see "Latencies" */
	VMEXIT_EXIT_TIMER,		/* how late a timer is: likewise */
	VMEXIT_EXIT_IPI,		/* sending an IPI */
	VMEXIT_EXIT_IPI_RTT,		/* an IPI to a CPU that spins: "Latencies" */
	VMEXIT_EXIT_IPI_WAKE,		/* an IPI to a CPU that is idle: likewise */
	VMEXIT_EXIT_PSC_SHARED,		/* a page made shared: likewise */
	VMEXIT_EXIT_PSC_PRIVATE,	/* a page made private again: likewise */
};

/* PARAM of an IPI: the CPU it goes to, seen from the one that sends it. */
enum vmexit_peer {
	VMEXIT_PEER_SELF,		/* the one that sends it */
	VMEXIT_PEER_NEAR,		/* of the others that are online the one that
					 * shares the most with it: core, package,
					 * node; of equals the first
					 */
	VMEXIT_PEER_FAR,		/* the one that shares the least; where all
					 * share as much there is none
					 */
	VMEXIT_PEER_CPU = 0x80000000,	/* and a CPU's number: that one */
};

/* How software asks for it. */
enum vmexit_path {
	VMEXIT_PATH_INSN,		/* the instruction, in the kernel */
	VMEXIT_PATH_INSN_CPL3,		/* the instruction, in user space; never
					 * sent by the module
					 */
	VMEXIT_PATH_GHCB_MSR,		/* direct VMGEXIT, GHCB MSR protocol;
					 * of CPUID one register, EAX
					 */
	VMEXIT_PATH_GHCB_PAGE,		/* direct VMGEXIT, GHCB page, with the
					 * inputs the kernel's #VC handler gives
					 */
	VMEXIT_PATH_TDVMCALL,		/* direct TDCALL[TDG.VP.VMCALL] */
	VMEXIT_PATH_TDCALL,		/* TDCALL that the TDX module answers */
};

/* What the platform makes of it. */
enum vmexit_route {
	VMEXIT_ROUTE_UNKNOWN,		/* may exit or not: nobody can tell */
	VMEXIT_ROUTE_NONE,		/* does not leave the guest */
	VMEXIT_ROUTE_VMEXIT,
	VMEXIT_ROUTE_VC_VMGEXIT,	/* #VC, then VMGEXIT */
	VMEXIT_ROUTE_VC,		/* #VC answered in the guest: no exit */
	VMEXIT_ROUTE_VMGEXIT,
	VMEXIT_ROUTE_VE_TDVMCALL,	/* #VE, then TDG.VP.VMCALL */
	VMEXIT_ROUTE_VE,		/* #VE by the TDX module, answered in the
					 * guest: the host is not entered
					 */
	VMEXIT_ROUTE_TDVMCALL,
	VMEXIT_ROUTE_TDX_MODULE,	/* answered by the TDX module */
	VMEXIT_ROUTE_PARAVISOR,		/* trapped by a paravisor; whether the
					 * host was entered is unknown
					 */
};

/* How a route is known. */
enum vmexit_basis {
	VMEXIT_BASIS_UNKNOWN,		/* by nothing: the route is unknown */
	VMEXIT_BASIS_SPECIFICATION,	/* so it is specified */
	VMEXIT_BASIS_HABIT,		/* so KVM and Linux are known to do */
	VMEXIT_BASIS_WITNESSED,		/* so it was seen to do in this guest */
	VMEXIT_BASIS_TIMED,		/* so it seems by what it takes, here */
};

enum vmexit_run_state {
	VMEXIT_RUN_RUNNING,
	VMEXIT_RUN_DONE,
	VMEXIT_RUN_CANCELLED,
};

enum vmexit_result_state {
	VMEXIT_RESULT_PENDING,		/* not begun, or not finished yet */
	VMEXIT_RESULT_DONE,
	VMEXIT_RESULT_UNSUPPORTED,	/* REASON says why */
	VMEXIT_RESULT_CANCELLED,	/* stopped early; figures are of what ran */
	VMEXIT_RESULT_OFFLINE,		/* the CPU went away; figures likewise */
};

/**
 * struct vmexit_bucket - one non-empty histogram bucket
 * @index: see include/vmexit/histogram.h
 * @count: samples in it; two entries with one index add up
 */
struct vmexit_bucket {
	__u32 index;
	__u32 count;
};

enum vmexit_cmd {
	VMEXIT_CMD_UNSPEC,
	VMEXIT_CMD_GET_INFO,
	VMEXIT_CMD_GET_PROBES,
	VMEXIT_CMD_START,
	VMEXIT_CMD_STOP,
	VMEXIT_CMD_GET_RUN,
	VMEXIT_CMD_GET_RESULTS,
	VMEXIT_CMD_RUN_NTF,
	VMEXIT_CMD_GET_MONITOR,

	__VMEXIT_CMD_MAX,
	VMEXIT_CMD_MAX = __VMEXIT_CMD_MAX - 1
};

/* Top level of every message. */
enum vmexit_attr {
	VMEXIT_A_UNSPEC,
	VMEXIT_A_PAD,
	VMEXIT_A_INFO,
	VMEXIT_A_PROBE,
	VMEXIT_A_RUN,
	VMEXIT_A_RESULT,
	VMEXIT_A_COOKIE,
	VMEXIT_A_CPUS,
	VMEXIT_A_SAMPLES,
	VMEXIT_A_WARMUP,
	VMEXIT_A_BATCH_US,
	VMEXIT_A_SERIAL,

	__VMEXIT_A_MAX,
	VMEXIT_A_MAX = __VMEXIT_A_MAX - 1
};

/* Inside VMEXIT_A_INFO. */
enum vmexit_info_attr {
	VMEXIT_A_INFO_UNSPEC,
	VMEXIT_A_INFO_PAD,
	VMEXIT_A_INFO_PLATFORM,
	VMEXIT_A_INFO_HYPERVISOR,
	VMEXIT_A_INFO_EVIDENCE,
	VMEXIT_A_INFO_TSC_KHZ,
	VMEXIT_A_INFO_TSC_INVARIANT,
	VMEXIT_A_INFO_TSC_EXITS,
	VMEXIT_A_INFO_NULL_MIN,
	VMEXIT_A_INFO_VERSION,
	VMEXIT_A_INFO_EMULATED,
	VMEXIT_A_INFO_MAX_SAMPLES,
	VMEXIT_A_INFO_MAX_MEMORY,
	VMEXIT_A_INFO_HIST_SUB_BITS,
	VMEXIT_A_INFO_HIST_MAX_BITS,
	VMEXIT_A_INFO_TSC_STEP,
	VMEXIT_A_INFO_BRACKET,
	VMEXIT_A_INFO_ISOLATION,

	__VMEXIT_A_INFO_MAX,
	VMEXIT_A_INFO_MAX = __VMEXIT_A_INFO_MAX - 1
};

/* Inside VMEXIT_A_PROBE, VMEXIT_A_RUN_PROBE and VMEXIT_A_RESULT_PROBE. */
enum vmexit_probe_attr {
	VMEXIT_A_PROBE_UNSPEC,
	VMEXIT_A_PROBE_EXIT,
	VMEXIT_A_PROBE_PATH,
	VMEXIT_A_PROBE_PARAM,
	VMEXIT_A_PROBE_INDEX,
	VMEXIT_A_PROBE_ROUTE,
	VMEXIT_A_PROBE_DEFAULT,
	VMEXIT_A_PROBE_REASON,
	VMEXIT_A_PROBE_DESC,
	VMEXIT_A_PROBE_BASIS,
	VMEXIT_A_PROBE_EXPECTED,

	__VMEXIT_A_PROBE_MAX,
	VMEXIT_A_PROBE_MAX = __VMEXIT_A_PROBE_MAX - 1
};

/* Inside VMEXIT_A_RUN. */
enum vmexit_run_attr {
	VMEXIT_A_RUN_UNSPEC,
	VMEXIT_A_RUN_PAD,
	VMEXIT_A_RUN_COOKIE,
	VMEXIT_A_RUN_STATE,
	VMEXIT_A_RUN_PORTID,
	VMEXIT_A_RUN_PID,
	VMEXIT_A_RUN_COMM,
	VMEXIT_A_RUN_CPUS,
	VMEXIT_A_RUN_DONE,
	VMEXIT_A_RUN_TOTAL,
	VMEXIT_A_RUN_ELAPSED_MS,
	VMEXIT_A_RUN_PROBE,

	__VMEXIT_A_RUN_MAX,
	VMEXIT_A_RUN_MAX = __VMEXIT_A_RUN_MAX - 1
};

/* Inside VMEXIT_A_RESULT. */
enum vmexit_result_attr {
	VMEXIT_A_RESULT_UNSPEC,
	VMEXIT_A_RESULT_PAD,
	VMEXIT_A_RESULT_CPU,
	VMEXIT_A_RESULT_PROBE,
	VMEXIT_A_RESULT_STATE,
	VMEXIT_A_RESULT_REASON,
	VMEXIT_A_RESULT_EXECUTED,
	VMEXIT_A_RESULT_COUNT,
	VMEXIT_A_RESULT_DISTURBED,
	VMEXIT_A_RESULT_MIN_CYCLES,
	VMEXIT_A_RESULT_MAX_CYCLES,
	VMEXIT_A_RESULT_SUM_CYCLES,
	VMEXIT_A_RESULT_SPAN_CYCLES,
	VMEXIT_A_RESULT_BUCKETS,
	VMEXIT_A_RESULT_BUCKETS_LEFT,

	__VMEXIT_A_RESULT_MAX,
	VMEXIT_A_RESULT_MAX = __VMEXIT_A_RESULT_MAX - 1
};

#endif /* _UAPI_LINUX_VMEXIT_H */

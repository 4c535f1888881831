// SPDX-License-Identifier: GPL-2.0
/*
 * The table of probes. Only what is harmless in somebody else's VM stands in
 * it: README "What is never executed" lists what does not, and why.
 */
#include <linux/acpi.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <asm/cpufeature.h>
#include <asm/processor.h>

#include <vmexit/route.h>

#include "ghcb.h"
#include "platform.h"
#include "probe.h"
#include "probe_insn.h"
#include "probe_sev.h"
#include "probe_tdx.h"
#include "sampler.h"
#include "tdx.h"

#define MSR_APIC_BASE		0x1b
#define MSR_HWCR		0xc0010015
#define MSR_KVM_POLL		0x4b564d05	/* MSR_KVM_POLL_CONTROL */
#define KVM_POLL_FEATURE	BIT(12)		/* KVM_FEATURE_POLL_CONTROL */
#define PORT_PMTIMER		0		/* filled in from the FADT */
#define NULL_TRIES		100		/* to see the shortest bracket */

#define PROBE(_exit, _param, _default, _loop, _desc)			\
	{								\
		.id = { .exit = VMEXIT_EXIT_##_exit, .param = (_param) },	\
		.loop = vmexit_loop_##_loop,				\
		.is_default = (_default),				\
		.desc = (_desc),					\
	}

/* Direct VMGEXITs are part of the default set where there is VMGEXIT. */
#define PROBE_GHCB(_exit, _param, _path, _desc)				\
	{								\
		.id = {							\
			.exit = VMEXIT_EXIT_##_exit,			\
			.path = VMEXIT_PATH_GHCB_##_path,		\
			.param = (_param),				\
		},							\
		.desc = (_desc),					\
	}

/* Likewise TDCALLs in a TD. */
#define PROBE_TD(_exit, _param, _path, _desc)				\
	{								\
		.id = {							\
			.exit = VMEXIT_EXIT_##_exit,			\
			.path = VMEXIT_PATH_##_path,			\
			.param = (_param),				\
		},							\
		.desc = (_desc),					\
	}

/* The order is the one users see. */
static struct vmexit_probe vmexit_probes[] = {
	PROBE(NULL, 0, true, null, "the bracket alone"),
	PROBE(TRAP, 0, true, trap, "#DE and its fixup, inside the guest"),
	PROBE(CPUID, 0x0, true, cpuid, "vendor and highest leaf"),
	PROBE(CPUID, 0x1, true, cpuid, "family and features"),
	PROBE(CPUID, 0x5, false, cpuid, "MONITOR; in older TDs zeros of Linux's own"),
	PROBE(CPUID, 0xb, true, cpuid, "topology"),
	PROBE(CPUID, 0x40000000, true, cpuid, "hypervisor signature"),
	PROBE(RDMSR, MSR_APIC_BASE, true, rdmsr, "APIC_BASE"),
	PROBE(RDMSR, MSR_HWCR, true, rdmsr, "HWCR"),
	PROBE(RDMSR, MSR_KVM_POLL, true, rdmsr, "KVM poll control"),
	PROBE(WRMSR, MSR_KVM_POLL, true, wrmsr,
	      "KVM poll control, the value just read"),
	PROBE(IN, 0x21, true, inb, "PIC mask; in KVM with its irqchip"),
	PROBE(IN, 0xa1, false, inb, "PIC mask; in KVM with its irqchip"),
	PROBE(IN, 0x4d0, false, inb, "ELCR; in KVM with its irqchip"),
	PROBE(IN, 0x61, false, inb, "port B; in KVM with its PIT"),
	PROBE(IN, 0x40, false, inb,
	      "PIT; in KVM with its PIT; flips the PIT's byte latch"),
	PROBE(IN, 0x80, true, inb, "POST code; VMM in user space"),
	PROBE(IN, PORT_PMTIMER, true, inl,
	      "ACPI PM timer; VMM in user space"),
	PROBE(OUT, 0x80, true, outb, "POST code; VMM in user space"),
	PROBE(HYPERCALL, 1, true, vmmcall, "VAPIC_POLL_IRQ: does nothing"),
	PROBE(HYPERCALL, 2, false, vmmcall, "removed: answered -ENOSYS"),
	PROBE_GHCB(SEV_INFO, 0, MSR, "SEV information: no GHCB, nothing emulated"),
	PROBE_GHCB(CPUID, 0x0, MSR, "EAX of a leaf, without GHCB"),
	PROBE_GHCB(HV_FEATURES, 0, MSR, "hypervisor features"),
	PROBE_GHCB(CPUID, 0x0, PAGE, "vendor and highest leaf"),
	PROBE_GHCB(CPUID, 0x1, PAGE, "family and features"),
	PROBE_GHCB(CPUID, 0xb, PAGE, "topology"),
	PROBE_GHCB(CPUID, 0x40000000, PAGE, "hypervisor signature"),
	PROBE_GHCB(RDMSR, MSR_APIC_BASE, PAGE, "APIC_BASE"),
	PROBE_GHCB(RDMSR, MSR_HWCR, PAGE, "HWCR"),
	PROBE_GHCB(RDMSR, MSR_KVM_POLL, PAGE, "KVM poll control"),
	PROBE_GHCB(WRMSR, MSR_KVM_POLL, PAGE,
		   "KVM poll control, the value just read"),
	PROBE_GHCB(IN, 0x21, PAGE, "PIC mask; in KVM with its irqchip"),
	PROBE_GHCB(IN, 0x80, PAGE, "POST code; VMM in user space"),
	PROBE_GHCB(IN, PORT_PMTIMER, PAGE, "ACPI PM timer; VMM in user space"),
	PROBE_GHCB(OUT, 0x80, PAGE, "POST code; VMM in user space"),
	PROBE_GHCB(HYPERCALL, 1, PAGE, "VAPIC_POLL_IRQ: does nothing"),
	PROBE_TD(TDVMCALL_INFO, 0, TDVMCALL, "nothing emulated"),
	PROBE_TD(CPUID, 0x40000000, TDVMCALL, "hypervisor signature"),
	PROBE_TD(RDMSR, MSR_KVM_POLL, TDVMCALL, "KVM poll control"),
	PROBE_TD(WRMSR, MSR_KVM_POLL, TDVMCALL,
		 "KVM poll control, the value just read"),
	PROBE_TD(IN, 0x21, TDVMCALL, "PIC mask; in KVM with its irqchip"),
	PROBE_TD(IN, 0x80, TDVMCALL, "POST code; VMM in user space"),
	PROBE_TD(IN, PORT_PMTIMER, TDVMCALL, "ACPI PM timer; VMM in user space"),
	PROBE_TD(OUT, 0x80, TDVMCALL, "POST code; VMM in user space"),
	PROBE_TD(HYPERCALL, 1, TDVMCALL, "VAPIC_POLL_IRQ: does nothing"),
	PROBE_TD(VP_INFO, 0, TDCALL, "the TDX module alone"),
	PROBE_TD(VM_RD, 0, TDCALL, "the TDX module alone: field TD_CTLS"),
};

/* As found once: enum vmexit_ghcb_refusal of all VMGEXITs; the timer's port. */
static int vmexit_ghcb_state;
static u32 vmexit_pmtimer;

/*
 * Module specification, "MSR virtualization": #VE outside of two ranges; within
 * them, of those in the table, APIC_BASE is read without.
 */
static u32 vmexit_tdx_msr_route(u32 msr)
{
	if (msr == MSR_APIC_BASE)
		return VMEXIT_ROUTE_TDX_MODULE;
	if (msr > 0x1fff && (msr < 0xc0000000 || msr > 0xc0001fff))
		return VMEXIT_ROUTE_VE_TDVMCALL;
	return VMEXIT_ROUTE_UNKNOWN;
}

static u32 vmexit_tdx_route(const struct vmexit_id *id)
{
	switch (id->exit) {
	case VMEXIT_EXIT_CPUID:
		return vmexit_tdx_cpuid(id->param, id->index);
	case VMEXIT_EXIT_RDMSR:
	case VMEXIT_EXIT_WRMSR:
		return vmexit_tdx_msr_route(id->param);
	default:
		return VMEXIT_ROUTE_VE_TDVMCALL;
	}
}

/*
 * That CPUID answers with a hypervisor's signature proves that CPUID is
 * intercepted; of MSRs and ports only KVM's habits are known: it intercepts
 * every one of those in the table.
 */
static bool vmexit_is_intercepted(const struct vmexit_id *id)
{
	return vmexit_platform.is_kvm || id->exit == VMEXIT_EXIT_CPUID;
}

/* Without state encryption. */
static u32 vmexit_plain_route(const struct vmexit_id *id)
{
	if (vmexit_platform.is_tcg)
		return VMEXIT_ROUTE_NONE;
	return vmexit_is_intercepted(id) ? VMEXIT_ROUTE_VMEXIT :
					   VMEXIT_ROUTE_UNKNOWN;
}

static bool vmexit_owns_vc(void)
{
	return vmexit_platform.type == VMEXIT_PLATFORM_SEV_ES ||
	       vmexit_platform.type == VMEXIT_PLATFORM_SEV_SNP;
}

static u32 vmexit_route(const struct vmexit_id *id)
{
	switch (id->path) {
	case VMEXIT_PATH_INSN:
		break;
	case VMEXIT_PATH_TDVMCALL:
		return VMEXIT_ROUTE_TDVMCALL;
	case VMEXIT_PATH_TDCALL:
		return VMEXIT_ROUTE_TDX_MODULE;
	default:
		return VMEXIT_ROUTE_VMGEXIT;
	}
	if (id->exit == VMEXIT_EXIT_NULL || id->exit == VMEXIT_EXIT_TRAP)
		return VMEXIT_ROUTE_NONE;
	switch (vmexit_platform.type) {
	case VMEXIT_PLATFORM_BARE_METAL:
		return VMEXIT_ROUTE_NONE;
	case VMEXIT_PLATFORM_GENERAL_VM:
	case VMEXIT_PLATFORM_SEV:
		return vmexit_plain_route(id);
	case VMEXIT_PLATFORM_SEV_SNP:
		if (id->exit == VMEXIT_EXIT_CPUID)
			return vmexit_snp_cpuid_route(id->param);
		fallthrough;
	case VMEXIT_PLATFORM_SEV_ES:
		return vmexit_is_intercepted(id) ? VMEXIT_ROUTE_VC_VMGEXIT :
						   VMEXIT_ROUTE_UNKNOWN;
	case VMEXIT_PLATFORM_TDX:
		return vmexit_tdx_route(id);
	case VMEXIT_PLATFORM_PARAVISOR:
		return VMEXIT_ROUTE_PARAVISOR;
	default:
		return VMEXIT_ROUTE_UNKNOWN;
	}
}

static const char *vmexit_refuse_hypercall(u32 path)
{
	if (vmexit_platform.type == VMEXIT_PLATFORM_TDX &&
	    path == VMEXIT_PATH_INSN)
		return "VMCALL in a TD is refused by the kernel's #VE handler";
	return vmexit_platform.is_kvm ? NULL : "hypervisor is not KVM";
}

static bool vmexit_is_td_path(u32 path)
{
	return path == VMEXIT_PATH_TDVMCALL || path == VMEXIT_PATH_TDCALL;
}

/*
 * A VMGEXIT must be of a kind this host serves; and so must an instruction that
 * ends in one, or its #VC handler ends the guest.
 */
static const char *vmexit_refuse_call(const struct vmexit_id *id, u32 route)
{
	if (vmexit_is_td_path(id->path))
		return vmexit_platform.type == VMEXIT_PLATFORM_TDX ? NULL :
		       "TDCALL is for TDX guests";
	if (id->path == VMEXIT_PATH_INSN && route != VMEXIT_ROUTE_VC_VMGEXIT)
		return NULL;
	if (!vmexit_owns_vc())
		return "VMGEXIT is for SEV-ES and SEV-SNP guests";
	if (vmexit_ghcb_state)
		return vmexit_ghcb_reason(vmexit_ghcb_state);
	switch (id->path) {
	case VMEXIT_PATH_GHCB_MSR:
		return vmexit_ghcb_msr_refusal(id->exit);
	case VMEXIT_PATH_GHCB_PAGE:
		return vmexit_ghcb_page_refusal(id->exit);
	default:
		return vmexit_ghcb_insn_refusal(id->exit);
	}
}

/* Why a probe must not even be tried here; NULL: it may. */
static const char *vmexit_refuse(const struct vmexit_id *id)
{
	switch (id->exit) {
	case VMEXIT_EXIT_RDMSR:
	case VMEXIT_EXIT_WRMSR:
		if (id->param != MSR_KVM_POLL)
			return NULL;
		if (!vmexit_platform.is_kvm)
			return "hypervisor is not KVM";
		if (!(vmexit_platform.kvm_features & KVM_POLL_FEATURE))
			return "this KVM does not offer poll control";
		return NULL;
	case VMEXIT_EXIT_IN:
		return id->param == PORT_PMTIMER ? "ACPI names no PM timer port"
						 : NULL;
	case VMEXIT_EXIT_HYPERCALL:
		return vmexit_refuse_hypercall(id->path);
	default:
		return NULL;
	}
}

static void vmexit_probe_judge_ghcb(struct vmexit_probe *probe)
{
	bool by_page = probe->id.path == VMEXIT_PATH_GHCB_PAGE;

	probe->is_default = vmexit_owns_vc();
	probe->loop = by_page ? vmexit_loop_ghcb_page : vmexit_loop_ghcb_msr;
	probe->prepare = by_page ? vmexit_prepare_ghcb_page :
				   vmexit_prepare_ghcb_msr;
	probe->finish = vmexit_finish_ghcb;
}

static void vmexit_probe_judge_td(struct vmexit_probe *probe)
{
	probe->is_default = vmexit_platform.type == VMEXIT_PLATFORM_TDX;
	probe->loop = vmexit_loop_tdcall;
	probe->prepare = vmexit_prepare_tdcall;
}

/* Fills in what only this guest knows of a probe. */
static void vmexit_probe_judge(struct vmexit_probe *probe)
{
	probe->route = vmexit_route(&probe->id);
	probe->reason = vmexit_refuse(&probe->id);
	if (!probe->reason)
		probe->reason = vmexit_refuse_call(&probe->id, probe->route);
	if (probe->id.exit == VMEXIT_EXIT_IN || probe->id.exit == VMEXIT_EXIT_OUT)
		probe->size = probe->id.param == vmexit_pmtimer ? 4 : 1;
	if (vmexit_is_td_path(probe->id.path)) {
		vmexit_probe_judge_td(probe);
		return;
	}
	if (probe->id.path != VMEXIT_PATH_INSN) {
		vmexit_probe_judge_ghcb(probe);
		return;
	}
	/* There it shows what a #VE costs that asks nobody. */
	if (probe->route == VMEXIT_ROUTE_VE)
		probe->is_default = true;
	if (probe->id.exit == VMEXIT_EXIT_HYPERCALL &&
	    !boot_cpu_has(X86_FEATURE_VMMCALL))
		probe->loop = vmexit_loop_vmcall;
	if (probe->id.exit == VMEXIT_EXIT_WRMSR)
		probe->prepare = vmexit_prepare_wrmsr;
}

/* The PM timer's port is where the firmware put it: FADT X_PM_TMR_BLK. */
static u32 vmexit_pmtimer_port(void)
{
#ifdef CONFIG_ACPI
	const struct acpi_generic_address *block = &acpi_gbl_FADT.xpm_timer_block;

	if (!acpi_disabled && block->space_id == ACPI_ADR_SPACE_SYSTEM_IO &&
	    block->address && block->address <= 0xfffc)
		return block->address;
#endif
	return PORT_PMTIMER;
}

/* Executes a probe once; what takes a trap will never be timed. */
static void vmexit_probe_try(struct vmexit_probe *probe,
			     struct vmexit_histogram *hist)
{
	struct vmexit_sampler s = { .probe = probe, .hist = hist };

	preempt_disable();
	if (!vmexit_sampler_check(&s)) {
		probe->reason = vmexit_sampler_reason(&s);
		probe->status = s.status;
	}
	preempt_enable();
}

static void vmexit_probe_time_null(struct vmexit_histogram *hist)
{
	struct vmexit_sampler s = {
		.probe = &vmexit_probes[0],
		.hist = hist,
		.trap = -1,
	};

	vmexit_hist_init(hist);
	vmexit_sampler_batch(&s, NULL_TRIES, VMEXIT_MAX_BATCH_US);
	if (hist->count)
		vmexit_platform_judge_tsc(hist->min);
}

int vmexit_probe_init(bool ghcb_v1)
{
	struct vmexit_histogram *hist;
	struct vmexit_probe *probe;
	unsigned int i;

	hist = kvmalloc(sizeof(*hist), GFP_KERNEL);
	if (!hist)
		return -ENOMEM;

	if (vmexit_owns_vc())
		vmexit_ghcb_state = vmexit_ghcb_init(ghcb_v1,
						     vmexit_platform.is_kvm);
	if (vmexit_platform.type == VMEXIT_PLATFORM_TDX)
		vmexit_tdx_init();
	vmexit_pmtimer = vmexit_pmtimer_port();
	for (i = 0; i < ARRAY_SIZE(vmexit_probes); i++) {
		probe = &vmexit_probes[i];
		if (probe->id.exit == VMEXIT_EXIT_IN &&
		    probe->id.param == PORT_PMTIMER)
			probe->id.param = vmexit_pmtimer;
		vmexit_probe_judge(probe);
		/* What is there by name only is touched when it is named. */
		if (probe->is_default && !probe->reason)
			vmexit_probe_try(probe, hist);
	}
	vmexit_probe_time_null(hist);

	kvfree(hist);
	return 0;
}

const struct vmexit_probe *vmexit_probe_table(unsigned int *nr)
{
	*nr = ARRAY_SIZE(vmexit_probes);
	return vmexit_probes;
}

int vmexit_probe_find(const struct vmexit_id *id, struct vmexit_probe *probe)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vmexit_probes); i++) {
		if (vmexit_id_equal(&vmexit_probes[i].id, id)) {
			*probe = vmexit_probes[i];
			return 0;
		}
	}
	/* The MSR protocol has no room for a sub-leaf. */
	if (id->exit != VMEXIT_EXIT_CPUID ||
	    (id->path == VMEXIT_PATH_GHCB_MSR && id->index) ||
	    id->path == VMEXIT_PATH_TDCALL ||
	    id->path == VMEXIT_PATH_INSN_CPL3)
		return -EOPNOTSUPP;

	*probe = (struct vmexit_probe) {
		.id = *id,
		.loop = vmexit_loop_cpuid,
		.desc = "CPUID leaf by name",
	};
	vmexit_probe_judge(probe);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * What this guest makes of a probe, and whether it may be tried at all: by what
 * is known before anything is executed.
 */
#include <asm/cpufeature.h>
#include <asm/processor.h>

#include <vmexit/route.h>

#include "apic.h"
#include "judge.h"
#include "platform.h"
#include "probe_psc.h"
#include "probe_timer.h"
#include "tdx.h"
#include "witness.h"

#define KVM_POLL_FEATURE	BIT(12)		/* KVM_FEATURE_POLL_CONTROL */

/*
 * Module specification, "MSR virtualization": #VE outside of two ranges; within
 * them, of those in the table, APIC_BASE is read without, and of the APIC what its
 * virtual page has.
 */
static u32 vmexit_tdx_msr_route(u32 msr)
{
	switch (msr) {
	case MSR_APIC_BASE:
		return VMEXIT_ROUTE_TDX_MODULE;
	case VMEXIT_MSR_DEADLINE:
	case MSR_APIC_VERSION:
	case VMEXIT_MSR_ICR:
		return VMEXIT_ROUTE_VE_TDVMCALL;
	/* By the virtual APIC's page. */
	case MSR_APIC_EOI:
		return VMEXIT_ROUTE_NONE;
	}
	if (msr > 0x1fff && (msr < 0xc0000000 || msr > 0xc0001fff))
		return VMEXIT_ROUTE_VE_TDVMCALL;
	return VMEXIT_ROUTE_UNKNOWN;
}

static u32 vmexit_tdx_route(const struct vmexit_id *id)
{
	if (vmexit_is_ipi(id->exit))
		return vmexit_tdx_msr_route(VMEXIT_MSR_ICR);
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

bool vmexit_judge_is_apic(const struct vmexit_id *id)
{
	return vmexit_is_ipi(id->exit) ||
	       (id->exit == VMEXIT_EXIT_RDMSR && id->param == MSR_APIC_VERSION) ||
	       (id->exit == VMEXIT_EXIT_WRMSR && id->param == MSR_APIC_EOI);
}

/* Without state encryption. */
static u32 vmexit_plain_route(const struct vmexit_id *id)
{
	if (vmexit_platform.is_tcg)
		return VMEXIT_ROUTE_NONE;
	if (vmexit_judge_is_apic(id))
		return VMEXIT_ROUTE_UNKNOWN;
	return vmexit_is_intercepted(id) ? VMEXIT_ROUTE_VMEXIT :
					   VMEXIT_ROUTE_UNKNOWN;
}

bool vmexit_judge_owns_vc(void)
{
	return vmexit_platform.type == VMEXIT_PLATFORM_SEV_ES ||
	       vmexit_platform.type == VMEXIT_PLATFORM_SEV_SNP;
}

/*
 * Whatever is encrypted: what is intercepted, if at all, by an exit of its own, which
 * raises no #VC (AMD APM volume 2, table 15-35). VMEXIT_NR_ROUTES: it is no such exit.
 */
static u32 vmexit_automatic_route(const struct vmexit_id *id)
{
	bool is_amd = boot_cpu_has(X86_FEATURE_VMMCALL);

	switch (id->exit) {
	/* Intel's CPUs take it to the host where it would change: SDM volume 3, 26.1.3. */
	case VMEXIT_EXIT_WRCR:
		if (!is_amd)
			return VMEXIT_ROUTE_NONE;
		return vmexit_platform.is_kvm ? VMEXIT_ROUTE_VMEXIT : VMEXIT_ROUTE_UNKNOWN;
	case VMEXIT_EXIT_HLT:
		return vmexit_platform.is_kvm ? VMEXIT_ROUTE_VMEXIT : VMEXIT_ROUTE_UNKNOWN;
	/* Nothing is asked for; what a host does to let it fire is its own. */
	case VMEXIT_EXIT_TIMER:
		return VMEXIT_ROUTE_UNKNOWN;
	default:
		return VMEXIT_NR_ROUTES;
	}
}

/* By the kernel's interface, without any instruction that traps. */
static u32 vmexit_psc_route(void)
{
	switch (vmexit_platform.type) {
	case VMEXIT_PLATFORM_SEV_SNP:
		return VMEXIT_ROUTE_VMGEXIT;
	case VMEXIT_PLATFORM_TDX:
		return VMEXIT_ROUTE_TDVMCALL;
	default:
		return VMEXIT_ROUTE_UNKNOWN;
	}
}

static u32 vmexit_vc_route(const struct vmexit_id *id)
{
	/* Its handler does nothing: Linux since 5.10. */
	if (id->exit == VMEXIT_EXIT_ARM_MONITOR)
		return VMEXIT_ROUTE_VC;
	return vmexit_is_intercepted(id) ? VMEXIT_ROUTE_VC_VMGEXIT : VMEXIT_ROUTE_UNKNOWN;
}

/* Of the range that a leaf is in. */
static u32 vmexit_highest_leaf(u32 leaf)
{
	return leaf >> 31 ? boot_cpu_data.extended_cpuid_level :
			    boot_cpu_data.cpuid_level;
}

u32 vmexit_judge_route(const struct vmexit_id *id)
{
	u32 automatic;

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
	if (vmexit_is_reference(id))
		return VMEXIT_ROUTE_NONE;
	if (vmexit_is_psc(id->exit))
		return vmexit_psc_route();
	automatic = vmexit_automatic_route(id);
	if (automatic != VMEXIT_NR_ROUTES && !vmexit_platform.is_tcg &&
	    vmexit_platform.type != VMEXIT_PLATFORM_BARE_METAL &&
	    vmexit_platform.type != VMEXIT_PLATFORM_PARAVISOR)
		return automatic;
	switch (vmexit_platform.type) {
	case VMEXIT_PLATFORM_BARE_METAL:
		return VMEXIT_ROUTE_NONE;
	case VMEXIT_PLATFORM_GENERAL_VM:
	case VMEXIT_PLATFORM_SEV:
		return vmexit_plain_route(id);
	case VMEXIT_PLATFORM_SEV_SNP:
		if (id->exit == VMEXIT_EXIT_CPUID)
			return vmexit_snp_cpuid_route(id->param, id->index,
						      vmexit_highest_leaf(id->param));
		fallthrough;
	case VMEXIT_PLATFORM_SEV_ES:
		return vmexit_vc_route(id);
	case VMEXIT_PLATFORM_TDX:
		return vmexit_tdx_route(id);
	case VMEXIT_PLATFORM_PARAVISOR:
		/* An APIC may be the hardware's there as well, and a timer is not asked for. */
		if (vmexit_judge_is_apic(id) || id->exit == VMEXIT_EXIT_TIMER)
			return VMEXIT_ROUTE_UNKNOWN;
		return VMEXIT_ROUTE_PARAVISOR;
	default:
		return VMEXIT_ROUTE_UNKNOWN;
	}
}

bool vmexit_judge_is_witnessed(const struct vmexit_id *id)
{
	if (!vmexit_judge_owns_vc() || vmexit_platform.tsc_traps ||
	    id->path != VMEXIT_PATH_INSN || vmexit_is_reference(id))
		return false;
	/* What raises no #VC need not stay, and what is many instructions is not one. */
	if (vmexit_is_latency(id->exit) || id->exit == VMEXIT_EXIT_WRCR ||
	    id->exit == VMEXIT_EXIT_IPI_RTT || id->exit == VMEXIT_EXIT_IPI_WAKE)
		return false;
	/* Its handler may read IA32_XSS, by a #VC within. */
	return id->exit != VMEXIT_EXIT_CPUID || id->param != 0xd || id->index != 1 ||
	       vmexit_platform.type != VMEXIT_PLATFORM_SEV_SNP;
}

static const char *vmexit_refuse_hypercall(u32 path)
{
	if (vmexit_platform.type == VMEXIT_PLATFORM_TDX &&
	    path == VMEXIT_PATH_INSN)
		return "VMCALL in a TD is refused by the kernel's #VE handler";
	return vmexit_platform.is_kvm ? NULL : "hypervisor is not KVM";
}

/*
 * To another host than KVM the kernel may send by hypercalls: an SEV-ES guest that
 * writes the register all the same may be the first to.
 */
static const char *vmexit_refuse_ipi(const struct vmexit_id *id)
{
	if (vmexit_judge_owns_vc() && !vmexit_platform.is_kvm)
		return "hypervisor is not KVM";
	/* One that is still busy would have to be waited for. */
	if (vmexit_platform.type == VMEXIT_PLATFORM_BARE_METAL && !vmexit_apic_is_x2apic &&
	    !vmexit_platform.is_tcg)
		return "an APIC without x2APIC, and no hypervisor";
	if (id->path != VMEXIT_PATH_INSN && !vmexit_apic_is_x2apic)
		return "the APIC is not in x2APIC mode";
	return vmexit_apic_refuse();
}

/* A number that is no register of this guest's; NULL: it is. */
static const char *vmexit_refuse_msr(u32 msr)
{
	switch (msr) {
	case VMEXIT_MSR_DEADLINE:
		return boot_cpu_has(X86_FEATURE_TSC_DEADLINE_TIMER) ? NULL :
		       "the APIC's timer has no TSC deadline";
	case MSR_APIC_VERSION:
	case MSR_APIC_EOI:
		return vmexit_apic_is_x2apic ? vmexit_apic_refuse() :
					       "the APIC is not in x2APIC mode";
	case MSR_KVM_POLL:
		if (!vmexit_platform.is_kvm)
			return "hypervisor is not KVM";
		if (!(vmexit_platform.kvm_features & KVM_POLL_FEATURE))
			return "this KVM does not offer poll control";
		return NULL;
	default:
		return NULL;
	}
}

/* A TD's #VE handler warns of it: what is to wake it may come before it halts. */
static const char *vmexit_refuse_hlt(u32 path)
{
	if (path == VMEXIT_PATH_INSN && vmexit_platform.type == VMEXIT_PLATFORM_TDX)
		return "HLT with interrupts on is refused by a TD's #VE handler";
	return NULL;
}

bool vmexit_judge_may_call(u32 route)
{
	return vmexit_judge_owns_vc() && (route == VMEXIT_ROUTE_VC_VMGEXIT ||
					  route == VMEXIT_ROUTE_UNKNOWN);
}

bool vmexit_judge_is_td(u32 path)
{
	return path == VMEXIT_PATH_TDVMCALL || path == VMEXIT_PATH_TDCALL;
}

/*
 * A VMGEXIT must be of a kind this host serves; and so must an instruction that
 * ends in one, or its #VC handler ends the guest.
 */
static const char *vmexit_refuse_call(const struct vmexit_id *id, u32 route)
{
	if (vmexit_judge_is_td(id->path))
		return vmexit_platform.type == VMEXIT_PLATFORM_TDX ? NULL :
		       "TDCALL is for TDX guests";
	if (id->path == VMEXIT_PATH_INSN)
		return vmexit_judge_may_call(route) ? vmexit_ghcb_insn_refusal(id) : NULL;
	if (!vmexit_judge_owns_vc())
		return "VMGEXIT is for SEV-ES and SEV-SNP guests";
	/* A bracket begins between filling in a call and making it. */
	if (vmexit_platform.tsc_traps)
		return "RDTSC raises #VC, which takes page and MSR from a call";
	return id->path == VMEXIT_PATH_GHCB_MSR ? vmexit_ghcb_msr_refusal(id) :
						  vmexit_ghcb_page_refusal(id);
}

/* Why a probe must not even be tried here; NULL: it may. */
static const char *vmexit_refuse_exit(const struct vmexit_id *id)
{
	if (vmexit_is_ipi(id->exit))
		return vmexit_refuse_ipi(id);
	if (vmexit_is_psc(id->exit))
		return vmexit_psc_refuse();
	switch (id->exit) {
	case VMEXIT_EXIT_RDMSR:
	case VMEXIT_EXIT_WRMSR:
		if (vmexit_is_reference(id))
			return vmexit_judge_owns_vc() ? NULL :
			       "VMGEXIT is for SEV-ES and SEV-SNP guests";
		return vmexit_refuse_msr(id->param);
	case VMEXIT_EXIT_IN:
		return id->param == PORT_PMTIMER ? "ACPI names no PM timer port"
						 : NULL;
	case VMEXIT_EXIT_MMIO:
		return id->param == MMIO_REGISTER ? "ACPI names neither HPET nor IOAPIC"
						  : NULL;
	case VMEXIT_EXIT_HYPERCALL:
		return vmexit_refuse_hypercall(id->path);
	case VMEXIT_EXIT_ARM_MONITOR:
		return vmexit_platform.type == VMEXIT_PLATFORM_TDX ?
		       "MONITOR in a TD is refused by the kernel's #VE handler" : NULL;
	case VMEXIT_EXIT_HLT:
		return vmexit_refuse_hlt(id->path);
	default:
		return NULL;
	}
}

const char *vmexit_judge_refuse(const struct vmexit_id *id, u32 route)
{
	return vmexit_refuse_exit(id) ?: vmexit_refuse_call(id, route);
}

void vmexit_judge_init(enum vmexit_ghcb_use use, u32 mmio)
{
	if (vmexit_judge_owns_vc()) {
		vmexit_ghcb_init(use, vmexit_platform.is_kvm, mmio);
		if (vmexit_witness_tsc())
			vmexit_platform_tsc_traps();
	}
	if (vmexit_platform.type == VMEXIT_PLATFORM_TDX)
		vmexit_tdx_init();
}

// SPDX-License-Identifier: GPL-2.0
#include <linux/irqflags.h>
#include <linux/kvm_para.h>
#include <asm/msr-index.h>
#include <asm/svm.h>

#include "compat.h"
#include "ghcb.h"
#include "ghcb_host.h"
#include "mmio.h"

/* GHCB 2.3.1: an answer to "SEV information". */
#define VERSION_MAX(info)	((u16)((info) >> 48))
#define VERSION_MIN(info)	((u16)((info) >> 32))
#define PORT_POST		0x80
#define AP_JUMP_TABLE_NEITHER	2	/* sw_exit_info_1: 0 is set, 1 is get */

/* As found once. */
static int ghcb_refusal;	/* of all calls */
static bool ghcb_host_is_kvm;
static bool ghcb_has_features;
static int ghcb_page_refusals[VMEXIT_NR_EXITS];

static int vmexit_ghcb_call_once(const struct vmexit_ghcb_call *call)
{
	unsigned long flags;
	int refusal;

	local_irq_save(flags);
	refusal = vmexit_ghcb_call(call, NULL);
	local_irq_restore(flags);
	return refusal;
}

/*
 * One harmless call of each kind. A host that serves none of a kind, unlike
 * one that refuses a number, would end a guest whose kernel asks for it: what
 * is found here decides about the instructions as well.
 */
static int vmexit_ghcb_try(u32 exit, u32 param, u32 size)
{
	const struct vmexit_id id = { .exit = exit, .param = param };
	struct vmexit_ghcb_call call;

	vmexit_ghcb_call_make(&id, size, 0, &call);
	return vmexit_ghcb_call_once(&call);
}

/*
 * Whether a KVM that offers version 1 alone answers a faulty call, as that of 6.1
 * does, or ends the VM over it, as that of 5.15. Asked is for the AP jump table, to
 * do what is neither set nor get: the older one answers with #UD, the newer one
 * that the input is not valid, and either goes on.
 */
static bool vmexit_ghcb_forgives(void)
{
	const struct vmexit_ghcb_call call = {
		.exit_code = SVM_VMGEXIT_AP_JUMP_TABLE,
		.info_1 = AP_JUMP_TABLE_NEITHER,
	};

	return vmexit_ghcb_call_once(&call) == VMEXIT_GHCB_REFUSED;
}

/*
 * What another host than KVM need never have been asked for, by this guest: such a
 * one may end the VM over it, Cloud Hypervisor over an MSR. Features the kernel of an
 * SNP guest asks for, and never by page.
 */
static bool vmexit_ghcb_is_unheard(const struct vmexit_id *id)
{
	if (ghcb_host_is_kvm)
		return false;
	switch (id->exit) {
	case VMEXIT_EXIT_RDMSR:
	case VMEXIT_EXIT_WRMSR:
		return id->param != MSR_IA32_APICBASE;
	case VMEXIT_EXIT_HV_FEATURES:
		return !vmexit_is_sev_snp() || id->path == VMEXIT_PATH_GHCB_PAGE;
	default:
		return false;
	}
}

static int vmexit_ghcb_meet(enum vmexit_ghcb_use use, bool is_kvm)
{
	const struct vmexit_id hv_features = {
		.exit = VMEXIT_EXIT_HV_FEATURES,
		.path = VMEXIT_PATH_GHCB_MSR,
	};
	u64 info, features;

	if (use == VMEXIT_GHCB_NEVER)
		return VMEXIT_GHCB_OFF;
	if (use == VMEXIT_GHCB_AUTO && !is_kvm)
		return VMEXIT_GHCB_STRANGER;
	info = vmexit_ghcb_ask(VMEXIT_GHCB_SEV_INFO);
	if (vmexit_ghcb_msr_answer(VMEXIT_GHCB_SEV_INFO, info) ||
	    VERSION_MIN(info) > VMEXIT_GHCB_NEWEST)
		return info ? VMEXIT_GHCB_INVALID : VMEXIT_GHCB_NMIS;
	vmexit_ghcb_version = VERSION_MAX(info);
	if (vmexit_ghcb_version >= 2 && !vmexit_ghcb_is_unheard(&hv_features)) {
		features = vmexit_ghcb_ask(VMEXIT_GHCB_HV_FEATURES);
		ghcb_has_features = !vmexit_ghcb_msr_answer(VMEXIT_GHCB_HV_FEATURES, features);
	}
	if (vmexit_ghcb_version < 2 && use == VMEXIT_GHCB_AUTO && !vmexit_ghcb_forgives())
		return VMEXIT_GHCB_UNFORGIVING;
	return 0;
}

void vmexit_ghcb_init(enum vmexit_ghcb_use use, bool is_kvm, u32 mmio)
{
	ghcb_host_is_kvm = is_kvm;
	ghcb_refusal = vmexit_ghcb_meet(use, is_kvm);
	if (ghcb_refusal)
		return;
	ghcb_page_refusals[VMEXIT_EXIT_CPUID] = vmexit_ghcb_try(VMEXIT_EXIT_CPUID, 0, 0);
	ghcb_page_refusals[VMEXIT_EXIT_RDMSR] =
		vmexit_ghcb_try(VMEXIT_EXIT_RDMSR, MSR_IA32_APICBASE, 0);
	ghcb_page_refusals[VMEXIT_EXIT_WRMSR] = ghcb_page_refusals[VMEXIT_EXIT_RDMSR];
	ghcb_page_refusals[VMEXIT_EXIT_IPI] = ghcb_page_refusals[VMEXIT_EXIT_RDMSR];
	ghcb_page_refusals[VMEXIT_EXIT_IN] = vmexit_ghcb_try(VMEXIT_EXIT_IN, PORT_POST, 1);
	ghcb_page_refusals[VMEXIT_EXIT_OUT] = ghcb_page_refusals[VMEXIT_EXIT_IN];
	if (mmio)
		ghcb_page_refusals[VMEXIT_EXIT_MMIO] =
			vmexit_ghcb_try(VMEXIT_EXIT_MMIO, mmio, VMEXIT_MMIO_SIZE);
	ghcb_page_refusals[VMEXIT_EXIT_HV_FEATURES] =
		!is_kvm || !ghcb_has_features ? VMEXIT_GHCB_REFUSED :
		vmexit_ghcb_try(VMEXIT_EXIT_HV_FEATURES, 0, 0);
	/* To another hypervisor the number may mean anything. */
	ghcb_page_refusals[VMEXIT_EXIT_HYPERCALL] = !is_kvm ? VMEXIT_GHCB_REFUSED :
		vmexit_ghcb_try(VMEXIT_EXIT_HYPERCALL, KVM_HC_VAPIC_POLL_IRQ, 0);
}

const char *vmexit_ghcb_msr_refusal(const struct vmexit_id *id)
{
	if (vmexit_ghcb_is_unheard(id))
		return vmexit_ghcb_reason(VMEXIT_GHCB_UNHEARD);
	if (ghcb_refusal)
		return vmexit_ghcb_reason(ghcb_refusal);
	if (id->exit == VMEXIT_EXIT_HV_FEATURES && !ghcb_has_features)
		return "the host does not tell its features";
	return NULL;
}

const char *vmexit_ghcb_page_refusal(const struct vmexit_id *id)
{
	int refusal = ghcb_refusal ?: ghcb_page_refusals[id->exit];

	if (vmexit_ghcb_is_unheard(id))
		refusal = VMEXIT_GHCB_UNHEARD;
	return refusal ? vmexit_ghcb_reason(refusal) : NULL;
}

const char *vmexit_ghcb_insn_refusal(const struct vmexit_id *id)
{
	int refusal = ghcb_page_refusals[id->exit];

	if (vmexit_ghcb_is_unheard(id))
		return vmexit_ghcb_reason(VMEXIT_GHCB_UNHEARD);
	switch (ghcb_refusal) {
	case 0:
		if (id->exit != VMEXIT_EXIT_HYPERCALL && refusal != VMEXIT_GHCB_REFUSED)
			return NULL;
		return refusal ? vmexit_ghcb_reason(refusal) : NULL;
	case VMEXIT_GHCB_OFF:
	case VMEXIT_GHCB_STRANGER:
	case VMEXIT_GHCB_UNFORGIVING:
		/* Nobody was asked: what the kernel asks for since it booted is served. */
		return id->exit == VMEXIT_EXIT_HYPERCALL ? vmexit_ghcb_reason(ghcb_refusal) : NULL;
	default:
		return vmexit_ghcb_reason(ghcb_refusal);
	}
}

const char *vmexit_ghcb_insn_asked(const struct vmexit_id *id, u32 size)
{
	int refusal;

	if (ghcb_refusal)
		return NULL;
	refusal = vmexit_ghcb_try(id->exit == VMEXIT_EXIT_WRMSR ? VMEXIT_EXIT_RDMSR : id->exit,
				  id->param, size);
	/* The instruction takes that exception, and is found out by it. */
	if (!refusal || refusal == VMEXIT_GHCB_EXCEPTION)
		return NULL;
	return vmexit_ghcb_reason(refusal);
}

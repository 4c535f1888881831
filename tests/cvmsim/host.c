// SPDX-License-Identifier: GPL-2.0
/*
 * A host is an entry here. Sources: KVM's arch/x86/kvm/svm/sev.c as of Linux
 * 5.15.208, 6.1.192, 6.12.117, 7.3.4; Cloud Hypervisor's
 * hypervisor/src/mshv/mod.rs as of August 2026.
 */
#include "control.h"
#include "count.h"
#include "ghcb.h"
#include "host.h"
#include "log.h"
#include "options.h"

/* Where a call by page is not what it should be. */
#define FAULTY_CALL	(BIT(CVMSIM_RULE_GHCB_GPA) |		\
			 BIT(CVMSIM_RULE_GHCB_USAGE) |		\
			 BIT(CVMSIM_RULE_MISSING_INPUT) |	\
			 BIT(CVMSIM_RULE_INVALID_INPUT) |	\
			 BIT(CVMSIM_RULE_INVALID_EVENT) |	\
			 BIT(CVMSIM_RULE_SCRATCH))
/* SNP: a page other than the one registered, whether the host can read it or not. */
#define OTHER_PAGE	(BIT(CVMSIM_RULE_GHCB_UNREGISTERED) |	\
			 BIT(CVMSIM_RULE_GHCB_PRIVATE))

/*
 * sev_es_validate_vmgexit() accepts RDTSC, for which there is no handler;
 * UNSUPPORTED_EVENT is -EINVAL.
 */
static const u32 kvm_ends_at[] = {
	SVM_EXIT_RDTSC, GHCB_UNSUPPORTED_EVENT, 0
};

/*
 * run(), case SEV_VMGEXIT_INTERCEPT, panics over any other. Of those the VMM
 * itself serves the first line. The others it never sees: Linux asks for them,
 * and boots, so somebody below it answers. What Microsoft's hypervisor can be told
 * to take besides (VMMCALL, RDTSC), nobody has to rely on, and it ends the VM here.
 */
static const u32 clh_exits[] = {
	SVM_EXIT_CPUID, SVM_EXIT_MSR, SVM_EXIT_IOIO, GHCB_MMIO_READ, GHCB_MMIO_WRITE,
	SVM_EXIT_DR7_WRITE, SVM_EXIT_WBINVD, GHCB_NMI_COMPLETE, GHCB_AP_JUMP_TABLE, GHCB_PSC, 0
};

/*
 * What msr_to_hv_reg_name() of mshv-bindings knows, and what else Linux 6.12 asks
 * for while it boots, which somebody serves. HWCR is of neither kind: Linux reads
 * it only where the TSC is invariant.
 */
static const struct msr_range clh_msrs[] = {
	{ 0x10, 0x10 }, { 0x1b, 0x1b }, { 0x1a0, 0x1a0 },	/* TSC, APIC_BASE, MISC_ENABLE */
	{ 0x8b, 0x8b },						/* microcode */
	{ 0xfe, 0xfe }, { 0x200, 0x20f }, { 0x250, 0x26f }, { 0x2ff, 0x2ff },	/* MTRRs */
	{ 0x179, 0x17b }, { 0x400, 0x427 },			/* machine check */
	{ 0xc0010000, 0xc0010007 },				/* performance counters */
	{ 0xc0010010, 0xc0010010 }, { 0xc001001f, 0xc001001f },	/* SYSCFG, NB_CFG */
	{ 0xc0010058, 0xc0010058 }, { 0xc0011029, 0xc0011029 },	/* MMIO_CONF_BASE, DE_CFG */
	{ 0 }
};

static const u32 ends_at_but_rdtsc[] = { GHCB_UNSUPPORTED_EVENT, 0 };

static const struct host hosts[] = {
	{
		.name = "kvm-7.3",
		.is_kvm = true,
		.ghcb_max = 2,
		.ends_at = kvm_ends_at,
		.jump_table_error = GHCB_ANSWER_ERROR,
	},
	{
		.name = "kvm-6.12",
		.is_kvm = true,
		.ghcb_max = 2,
		/* sev_handle_vmgexit(): -EINVAL, which KVM_RUN returns. */
		.ends_over = OTHER_PAGE,
		.ends_at = kvm_ends_at,
		.jump_table_error = GHCB_ANSWER_ERROR,
	},
	{
		.name = "kvm-6.1",
		.is_kvm = true,
		.ghcb_max = 1,
		.ends_at = kvm_ends_at,
		.jump_table_error = GHCB_ANSWER_ERROR,
		.intercepts_xss = true,
	},
	{
		.name = "kvm-5.15",
		.is_kvm = true,
		.ghcb_max = 1,
		/* sev_es_validate_vmgexit(), sev_handle_vmgexit_msr_protocol(): -EINVAL. */
		.ends_over = FAULTY_CALL | BIT(CVMSIM_RULE_MSR_REQUEST),
		.ends_at = kvm_ends_at,
		.jump_table_error = GHCB_ANSWER_EXCEPTION,
		/* Not looked up: as 6.1, which came later and still does. */
		.intercepts_xss = true,
	},
	{
		/* None that is known: with "catch-rdtsc" it intercepts RDTSC, and serves it. */
		.name = "intercepts-rdtsc",
		.is_kvm = true,
		.ghcb_max = 2,
		.ends_at = ends_at_but_rdtsc,
		.jump_table_error = GHCB_ANSWER_ERROR,
	},
	{
		/*
		 * On Microsoft's hypervisor. What that one does about a page that is
		 * not registered, or about inputs that are not valid, is not known:
		 * as strict as can be. Its leaves in CPUID are left out.
		 */
		.name = "cloud-hypervisor",
		.ghcb_max = 2,
		.ends_over = FAULTY_CALL | OTHER_PAGE | BIT(CVMSIM_RULE_MSR_REQUEST),
		.exits = clh_exits,
		.msrs = clh_msrs,
	},
};

const struct host *const host_default = &hosts[0];

const struct host *host_find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hosts); i++)
		if (!strcmp(hosts[i].name, name))
			return &hosts[i];
	return NULL;
}

static bool is_listed(const u32 *list, u64 exit_code)
{
	for (; list && *list; list++)
		if (*list == exit_code)
			return true;
	return false;
}

bool host_ends_at(const struct host *host, u64 exit_code)
{
	return is_listed(host->ends_at, exit_code);
}

bool host_serves(const struct host *host, u64 exit_code)
{
	if (host->exits)
		return is_listed(host->exits, exit_code);
	/* Version 2 brought it. */
	return exit_code != GHCB_FEATURES || host->ghcb_max >= 2;
}

bool host_knows_msr(const struct host *host, u32 msr)
{
	const struct msr_range *range = host->msrs;

	if (!range)
		return true;
	for (; range->first; range++)
		if (msr >= range->first && msr <= range->last)
			return true;
	return false;
}

void __noreturn host_ends_vm(struct vcpu *v, const char *what, u64 value)
{
	say("host %s ends the VM: %s 0x%lx, RIP 0x%lx%s", options.host->name, what,
	    value, v->vmcb->rip, is_own(v) ? ", for the module" : "");
	leave(VERDICT_HOST);
}

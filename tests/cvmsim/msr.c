// SPDX-License-Identifier: GPL-2.0
/* MSR intercepts: AMD APM volume 2, 15.11. */
#include "control_regs.h"
#include "host.h"
#include "memory.h"
#include "msr.h"
#include "options.h"
#include "platform.h"
#include "x2apic.h"

/* Synthetic MSRs of a Hyper-V guest: TLFS 2.6, kept and given back. */
#define MSR_HYPERV_FIRST	0x40000000
#define MSR_HYPERV_HYPERCALL	0x40000001
#define MSR_HYPERV_LAST		0x400000ff
#define HYPERCALL_ENABLE	BIT(0)

#define MSR_APIC_BASE		0x1b
#define APIC_BASE_X2APIC	BIT(10)
#define MSR_TSC_DEADLINE	0x6e0
#define MSR_XSS			0xda0
#define MSR_AMD_FIRST		0xc0010000
/*
 * RDCL, IBRS_ALL, SKIP_L1DFL_VMENTRY, MDS, PSCHANGE_MC, TAA, SBDR_SSDP, FBSDP,
 * PSDP, GDS, RFDS, ITS: a CPU that needs no mitigation for any.
 */
#define MSR_ARCH_CAPABILITIES	0x10a
#define ARCH_CAPABILITIES	0x400000000c00e16bULL

/* SCE, LME, LMA, NXE, FFXSR: all that this CPU has beside SVME. */
#define EFER_KNOWN		(BIT(0) | EFER_LME | EFER_LMA | EFER_NXE | BIT(14))

static u8 map[2 * PAGE_SIZE] __page_aligned;
static u64 hyperv[MSR_HYPERV_LAST - MSR_HYPERV_FIRST + 1];

/*
 * What KVM lets a guest access without an exit, and what moves with every
 * context switch or system call.
 */
static const u32 passed[] = {
	0x10,						/* TSC */
	0x48, 0x49, 0x10b,				/* SPEC_CTRL, PRED_CMD, FLUSH_CMD */
	0x174, 0x175, 0x176,				/* SYSENTER */
	0x1d9, 0x277,					/* DEBUGCTL, PAT */
	0xc0000081, 0xc0000082, 0xc0000083, 0xc0000084,	/* STAR ... SFMASK */
	0xc0000100, 0xc0000101, 0xc0000102,		/* FS, GS, kernel GS base */
	0xc0000103,					/* TSC_AUX */
};

/* Two bits an MSR, three ranges: 15.11. */
void msr_intercept(u32 msr, bool on)
{
	u32 offset = 0, mask;

	if (msr >= 0xc0010000)
		offset = 0x1000;
	else if (msr >= 0xc0000000)
		offset = 0x800;
	msr &= 0x1fff;
	mask = 3 << msr % 4 * 2;
	map[offset + msr / 4] = on ? map[offset + msr / 4] | mask :
				     map[offset + msr / 4] & ~mask;
}

void *msr_permission_map(void)
{
	size_t i;

	memset(map, 0xff, sizeof(map));
	for (i = 0; i < ARRAY_SIZE(passed); i++)
		msr_intercept(passed[i], false);
	if (!options.host->intercepts_xss)
		msr_intercept(MSR_XSS, false);
	return map;
}

bool msr_is_control(u32 msr)
{
	return msr - CVMSIM_MSR_BASE < CVMSIM_NR_REGISTERS;
}

bool msr_is_direct(u32 msr)
{
	switch (msr) {
	case MSR_EFER:
	case MSR_GHCB:
	case MSR_SEV_STATUS:
	case MSR_VM_CR:
	case MSR_VM_HSAVE_PA:
		return true;
	default:
		return msr_is_control(msr);
	}
}

/*
 * A Hyper-V host puts code into the page the guest offers: TLFS 3.13. Ours
 * answers each hypercall with success and all its repetitions done, which is
 * all that changing the visibility of pages needs here:
 *	mov %rcx, %rax; shr $32, %rax; and $0xfff, %eax; shl $32, %rax; ret
 */
static void offer_hypercall_page(u64 value)
{
	static const u8 code[] = {
		0x48, 0x89, 0xc8,
		0x48, 0xc1, 0xe8, 0x20,
		0x25, 0xff, 0x0f, 0x00, 0x00,
		0x48, 0xc1, 0xe0, 0x20,
		0xc3,
	};
	void *page = memory_host(value & PAGE_MASK);

	if (value & HYPERCALL_ENABLE && page)
		memcpy(page, code, sizeof(code));
}

static bool is_hyperv(struct vcpu *v, u32 msr)
{
	return v->platform->is_hyperv && msr >= MSR_HYPERV_FIRST &&
	       msr <= MSR_HYPERV_LAST;
}

/*
 * A TD's MSRs that are not the machine's: Intel SDM volume 4. Those of the
 * upper range are AMD's alone.
 */
static bool td_read(u32 msr, u64 *value)
{
	*value = 0;
	if (msr == MSR_ARCH_CAPABILITIES)
		*value = ARCH_CAPABILITIES;
	else if (msr < MSR_AMD_FIRST)
		*value = rdmsr(msr);
	return msr < MSR_AMD_FIRST;
}

static bool td_write(u32 msr, u64 value)
{
	return msr < MSR_AMD_FIRST && host_wrmsr(msr, value);
}

bool msr_read(struct vcpu *v, u32 msr, u64 *value)
{
	switch (msr) {
	case MSR_EFER:
		*value = v->vmcb->efer & ~EFER_SVME;
		return true;
	case MSR_GHCB:
		*value = v->ghcb_msr;
		return v->platform->sev_status & SEV_STATUS_ES;
	case MSR_SEV_STATUS:
		*value = v->platform->sev_status;
		if (options.reflect_vc)
			*value |= SEV_STATUS_REFLECT_VC;
		return true;
	case MSR_VM_CR:
	case MSR_VM_HSAVE_PA:
		*value = 0;
		return true;
	case MSR_KVM_POLL:
		*value = v->kvm_poll;
		return !v->platform->is_hyperv;
	}
	if (msr_is_control(msr))
		return control_read(v, msr - CVMSIM_MSR_BASE, value);
	if (is_hyperv(v, msr)) {
		*value = hyperv[msr - MSR_HYPERV_FIRST];
		return true;
	}
	if (msr == MSR_TSC_DEADLINE && x2apic_has_deadline()) {
		*value = x2apic_deadline(v);
		return true;
	}
	if (x2apic_is_shown(v->platform) && (x2apic_is(msr) || msr == MSR_APIC_BASE)) {
		*value = msr == MSR_APIC_BASE ? rdmsr(msr) | APIC_BASE_X2APIC : x2apic_read(v, msr);
		return true;
	}
	if (v->platform->is_td)
		return td_read(msr, value);
	*value = rdmsr(msr);
	return true;
}

bool msr_write(struct vcpu *v, u32 msr, u64 value)
{
	switch (msr) {
	case MSR_EFER:
		/* LMA is the CPU's to set, LME stays while there is paging. */
		if (value & ~EFER_KNOWN || ((value ^ v->vmcb->efer) & EFER_LME &&
					    v->vmcb->cr0 & X86_CR0_PG))
			return false;
		value &= ~EFER_LMA;
		v->vmcb->efer = value | EFER_SVME | (v->vmcb->efer & EFER_LMA);
		return true;
	case MSR_GHCB:
		v->ghcb_msr = value;
		return v->platform->sev_status & SEV_STATUS_ES;
	case MSR_SEV_STATUS:
		return false;
	case MSR_VM_CR:
	case MSR_VM_HSAVE_PA:
		return true;
	case MSR_KVM_POLL:
		/* As KVM: bit 0 and nothing else. */
		if (v->platform->is_hyperv || value & ~1ULL)
			return false;
		v->kvm_poll = value;
		return true;
	}
	if (msr_is_control(msr))
		return control_write(v, msr - CVMSIM_MSR_BASE, value);
	if (is_hyperv(v, msr)) {
		hyperv[msr - MSR_HYPERV_FIRST] = value;
		if (msr == MSR_HYPERV_HYPERCALL)
			offer_hypercall_page(value);
		return true;
	}
	if (msr == MSR_TSC_DEADLINE && x2apic_has_deadline()) {
		x2apic_set_deadline(v, value);
		return true;
	}
	if (x2apic_is_shown(v->platform) && msr == MSR_APIC_BASE)
		return false;
	if (x2apic_is_shown(v->platform) && x2apic_is(msr)) {
		x2apic_write(v, msr, value);
		return true;
	}
	if (v->platform->is_td)
		return td_write(msr, value);
	return host_wrmsr(msr, value);
}

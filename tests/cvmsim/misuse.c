// SPDX-License-Identifier: GPL-2.0
#include "control.h"
#include "count.h"
#include "misuse.h"
#include "nmi.h"
#include "walk.h"

#define SHOWN_REGISTERS	0xfc00ULL

/* The GHCB MSR as it was before the module wrote to it. */
static struct {
	bool is_lent;
	u64 value;
} msr;

void misuse_reset(void)
{
	msr.is_lent = false;
}

void misuse_observe(struct vcpu *v)
{
	/* An NMI amid the module's call finds the MSR as it happens to be. */
	if (!msr.is_lent || is_own(v) || nmi_is_handled())
		return;
	msr.is_lent = false;
	if (v->ghcb_msr != msr.value)
		count_as(CVMSIM_KIND_MISUSE, CVMSIM_MISUSE_KEPT, true);
}

void misuse_wrmsr(struct vcpu *v)
{
	if (msr.is_lent || !in_own_text(v->vmcb->rip))
		return;
	msr.is_lent = true;
	msr.value = v->ghcb_msr;
}

void misuse_vmgexit(struct vcpu *v)
{
	static const u8 wrmsr_code[] = { 0x0f, 0x30 };
	u8 code[sizeof(wrmsr_code)];

	if (in_own_text(v->vmcb->rip) &&
	    (!walk_read(v, v->vmcb->rip - sizeof(code), code, sizeof(code)) ||
	     memcmp(code, wrmsr_code, sizeof(code))))
		count_as(CVMSIM_KIND_MISUSE, CVMSIM_MISUSE_APART, true);
}

void misuse_tdvmcall(struct vcpu *v)
{
	if (in_own_text(v->vmcb->rip) && v->rcx & ~SHOWN_REGISTERS)
		count_as(CVMSIM_KIND_MISUSE, CVMSIM_MISUSE_SHOWN, true);
}

// SPDX-License-Identifier: GPL-2.0
#include "count.h"
#include "fault.h"

struct faults faults;

static u64 calls;
static u64 places;
static bool nmi_held;	/* the last exit was put off for an NMI */
static bool nmi_blocked;

void fault_reset(void)
{
	calls = 0;
	places = 0;
}

enum cvmsim_fault fault_due(struct vcpu *v, u64 code)
{
	if (!faults.kind || !faults.every || !is_own(v) ||
	    (faults.code && faults.code != code))
		return CVMSIM_FAULT_NONE;
	if (++calls % faults.every)
		return CVMSIM_FAULT_NONE;
	count(v, CVMSIM_KIND_FAULT, faults.kind);
	return faults.kind;
}

static bool is_nmi_place(struct vcpu *v, bool is_vmgexit)
{
	switch (faults.nmi_place) {
	case CVMSIM_NMI_SAMPLE:
		return in_own_text(v->vmcb->rip);
	case CVMSIM_NMI_VMGEXIT:
		return is_vmgexit && in_own_text(v->vmcb->rip);
	case CVMSIM_NMI_ANY:
		return true;
	default:
		return false;
	}
}

bool fault_nmi(struct vcpu *v, bool is_vmgexit)
{
	if (!faults.nmi_every || nmi_blocked || !is_nmi_place(v, is_vmgexit))
		return false;
	/* The same instruction again, after its NMI. */
	if (nmi_held) {
		nmi_held = false;
		return false;
	}
	if (++places % faults.nmi_every)
		return false;
	count(v, CVMSIM_KIND_NMI, faults.nmi_place);
	nmi_held = true;
	nmi_blocked = true;
	v->vmcb->event_inj = EVENTINJ_NMI;
	vcpu_intercept(v, INTERCEPT_IRET, true);
	return true;
}

void fault_iret(void)
{
	nmi_blocked = false;
}

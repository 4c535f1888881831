// SPDX-License-Identifier: GPL-2.0
#include "count.h"
#include "fault.h"

struct faults faults;

static u64 calls;
static u64 places;
static bool nmi_blocked;

/* An exit that was put off for an NMI, and comes again when that is handled. */
static struct {
	bool is_held;
	u64 rip, rsp;
	bool vc_own;
} held;

void fault_reset(void)
{
	calls = 0;
	places = 0;
	held.is_held = false;
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
	if (held.is_held) {
		/* Until it is there again, exits are those of the NMI's handler. */
		if (v->vmcb->rip == held.rip && v->vmcb->rsp == held.rsp) {
			held.is_held = false;
			v->vc_own = held.vc_own;
			if (v->vc_own)
				vcpu_intercept(v, INTERCEPT_IRET, true);
		}
		return false;
	}
	if (!faults.nmi_every || nmi_blocked || !is_nmi_place(v, is_vmgexit) ||
	    ++places % faults.nmi_every)
		return false;
	count(v, CVMSIM_KIND_NMI, faults.nmi_place);
	held.is_held = true;
	held.rip = v->vmcb->rip;
	held.rsp = v->vmcb->rsp;
	held.vc_own = v->vc_own;
	v->vc_own = false;
	nmi_blocked = true;
	v->vmcb->event_inj = EVENTINJ_NMI;
	vcpu_intercept(v, INTERCEPT_IRET, true);
	return true;
}

void fault_nmi_done(void)
{
	nmi_blocked = false;
}

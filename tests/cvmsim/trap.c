// SPDX-License-Identifier: GPL-2.0
#include "count.h"
#include "measure.h"
#include "nmi.h"
#include "platform.h"
#include "trace.h"
#include "trap.h"
#include "walk.h"

#define SELECTOR_RPL	3

void trap_begins(struct vcpu *v)
{
	if (!in_own_text(v->vmcb->rip))
		return;
	v->trap_own = true;
	clock_trap(v);
	trace_begins();
	vcpu_intercept(v, INTERCEPT_IRET, true);
}

static void end_own(struct vcpu *v)
{
	v->trap_own = false;
	clock_return(v);
	trace_ends();
}

static bool wants_iret(struct vcpu *v)
{
	return v->trap_own || nmi_wants_iret();
}

void trap_observe(struct vcpu *v)
{
	/* Back without an IRET that was seen: trap_iret(). */
	if (v->trap_own && (in_own_text(v->vmcb->rip) || v->vmcb->cpl))
		v->trap_own = false;
	vcpu_intercept(v, INTERCEPT_IRET, wants_iret(v));
}

/* To where the frame says, in the kernel: 64-bit code, flat segments. */
static void emulate_iret(struct vcpu *v, const u64 frame[5])
{
	v->vmcb->rip = frame[0];
	v->vmcb->cs.selector = frame[1];
	v->vmcb->rflags = frame[2];
	v->vmcb->rsp = frame[3];
	v->vmcb->ss.selector = frame[4];
	v->vmcb->interrupt_shadow = 0;
	vcpu_intercept(v, INTERCEPT_IRET, wants_iret(v));
}

void trap_iret(struct vcpu *v)
{
	u64 frame[5];

	if (!v->platform->owns_vc)
		nmi_unblock();
	if (walk_read(v, v->vmcb->rsp, frame, sizeof(frame))) {
		nmi_iret(v, frame[0], frame[3]);
		if (v->trap_own && in_own_text(frame[0]))
			end_own(v);
		if (!(frame[1] & SELECTOR_RPL)) {
			emulate_iret(v, frame);
			return;
		}
	}
	/*
	 * Executed after all, not seen: the next exit arms this again. Cut
	 * short it was a tick of the guest's clock; executed it is another.
	 */
	v->charge = -1ULL;
	vcpu_intercept(v, INTERCEPT_IRET, false);
}

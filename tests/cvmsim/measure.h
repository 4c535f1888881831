/* SPDX-License-Identifier: GPL-2.0 */
/* Measure mode: chosen costs, and cvmsim's own clock on the #VC path. */
#ifndef CVMSIM_MEASURE_H
#define CVMSIM_MEASURE_H

#include "vcpu.h"

/* The knobs of control.h by the same names; cycles. */
extern struct costs {
	u64 vc, vmgexit, vmexit, ve, module;
	u64 tail_every, tail;
	u64 spread_octaves, spread_seed;
} costs;

/* Sums over the module's #VCs or #VEs, in cycles of the guest's clock. */
extern struct trap_clock {
	u64 count;	/* seen to their end */
	u64 before;	/* delivery to the call of the host */
	u64 after;	/* that, or delivery without one, to return */
	u64 lost;	/* return was not seen */
} trap_clock;

void measure_reset(void);

/* What hardware would take for it goes on the guest's clock. */
void charge_vc(struct vcpu *v);
void charge_vmgexit(struct vcpu *v);
void charge_vmexit(struct vcpu *v);
void charge_ve(struct vcpu *v);

/* @whole: nothing else leaves the guest for this; tail and spread go by it. */
void charge_module(struct vcpu *v, bool whole);

/*
 * The clock's three stations. Each is called after what it costs was charged:
 * charges are no part of what is between them.
 */
void clock_trap(struct vcpu *v);
void clock_call(struct vcpu *v);
void clock_return(struct vcpu *v);

#endif /* CVMSIM_MEASURE_H */

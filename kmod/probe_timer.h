/* SPDX-License-Identifier: GPL-2.0 */
/* Timers: what arming takes, how late they are, and what waking by them takes. */
#ifndef VMEXIT_PROBE_TIMER_H
#define VMEXIT_PROBE_TIMER_H

#include "probe.h"

#define VMEXIT_MSR_DEADLINE	0x6e0		/* MSR_IA32_TSC_DEADLINE */

/* A WRMSR of the APIC timer's TSC deadline, on any path. */
static inline bool vmexit_is_deadline(const struct vmexit_id *id)
{
	return id->exit == VMEXIT_EXIT_WRMSR && id->param == VMEXIT_MSR_DEADLINE;
}

/**
 * vmexit_deadline() - what a WRMSR of TSC_DEADLINE writes
 * @old: what is armed
 *
 * Return: @old, or where that would fire in a batch, a deadline that does not. The
 * batch ends with vmexit_finish_deadline().
 */
u64 vmexit_deadline(u64 old);

/* By instruction: read @s->armed, which is what vmexit_prepare_wrmsr() finds. */
bool vmexit_prepare_deadline(struct vmexit_sampler *s);

/* Arm again what was, @s->armed: interrupts have been off since it was read. */
void vmexit_finish_deadline(struct vmexit_sampler *s);

bool vmexit_open_timer(struct vmexit_sampler *s);
void vmexit_close_timer(struct vmexit_sampler *s);

vmexit_round_fn vmexit_round_timer;
vmexit_round_fn vmexit_round_hlt;
vmexit_round_fn vmexit_round_hlt_tdvmcall;

#endif /* VMEXIT_PROBE_TIMER_H */

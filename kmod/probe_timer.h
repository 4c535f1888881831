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
 * vmexit_write_back() - what a WRMSR writes, on any path
 * @s: sampler; @s->armed is set
 * @old: what was read
 *
 * Return: @old, but a TSC deadline that does not fire in a batch for one that would:
 * that batch ends with vmexit_finish_deadline().
 */
u64 vmexit_write_back(struct vmexit_sampler *s, u64 old);

/*
 * Arm again what was, @s->armed, by instruction, on any path: interrupts have been off
 * since it was read.
 */
void vmexit_finish_deadline(struct vmexit_sampler *s);

bool vmexit_open_timer(struct vmexit_sampler *s);
void vmexit_close_timer(struct vmexit_sampler *s);

vmexit_round_fn vmexit_round_timer;
vmexit_round_fn vmexit_round_hlt;
vmexit_round_fn vmexit_round_hlt_tdvmcall;

#endif /* VMEXIT_PROBE_TIMER_H */

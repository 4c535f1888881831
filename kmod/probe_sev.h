/* SPDX-License-Identifier: GPL-2.0 */
/* The paths "ghcb-msr" and "ghcb-page": VMGEXIT without the #VC. */
#ifndef VMEXIT_PROBE_SEV_H
#define VMEXIT_PROBE_SEV_H

#include "probe.h"

vmexit_loop_fn vmexit_loop_ghcb_msr;
vmexit_loop_fn vmexit_loop_ghcb_page;

/**
 * vmexit_prepare_ghcb_msr() - before a batch: the request, and what the GHCB
 *	MSR holds
 * @s: sampler; @s->value and @s->saved are set
 *
 * Called with interrupts off, as all below. Return: true.
 */
bool vmexit_prepare_ghcb_msr(struct vmexit_sampler *s);

/**
 * vmexit_prepare_ghcb_page() - before a batch: borrow the kernel's page
 * @s: sampler; @s->value, @s->saved, @s->ghcb and @s->call are set. What a
 *	WRMSR writes back is read by a call of its own, counted in @s->executed
 *
 * Return: false where there is none, or the host refuses (@s->refusal).
 */
bool vmexit_prepare_ghcb_page(struct vmexit_sampler *s);

/* After a batch: page and MSR are as they were. */
void vmexit_finish_ghcb(struct vmexit_sampler *s);

#endif /* VMEXIT_PROBE_SEV_H */

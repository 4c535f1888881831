/* SPDX-License-Identifier: GPL-2.0 */
/* The paths "tdvmcall" and "tdcall": TDCALL without the #VE. */
#ifndef VMEXIT_PROBE_TDX_H
#define VMEXIT_PROBE_TDX_H

#include "probe.h"

vmexit_loop_fn vmexit_loop_tdcall;

/**
 * vmexit_prepare_tdcall() - before a batch: the registers
 * @s: sampler; @s->tdx is set. What a WRMSR writes back is read by a call of
 *	its own, counted in @s->executed
 *
 * Called with interrupts off.
 *
 * Return: false where the VMM refuses that (@s->refusal).
 */
bool vmexit_prepare_tdcall(struct vmexit_sampler *s);

#endif /* VMEXIT_PROBE_TDX_H */

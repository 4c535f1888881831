/* SPDX-License-Identifier: GPL-2.0 */
/* IPIs: what sending one takes, and until it has come. */
#ifndef VMEXIT_PROBE_IPI_H
#define VMEXIT_PROBE_IPI_H

#include "probe.h"

vmexit_loop_fn vmexit_loop_icr_msr;
vmexit_loop_fn vmexit_loop_icr_mmio;

/* Before a batch: @s->value is what the loop writes. Return: true. */
bool vmexit_prepare_ipi(struct vmexit_sampler *s);

/* Find the CPU it goes to, @s->peer, and make it spin, unless it is to be idle. */
bool vmexit_open_ipi(struct vmexit_sampler *s);
void vmexit_close_ipi(struct vmexit_sampler *s);

vmexit_round_fn vmexit_round_ipi_rtt;
vmexit_round_fn vmexit_round_ipi_wake;

#endif /* VMEXIT_PROBE_IPI_H */

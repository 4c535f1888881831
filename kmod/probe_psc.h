/* SPDX-License-Identifier: GPL-2.0 */
/* Pages that change hands: what a guest pays whose memory is shared with its host. */
#ifndef VMEXIT_PROBE_PSC_H
#define VMEXIT_PROBE_PSC_H

#include "probe.h"

/* Why it is not to be had here, static; NULL: it may be. */
const char *vmexit_psc_refuse(void);

/* @s->page: the module's own, private. */
bool vmexit_open_psc(struct vmexit_sampler *s);

/* Frees it, or says that it is lost, where the host would not have it private again. */
void vmexit_close_psc(struct vmexit_sampler *s);

vmexit_round_fn vmexit_round_psc;

#endif /* VMEXIT_PROBE_PSC_H */

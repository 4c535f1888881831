/* SPDX-License-Identifier: GPL-2.0 */
/* What ld --wrap replaces, and what it replaces it by. */
#ifndef VMEXIT_BROKEN_H
#define VMEXIT_BROKEN_H

#include "kmod/ghcb.h"
#include "kmod/probe_sev.h"

vmexit_loop_fn __wrap_vmexit_loop_ghcb_msr;
vmexit_loop_fn __real_vmexit_loop_ghcb_msr;
void __wrap_vmexit_finish_ghcb(struct vmexit_sampler *s);
void __real_vmexit_finish_ghcb(struct vmexit_sampler *s);
struct ghcb *__wrap_vmexit_ghcb_find(u64 *msr);
struct ghcb *__real_vmexit_ghcb_find(u64 *msr);

#endif /* VMEXIT_BROKEN_H */

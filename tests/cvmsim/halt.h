/* SPDX-License-Identifier: GPL-2.0 */
/* Waiting for what wakes a guest. */
#ifndef CVMSIM_HALT_H
#define CVMSIM_HALT_H

#include "vcpu.h"

/**
 * halt_wait() - halt the CPU until an interrupt is pending
 *
 * That is left for the guest; another CPU of the guest's may run meanwhile.
 *
 * Return: cycles it took, which are the guest's.
 */
u64 halt_wait(struct vcpu *v);

/* What halts: HLT, for ever. vmrun.S */
extern const u8 halt_code[];

#endif /* CVMSIM_HALT_H */

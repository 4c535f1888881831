/* SPDX-License-Identifier: GPL-2.0 */
/* Model-specific registers. */
#ifndef CVMSIM_MSR_H
#define CVMSIM_MSR_H

#include "vcpu.h"

/* The permission map for the VMCB: which MSRs the guest has for itself. */
void *msr_permission_map(void);

/* Whether accesses of an MSR of its three ranges leave the guest. */
void msr_intercept(u32 msr, bool on);

/*
 * Registers that are answered at once on every platform, without #VC: EFER and
 * those of SEV itself (on hardware they do not leave the guest), and control.h.
 */
bool msr_is_direct(u32 msr);

/* msr_is_direct() and not even counted in a General VM. */
bool msr_is_control(u32 msr);

/* Return: false where the access is a #GP. */
bool msr_read(struct vcpu *v, u32 msr, u64 *value);
bool msr_write(struct vcpu *v, u32 msr, u64 value);

#endif /* CVMSIM_MSR_H */

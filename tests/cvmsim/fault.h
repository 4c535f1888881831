/* SPDX-License-Identifier: GPL-2.0 */
/* Faults on demand: what a host may do to a guest. */
#ifndef CVMSIM_FAULT_H
#define CVMSIM_FAULT_H

#include "control.h"
#include "vcpu.h"

/* The knobs of control.h by the same names. */
extern struct faults {
	u64 kind, every, code, msr, value;
} faults;

void fault_reset(void);

/**
 * fault_due() - is this call to be spoiled?
 * @code: exit code of a GHCB page call, request of the MSR protocol
 *
 * Counts it where it is. Return: enum cvmsim_fault.
 */
enum cvmsim_fault fault_due(struct vcpu *v, u64 code);

#endif /* CVMSIM_FAULT_H */

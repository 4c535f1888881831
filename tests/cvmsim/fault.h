/* SPDX-License-Identifier: GPL-2.0 */
/* Faults on demand: what a host may do to a guest, and NMIs. */
#ifndef CVMSIM_FAULT_H
#define CVMSIM_FAULT_H

#include "control.h"
#include "vcpu.h"

/* The knobs of control.h by the same names. */
extern struct faults {
	u64 kind, every, code, value;
	u64 nmi_place, nmi_every;
} faults;

void fault_reset(void);

/**
 * fault_due() - is this call to be spoiled?
 * @code: exit code of a GHCB page call, request of the MSR protocol
 *
 * Counts it where it is. Return: enum cvmsim_fault.
 */
enum cvmsim_fault fault_due(struct vcpu *v, u64 code);

/**
 * fault_nmi() - an NMI instead of this exit?
 * @is_vmgexit: the exit is a VMGEXIT
 *
 * Return: true where one was injected: the guest comes back to the same
 * instruction afterwards, and this exit has not happened.
 */
bool fault_nmi(struct vcpu *v, bool is_vmgexit);

/*
 * NMIs may come again: after an IRET, or, in a guest that owns #VC, only when
 * it says so (GHCB, "NMI Complete").
 */
void fault_nmi_done(void);

#endif /* CVMSIM_FAULT_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* NMIs at chosen places, and the module's brackets they fall into. */
#ifndef CVMSIM_NMI_H
#define CVMSIM_NMI_H

#include "vcpu.h"

/* The knobs of control.h by the same names. */
extern struct nmis {
	u64 places;	/* mask of enum cvmsim_nmi */
	u64 every, from;
	u64 catch_rdtsc;
} nmis;

void nmi_reset(void);

/*
 * To be called when the knobs changed. Brackets are seen by the reading of the
 * clock, which is intercepted only while NMIs are asked for.
 */
void nmi_arm(struct vcpu *v);

/**
 * nmi_before() - an NMI instead of this exit?
 * @is_call: the exit is a VMGEXIT or TDG.VP.VMCALL
 *
 * Return: true where one was injected: the guest comes back to the same
 * instruction afterwards, and this exit has not happened.
 */
bool nmi_before(struct vcpu *v, bool is_call);

/* The guest has written to its GHCB MSR, and is behind the WRMSR: an NMI there? */
void nmi_wrmsr(struct vcpu *v);

/* The exit is done, the guest is at its next instruction: an NMI there? */
void nmi_after(struct vcpu *v);

/* The guest reads its clock: RDTSC and RDTSCP are emulated. */
void nmi_clock(struct vcpu *v);

/* It reads it by RDTSC, and is to get a #VC instead. */
bool nmi_clock_traps(struct vcpu *v);

/* The guest is handling one of ours. */
bool nmi_is_handled(void);

/**
 * nmi_iret() - the guest is about to return from something
 * @rip: where to
 * @rsp: with which stack
 */
void nmi_iret(struct vcpu *v, u64 rip, u64 rsp);

/* IRETs have to be seen. */
bool nmi_wants_iret(void);

/*
 * NMIs may come again: after an IRET, or, in a guest that owns #VC, only when
 * it says so (GHCB, "NMI Complete").
 */
void nmi_unblock(void);

#endif /* CVMSIM_NMI_H */

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The module's #VCs and #VEs, an instruction at a time: from their delivery to
 * the IRET of their handler, that included, each instruction is one exit. The
 * guest sees nothing of it but RFLAGS.TF where it pushes its flags; frames are
 * clean of it. Interrupts and exceptions that cvmsim does not deliver itself
 * run unseen until the next exit.
 */
#ifndef CVMSIM_TRACE_H
#define CVMSIM_TRACE_H

#include "control.h"
#include "vcpu.h"

/* The registers of control.h by the same names. */
extern struct trace {
	u64 on;
	u64 count;
	u64 sum[CVMSIM_NR_TRACED];	/* by enum cvmsim_traced */
} trace;

void trace_reset(void);

/* To be called when it was switched. */
void trace_arm(struct vcpu *v);

/* One of the module's traps is about to be delivered; its IRET was seen. */
void trace_begins(void);
void trace_ends(void);

/*
 * To be called first and last at each exit: in between, flags are the guest's
 * own. The last counts the instruction that is about to be executed, whatever
 * brought the guest to it: a step, or an exit that was handled and skipped.
 */
void trace_exit(struct vcpu *v);
void trace_entry(struct vcpu *v);

/* #DB, which is intercepted while this is switched on. */
void trace_debug(struct vcpu *v);

#endif /* CVMSIM_TRACE_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* From a #VC or #VE to the IRET of its handler: whose exits are they? */
#ifndef CVMSIM_TRAP_H
#define CVMSIM_TRAP_H

#include "vcpu.h"

/* One is about to be raised at the guest's instruction. */
void trap_begins(struct vcpu *v);

/* To be called at each exit, before anything else: is it over? */
void trap_observe(struct vcpu *v);

/* The guest is about to execute IRET. */
void trap_iret(struct vcpu *v);

#endif /* CVMSIM_TRAP_H */

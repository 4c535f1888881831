/* SPDX-License-Identifier: GPL-2.0 */
/* What SEV hardware does by itself where tables do not say what is private. */
#ifndef CVMSIM_CONTROL_REGISTER_H
#define CVMSIM_CONTROL_REGISTER_H

#include "types.h"

struct vcpu;

/* To be asked for each MOV to CR0, to and from CR3, from now on; to CR4 always. */
void control_register_init(struct vcpu *v);

/* One such, by its exit code. */
void control_register_move(struct vcpu *v, u64 code);

#endif /* CVMSIM_CONTROL_REGISTER_H */

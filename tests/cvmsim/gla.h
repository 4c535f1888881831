/* SPDX-License-Identifier: GPL-2.0 */
/* Which linear address an instruction accesses. */
#ifndef CVMSIM_GLA_H
#define CVMSIM_GLA_H

#include "vcpu.h"

/**
 * gla_of_access() - of the memory operand at the guest's RIP
 * @gla: set to it
 *
 * 64-bit code; operands by ModRM, which is what accesses devices. SVM tells the
 * guest physical address alone. Return: false for any other instruction.
 */
bool gla_of_access(struct vcpu *v, u64 *gla);

#endif /* CVMSIM_GLA_H */

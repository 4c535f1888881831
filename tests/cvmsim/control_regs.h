/* SPDX-License-Identifier: GPL-2.0 */
/* The registers of control.h, seen from inside. */
#ifndef CVMSIM_CONTROL_REGS_H
#define CVMSIM_CONTROL_REGS_H

#include "control.h"
#include "vcpu.h"

/* Return: false, which is a #GP, where it cannot be read or written so. */
bool control_read(struct vcpu *v, enum cvmsim_register reg, u64 *value);
bool control_write(struct vcpu *v, enum cvmsim_register reg, u64 value);

#endif /* CVMSIM_CONTROL_REGS_H */

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Exceptions delivered in software. #VC is, since TCG's EVENTINJ pushes no error
 * code for vector 29; #VE, so that the handler's first instruction is one that
 * cvmsim sees begin (trace.h).
 */
#ifndef CVMSIM_DELIVER_H
#define CVMSIM_DELIVER_H

#include "vcpu.h"

/**
 * deliver() - the guest is at its handler's first instruction
 * @code: error code, or -1 for a vector that has none
 *
 * The frame tells of the guest as it is: of the instruction at RIP.
 */
void deliver(struct vcpu *v, u32 vector, s64 code);

#endif /* CVMSIM_DELIVER_H */

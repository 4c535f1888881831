/* SPDX-License-Identifier: GPL-2.0 */
/* What the host does for a guest, whichever way it was asked. */
#ifndef CVMSIM_EMULATE_H
#define CVMSIM_EMULATE_H

#include "vcpu.h"

/**
 * emulate_io() - one IN or OUT on the machine below
 * @info: EXITINFO1 of IOIO (APM volume 2, 15.10.2), which GHCB calls pass too
 * @rax: value of OUT; after IN the register as the guest is to see it
 *
 * Return: false for what is not emulated: strings, or no one size.
 */
bool emulate_io(u64 info, u64 *rax);

/**
 * emulate_hypercall() - KVM's, of which there is one that answers
 * @number: RAX
 * @cpl: of the caller; KVM serves ring 0
 *
 * Return: the guest's RAX.
 */
u64 emulate_hypercall(u64 number, u32 cpl);

/* One access of 1, 2, 4 or 8 bytes, as a device wants it. */
void emulate_mmio(void *to, const void *from, u64 size);

#endif /* CVMSIM_EMULATE_H */

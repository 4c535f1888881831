/* SPDX-License-Identifier: GPL-2.0 */
/* Waiting for what wakes a guest. */
#ifndef CVMSIM_HALT_H
#define CVMSIM_HALT_H

#include "types.h"

/*
 * Halt the CPU until an interrupt is pending, which is left for the guest. What
 * it costs is the guest's time.
 */
void halt_wait(void);

/* What halts: HLT, for ever. vmrun.S */
extern const u8 halt_code[];

#endif /* CVMSIM_HALT_H */

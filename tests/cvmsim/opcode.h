/* SPDX-License-Identifier: GPL-2.0 */
/* Instructions that a count of instructions does not weigh, by their bytes. */
#ifndef CVMSIM_OPCODE_H
#define CVMSIM_OPCODE_H

#include "control.h"
#include "types.h"

#define OPCODE_MAX	15	/* bytes of an instruction */

/**
 * opcode_name() - which it is, 64-bit code
 * @code: OPCODE_MAX bytes
 *
 * Return: CVMSIM_TRACED_INSTRUCTION where it is none of them.
 */
enum cvmsim_traced opcode_name(const u8 *code);

bool opcode_is_locked(const u8 *code);

/* CVMSIM_TRACED_WRMSR where that is all there is to say of it. */
enum cvmsim_traced opcode_wrmsr(u32 msr, u64 value);

#endif /* CVMSIM_OPCODE_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* What an instruction does to memory: SVM tells the physical address alone. */
#ifndef CVMSIM_ACCESS_H
#define CVMSIM_ACCESS_H

#include "vcpu.h"

/**
 * struct access - an instruction with a memory operand
 * @gla: linear address of that
 * @length: of the instruction, bytes
 * @is_mov: MOV between memory and a register: @write, @size and @reg count
 * @write: to memory
 * @size: 1, 2, 4 or 8 bytes
 * @reg: the register's number
 */
struct access {
	u64 gla;
	u32 length;
	bool is_mov;
	bool write;
	u32 size;
	u32 reg;
};

/**
 * access_decode() - the instruction at the guest's RIP
 *
 * 64-bit code; operands by ModRM, which is what accesses devices. Return: false
 * for any other instruction.
 */
bool access_decode(struct vcpu *v, struct access *access);

#endif /* CVMSIM_ACCESS_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* The operations that leave the guest from user space, timed one by one. */
#ifndef VMEXITSTAT_SOURCE_CPL3_OPS_H
#define VMEXITSTAT_SOURCE_CPL3_OPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vmexit/name.h>

/**
 * struct cpl3_inputs - registers an operation is executed with
 * @eax: leaf, hypercall number, or the byte to write
 * @ecx: sub-leaf
 * @edx: port
 *
 * RBX, RSI and RDI, a hypercall's other arguments, are 0.
 */
struct cpl3_inputs {
	uint32_t eax;
	uint32_t ecx;
	uint32_t edx;
};

/**
 * struct cpl3_sample - one timed execution
 * @cycles: TSC at its end less TSC at its start
 * @cpu: logical number of the CPU, read after its end; -1 where nobody tells
 */
struct cpl3_sample {
	uint64_t cycles;
	int cpu;
};

/* Times @n executions, at least one, back to back. */
typedef void cpl3_loop_fn(const struct cpl3_inputs *in,
			  struct cpl3_sample *out, size_t n);

/**
 * struct cpl3_op - a probe, ready to be executed
 * @loop: times it
 * @in: its registers
 * @port: needs cpl3_allow_port() of in.edx first
 */
struct cpl3_op {
	cpl3_loop_fn *loop;
	struct cpl3_inputs in;
	bool port;
};

/**
 * cpl3_op_find() - how a probe is executed
 * @id: exit and parameters; its path is not looked at
 * @vmmcall: the hypercall instruction is VMMCALL, not VMCALL
 * @op: filled on success
 *
 * Return: 0, or -1 where user space cannot do it.
 */
int cpl3_op_find(const struct vmexit_id *id, bool vmmcall, struct cpl3_op *op);

/**
 * cpl3_allow_port() - let the calling thread use an I/O port, or no longer
 * @port: as in "in:0x80"
 * @allow: or take away
 *
 * Return: 0 or -errno.
 */
int cpl3_allow_port(uint32_t port, bool allow);

/**
 * cpl3_try() - execute a probe for the first time, in a child process
 * @op: from cpl3_op_find()
 *
 * Return: NULL where it came back, else what became of it; owned by the caller.
 */
char *cpl3_try(const struct cpl3_op *op);

#endif /* VMEXITSTAT_SOURCE_CPL3_OPS_H */

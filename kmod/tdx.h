/* SPDX-License-Identifier: GPL-2.0 */
/*
 * TDCALL without the #VE: Intel's "TDX module specification" (344425, 348551)
 * and "Guest-Host Communication Interface" (GHCI, 344426). Only where the kernel
 * owns #VE, that is in a TD that has no paravisor.
 *
 * The kernel panics where a TDCALL of its own is refused; here a status is
 * looked at, and is the reason why a probe is not timed. TDG.VP.VEINFO.GET is
 * never called: it takes from the kernel what it has yet to read.
 */
#ifndef VMEXIT_TDX_H
#define VMEXIT_TDX_H

#include <linux/types.h>
#include <vmexit/name.h>

/* "TD-scope metadata"; modules before 1.5 have no such field. */
#define VMEXIT_TDX_FIELD_TD_CTLS	0x1110000300000017ULL

/**
 * struct vmexit_tdx_call - registers of a TDCALL
 * @rax: leaf, 0 for TDG.VP.VMCALL
 * @rcx: of VMCALL the mask of registers that the VMM sees; else an operand, as
 *	are the others
 * @out: what came back, each in a register of that name
 *
 * asm knows the offsets.
 */
struct vmexit_tdx_call {
	u64 rax;
	u64 rcx;
	u64 rdx;
	u64 r8;
	u64 r9;
	u64 r10;
	u64 r11;
	u64 r12;
	u64 r13;
	u64 r14;
	u64 r15;
	struct {
		u64 rax;
		u64 r10;
		u64 r11;
		u64 r12;
		u64 r13;
		u64 r14;
		u64 r15;
		u64 r8;
	} out;
};

/* Of struct vmexit_tdx_call at RDI: what RDTSC leaves alone. */
#define VMEXIT_TDCALL_LOAD		\
	"mov 8(%%rdi), %%rcx\n\t"	\
	"mov 24(%%rdi), %%r8\n\t"	\
	"mov 32(%%rdi), %%r9\n\t"	\
	"mov 40(%%rdi), %%r10\n\t"	\
	"mov 48(%%rdi), %%r11\n\t"	\
	"mov 56(%%rdi), %%r12\n\t"	\
	"mov 64(%%rdi), %%r13\n\t"	\
	"mov 72(%%rdi), %%r14\n\t"	\
	"mov 80(%%rdi), %%r15\n\t"
/* The rest, and TDCALL; its status goes to R9, since RDTSC writes RAX. */
#define VMEXIT_TDCALL			\
	"mov (%%rdi), %%rax\n\t"	\
	"mov 16(%%rdi), %%rdx\n\t"	\
	".byte 0x66, 0x0f, 0x01, 0xcc\n\t" \
	"mov %%rax, %%r9\n\t"
/* What came back; none of it stays in a register to speculate on. */
#define VMEXIT_TDCALL_STORE		\
	"mov %%r9, 88(%%rdi)\n\t"	\
	"mov %%r10, 96(%%rdi)\n\t"	\
	"mov %%r11, 104(%%rdi)\n\t"	\
	"mov %%r12, 112(%%rdi)\n\t"	\
	"mov %%r13, 120(%%rdi)\n\t"	\
	"mov %%r14, 128(%%rdi)\n\t"	\
	"mov %%r15, 136(%%rdi)\n\t"	\
	"mov %%r8, 144(%%rdi)\n\t"	\
	"xor %%r10d, %%r10d\n\t"	\
	"xor %%r11d, %%r11d\n\t"	\
	"xor %%r12d, %%r12d\n\t"	\
	"xor %%r13d, %%r13d\n\t"	\
	"xor %%r14d, %%r14d\n\t"	\
	"xor %%r15d, %%r15d\n\t"
#define VMEXIT_TDCALL_CLOBBERS		\
	"rcx", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "cc", "memory"

/**
 * vmexit_tdx_call_make() - the registers for a probe
 * @id: a probe's, on path tdvmcall or tdcall, or the instruction's
 * @size: bytes of a port or MMIO access
 * @value: what a WRMSR or OUT writes
 */
void vmexit_tdx_call_make(const struct vmexit_id *id, u32 size, u64 value,
			  struct vmexit_tdx_call *call);

/**
 * vmexit_tdx_answer() - judge what came back
 * @status: set to the code, where it is none
 *
 * Return: NULL, or why not, static.
 */
const char *vmexit_tdx_answer(const struct vmexit_tdx_call *call, u64 *status);

/**
 * vmexit_tdx_do() - one call, untimed
 * @call: its @out is filled in
 *
 * Return: as vmexit_tdx_answer().
 */
const char *vmexit_tdx_do(struct vmexit_tdx_call *call, u64 *status);

/**
 * vmexit_tdx_read_td() - a field of this TD's metadata, TDG.VM.RD
 * @field: its identifier
 * @value: 0 where it is refused
 *
 * Return: whether there is one that a guest may read.
 */
bool vmexit_tdx_read_td(u64 field, u64 *value);

/* Likewise of the TDX module's, TDG.SYS.RD, which modules before 1.5 refuse. */
bool vmexit_tdx_read_module(u64 field, u64 *value);

/* Ask the TDX module, once, what it makes of CPUID: TD_CTLS. */
void vmexit_tdx_init(void);

/**
 * vmexit_tdx_cpuid() - what becomes of CPUID in this TD
 *
 * Asks the TDX module, by the instruction itself, where its generation decides.
 * Return: enum vmexit_route.
 */
u32 vmexit_tdx_cpuid(u32 leaf, u32 index);

#endif /* VMEXIT_TDX_H */

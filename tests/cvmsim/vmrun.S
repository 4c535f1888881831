/* SPDX-License-Identifier: GPL-2.0 */
/*
 * void vmrun(struct vcpu *v): the world switch, and what hides cvmsim from the
 * guest's clock. The TSC is read as the first thing after an exit and as the
 * last before the next entry; what lies in between is taken off TSC_OFFSET (APM
 * volume 2, 15.30.5), and the charge put on. What lies outside, in this file
 * and of one length always, is VMRUN_SELF: so nothing the compiler does to the
 * rest of cvmsim can be seen in a measurement.
 */
#define V_RBX		0x00
#define V_RCX		0x08
#define V_RDX		0x10
#define V_RSI		0x18
#define V_RDI		0x20
#define V_RBP		0x28
#define V_R8		0x30
#define V_R9		0x38
#define V_R10		0x40
#define V_R11		0x48
#define V_R12		0x50
#define V_R13		0x58
#define V_R14		0x60
#define V_R15		0x68
#define V_EXIT_TSC	0x70
#define V_CHARGE	0x78
#define V_MEASURE	0x80
#define V_VMCB		0x88
#define VMCB_TSC_OFFSET	0x50

/*
 * Instructions of an exit that neither reading of the TSC covers: an exit that
 * is charged nothing takes the guest one tick of icount, as any instruction.
 */
#define VMRUN_SELF	25

	.text
	.globl vmrun
vmrun:
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	push	%rdi

	mov	V_VMCB(%rdi), %rcx
	rdtsc
	shl	$32, %rdx
	or	%rdx, %rax
	sub	V_EXIT_TSC(%rdi), %rax
	add	$VMRUN_SELF, %rax
	sub	V_CHARGE(%rdi), %rax
	and	V_MEASURE(%rdi), %rax
	sub	%rax, VMCB_TSC_OFFSET(%rcx)

	mov	%rcx, %rax
	mov	V_RBX(%rdi), %rbx
	mov	V_RCX(%rdi), %rcx
	mov	V_RDX(%rdi), %rdx
	mov	V_RSI(%rdi), %rsi
	mov	V_RBP(%rdi), %rbp
	mov	V_R8(%rdi), %r8
	mov	V_R9(%rdi), %r9
	mov	V_R10(%rdi), %r10
	mov	V_R11(%rdi), %r11
	mov	V_R12(%rdi), %r12
	mov	V_R13(%rdi), %r13
	mov	V_R14(%rdi), %r14
	mov	V_R15(%rdi), %r15
	mov	V_RDI(%rdi), %rdi
	vmrun	%rax

	xchg	%rdi, (%rsp)
	mov	%rdx, V_RDX(%rdi)
	rdtsc
	shl	$32, %rdx
	or	%rdx, %rax
	mov	%rax, V_EXIT_TSC(%rdi)
	pop	V_RDI(%rdi)
	mov	%rbx, V_RBX(%rdi)
	mov	%rcx, V_RCX(%rdi)
	mov	%rsi, V_RSI(%rdi)
	mov	%rbp, V_RBP(%rdi)
	mov	%r8, V_R8(%rdi)
	mov	%r9, V_R9(%rdi)
	mov	%r10, V_R10(%rdi)
	mov	%r11, V_R11(%rdi)
	mov	%r12, V_R12(%rdi)
	mov	%r13, V_R13(%rdi)
	mov	%r14, V_R14(%rdi)
	mov	%r15, V_R15(%rdi)
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret

/* halt.h: runs as a guest on cvmsim's own page tables. */
	.globl halt_code
halt_code:
	hlt
	jmp	halt_code

	.section .note.GNU-stack, "", @progbits

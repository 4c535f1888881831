/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The handler of #VC for one read of a page that is not validated: notes what it was and validates
 * the page. A second one is the end.
 */
#include <linux/linkage.h>
#include <asm/ibt.h>
#include <asm/unwind_hints.h>

	.text
SYM_CODE_START(rmp_vc)
	UNWIND_HINT_IRET_REGS offset=8
	ENDBR
	push	%rax
	push	%rcx
	push	%rdx
	cmpq	$0, rmp_vc_count(%rip)
	je	.Lfirst
	ud2
.Lfirst:
	incq	rmp_vc_count(%rip)
	mov	24(%rsp), %rax
	mov	%rax, rmp_vc_code(%rip)
	mov	%cr2, %rax
	mov	%rax, rmp_vc_cr2(%rip)
	xor	%ecx, %ecx			/* 4 KB */
	mov	$1, %edx
	.byte	0xf2, 0x0f, 0x01, 0xff		/* PVALIDATE of RAX, by bookworm's as */
	pop	%rdx
	pop	%rcx
	pop	%rax
	add	$8, %rsp
	iretq
SYM_CODE_END(rmp_vc)

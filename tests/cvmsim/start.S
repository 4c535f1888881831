/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From QEMU's multiboot loader (Multiboot 0.6.96, 3.1 and 3.2: 32-bit protected
 * mode, paging off, EAX the magic, EBX the information) to main() in long mode,
 * all of the first 512 GB mapped to itself. A second CPU comes by a STARTUP IPI (real
 * mode, from the page that smp.c has copied ap_start to) and ends in ap_main().
 */
#define MULTIBOOT_MAGIC	0x1badb002
#define MULTIBOOT_FLAGS	0x3		/* modules page aligned, memory map */
#define STACK_SIZE	32768
/* Vectors with an error code: 8, 10 to 14, 17, 21, 29, 30. APM volume 2, 8.2. */
#define CODES		0x60227d00

	.section .multiboot, "a"
	.balign 4
	.long MULTIBOOT_MAGIC, MULTIBOOT_FLAGS, -(MULTIBOOT_MAGIC + MULTIBOOT_FLAGS)

	.text
	.code32
	.globl start
start:
	cli
	cld
	mov	%ebx, %esi
	mov	$pml4, %edi
	lea	(pdpt - pml4)(%edi), %eax
	or	$0x3, %eax
	mov	%eax, (%edi)
	/* 512 entries of 1 GB: present, writable, page size. */
	mov	$pdpt, %edi
	mov	$0x83, %eax
	xor	%edx, %edx
	mov	$512, %ecx
1:	mov	%eax, (%edi)
	mov	%edx, 4(%edi)
	add	$8, %edi
	add	$0x40000000, %eax
	adc	$0, %edx
	loop	1b
	xor	%ebp, %ebp		/* the first CPU */

	/* Either CPU. */
paging:	mov	%cr4, %eax
	or	$0x20, %eax		/* PAE */
	mov	%eax, %cr4
	mov	$pml4, %eax
	mov	%eax, %cr3
	mov	$0xc0000080, %ecx	/* EFER: LME and SVME */
	rdmsr
	or	$0x1100, %eax
	wrmsr
	mov	%cr0, %eax
	and	$0x9fffffff, %eax	/* INIT turns caches off */
	or	$0x80000001, %eax
	mov	%eax, %cr0
	lgdt	gdt_pointer
	ljmp	$0x8, $start64

	/* At IP 0 of a page below 1 MB. */
	.code16
	.balign 16
	.globl ap_start, ap_start_end
ap_start:
	cli
	mov	%cs, %ax
	mov	%ax, %ds
	lgdtl	ap_gdt_pointer - ap_start
	mov	%cr0, %eax
	or	$0x1, %eax
	mov	%eax, %cr0
	ljmpl	$0x18, $ap_start32
ap_gdt_pointer:
	.word gdt_pointer - gdt - 1
	.long gdt
ap_start_end:

	.code32
ap_start32:
	mov	$0x10, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	mov	$1, %ebp
	jmp	paging

	.code64
start64:
	mov	$0x10, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	test	%ebp, %ebp
	jnz	3f
	mov	$stack_end, %rsp

	/* Gates for what can only be a bug of ours: APM volume 2, 8.2. */
	mov	$idt, %rdi
	mov	$stubs, %rax
	mov	$32, %ecx
2:	mov	%ax, (%rdi)
	movw	$0x8, 2(%rdi)
	movw	$0x8e00, 4(%rdi)
	mov	%rax, %rdx
	shr	$16, %rdx
	mov	%dx, 6(%rdi)
	add	$16, %rdi
	add	$STUB_SIZE, %rax
	loop	2b
	lidt	idt_pointer

	clgi
	mov	%esi, %edi
	call	main
	ud2
3:	mov	$ap_stack_end, %rsp
	lidt	idt_pointer
	clgi
	call	ap_main
	ud2

	.set STUB_SIZE, 16
	.balign STUB_SIZE
stubs:
	.set vector, 0
	.rept 32
	/* Vectors that push no code get one, so that all frames are alike. */
	.ifeq	CODES >> vector & 1
	push	$0
	.endif
	push	$vector
	jmp	exception
	.balign STUB_SIZE
	.set vector, vector + 1
	.endr

exception:
	/* Of all instructions here one may fault: the guest's value is no good. */
	cmpq	$wrmsr_insn, 16(%rsp)
	jne	1f
	movq	$wrmsr_fault, 16(%rsp)
	add	$16, %rsp
	iretq
1:	pop	%rdi
	pop	%rsi
	pop	%rdx
	mov	%cr2, %rcx
	and	$~0xf, %rsp
	call	host_exception

	.globl host_wrmsr
host_wrmsr:
	mov	%edi, %ecx
	mov	%esi, %eax
	mov	%rsi, %rdx
	shr	$32, %rdx
wrmsr_insn:
	wrmsr
	mov	$1, %eax
	ret
wrmsr_fault:
	xor	%eax, %eax
	ret

	.section .rodata
	.balign 8
gdt:	.quad 0
	.quad 0x00af9b000000ffff	/* 64-bit code */
	.quad 0x00cf93000000ffff	/* data */
	.quad 0x00cf9b000000ffff	/* 32-bit code */
gdt_pointer:
	.word . - gdt - 1
	.quad gdt
	.balign 8
	.globl idt_pointer
idt_pointer:
	.word 32 * 16 - 1
	.quad idt

	.bss
	.balign 4096
pml4:	.skip 4096
pdpt:	.skip 4096
idt:	.skip 32 * 16
	.balign 16
	.skip STACK_SIZE
stack_end:
	.skip STACK_SIZE
ap_stack_end:

	.section .note.GNU-stack, "", @progbits

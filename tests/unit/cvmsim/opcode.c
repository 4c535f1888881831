// SPDX-License-Identifier: GPL-2.0
/* What cvmsim takes for which instruction, by the bytes that an assembler makes. */
#include <stdlib.h>
#include <string.h>

#include "../../cvmsim/opcode.h"
#include "unit.h"

/*
 * An instruction, never run, with what follows it; among code, as an assembler has
 * a word about lines of source elsewhere.
 */
#define ASSEMBLED(text)							\
({									\
	const u8 *_code;						\
									\
	asm(".pushsection .text.assembled, \"ax\"\n"			\
	    "1:\t" text "\n\t"						\
	    ".fill 16 - (. - 1b), 1, 0x90\n\t"				\
	    ".popsection\n\t"						\
	    "lea 1b(%%rip), %0" : "=r" (_code));			\
	_code;								\
})

#define expect(name, text)						\
	ck_assert_int_eq(opcode_name(ASSEMBLED(text)), CVMSIM_TRACED_##name)

START_TEST(named)
{
	expect(WRMSR, "wrmsr");
	expect(RDMSR, "rdmsr");
	expect(LFENCE, "lfence");
	expect(LFENCE, ".byte 0x0f, 0xae, 0xef");
	expect(MFENCE, "mfence");
	expect(VERW, "verw (%%rip)");
	expect(VERW, "verw 0x1234(%%rax, %%rbx, 4)");
	expect(VERW, "verw %%r9w");
	expect(VERW, "verw %%ds:8(%%rsp)");
	expect(CPUID, "cpuid");
	expect(VMGEXIT, "rep; vmmcall");
	expect(TDCALL, ".byte 0x66, 0x0f, 0x01, 0xcc");
	expect(IO, "inb %%dx, %%al");
	expect(IO, "inl $0x21, %%eax");
	expect(IO, "outb %%al, $0x80");
	expect(IO, "outw %%ax, %%dx");
	expect(IO, "rep outsb");
	expect(RDTSC, "rdtsc");
	expect(RDTSC, "rdtscp");
	expect(SWAPGS, "swapgs");
	expect(FSGSBASE, "rdgsbase %%rax");
	expect(FSGSBASE, "wrgsbase %%r15");
	expect(FSGSBASE, "wrfsbase %%ecx");
	expect(MOV_CR, "mov %%cr4, %%rax");
	expect(MOV_CR, "mov %%r10, %%cr3");
	expect(MOV_CR, "mov %%r10, %%cr8");
	expect(MOV_DR, "mov %%dr7, %%rcx");
	expect(MOV_DR, "mov %%rcx, %%dr6");
	expect(INVLPG, "invlpg (%%rdi)");
	expect(INVLPG, "invlpg %%gs:0x10(%%r13)");
	expect(INVLPG, "invlpg 0x1000(%%r13)");
	expect(POPF, "popfq");
	expect(IRET, "iretq");
	expect(REP, "rep stosq");
	expect(REP, "rep movsb");
	expect(REP, ".byte 0x66, 0xf3, 0xa5");
	expect(REP, ".byte 0xf3, 0x66, 0xa5");
}
END_TEST

/* What looks like one of them and is none. */
START_TEST(others)
{
	expect(INSTRUCTION, "nop");
	expect(INSTRUCTION, "nopl (%%rax)");
	expect(INSTRUCTION, "sfence");
	expect(INSTRUCTION, ".byte 0xf3, 0x0f, 0xae, 0xe8"); /* incsspd %eax */
	expect(INSTRUCTION, ".byte 0x66, 0x0f, 0xae, 0xf0"); /* tpause %eax */
	expect(INSTRUCTION, "xrstor (%%rax)");
	expect(INSTRUCTION, "fxsave (%%rax)");
	expect(INSTRUCTION, "verr %%ax");
	expect(INSTRUCTION, "ltr %%ax");
	expect(INSTRUCTION, "clac");
	expect(INSTRUCTION, "lgdt (%%rax)");
	expect(INSTRUCTION, "vmcall");
	expect(INSTRUCTION, "vmmcall");
	expect(INSTRUCTION, "xor $0x0f30, %%ax");
	expect(INSTRUCTION, "mov $0x300f320f, %%eax");
	expect(INSTRUCTION, "movabs $0x300f300f300f300f, %%rax");
	expect(INSTRUCTION, "stosq");
	expect(INSTRUCTION, "movsb");
	expect(INSTRUCTION, "pushfq");
	expect(INSTRUCTION, "pause");
	expect(INSTRUCTION, "rep; ret");
	expect(INSTRUCTION, "call *%%rax");
}
END_TEST

START_TEST(lock)
{
	ck_assert(opcode_is_locked(ASSEMBLED("lock; incl (%%rax)")));
	ck_assert(opcode_is_locked(ASSEMBLED("lock; cmpxchg %%r9, %%gs:(%%rbx)")));
	ck_assert(!opcode_is_locked(ASSEMBLED("incl (%%rax)")));
	ck_assert(!opcode_is_locked(ASSEMBLED("mov $0xf0, %%al")));
}
END_TEST

START_TEST(which_msr)
{
	ck_assert_int_eq(opcode_wrmsr(0xc0010130, 0), CVMSIM_TRACED_WRMSR_GHCB);
	ck_assert_int_eq(opcode_wrmsr(0x48, 1), CVMSIM_TRACED_WRMSR_SPEC_CTRL);
	ck_assert_int_eq(opcode_wrmsr(0x49, 1), CVMSIM_TRACED_IBPB);
	ck_assert_int_eq(opcode_wrmsr(0x49, 0x80), CVMSIM_TRACED_WRMSR);
	ck_assert_int_eq(opcode_wrmsr(0xc0000101, 1), CVMSIM_TRACED_WRMSR);
}
END_TEST

/* Nothing but prefixes: no instruction, and no byte beyond the fifteen is looked at. */
START_TEST(prefixes)
{
	u8 *code = malloc(OPCODE_MAX);

	memset(code, 0x66, OPCODE_MAX);
	ck_assert_int_eq(opcode_name(code), CVMSIM_TRACED_INSTRUCTION);
	code[OPCODE_MAX - 2] = 0x0f;
	code[OPCODE_MAX - 1] = 0x30;
	ck_assert_int_eq(opcode_name(code), CVMSIM_TRACED_INSTRUCTION);
	code[OPCODE_MAX - 3] = 0x0f;
	code[OPCODE_MAX - 2] = 0x30;
	ck_assert_int_eq(opcode_name(code), CVMSIM_TRACED_WRMSR);
	free(code);
}
END_TEST

const struct unit_test unit_tests[] = {
	{ "opcode: as an assembler writes them", &named },
	{ "opcode: what looks like one of them", &others },
	{ "opcode: LOCK", &lock },
	{ "opcode: which MSR", &which_msr },
	{ "opcode: prefixes and nothing else", &prefixes },
	{ 0 }
};

// SPDX-License-Identifier: GPL-2.0
/*
 * The path "insn": what each instruction does between the brackets. Raw
 * instructions throughout, since the kernel's own cpuid(), rdmsrl() and
 * kvm_hypercall() go through paravirt patching, tracepoints or both.
 */
#include <linux/errno.h>
#include <asm/asm.h>
#include <asm/special_insns.h>

#include "bracket.h"
#include "mmio.h"
#include "probe_insn.h"
#include "probe_timer.h"

VMEXIT_LOOP_REFERENCE(vmexit_loop_null,
		      "",
		      VMEXIT_FAULT_NONE)

VMEXIT_LOOP_REFERENCE(vmexit_loop_trap,
		      "xor %%ecx, %%ecx\n"
		      "1:\n\t"
		      "div %%ecx\n\t",
		      VMEXIT_FAULT_WANTED)

VMEXIT_LOOP(vmexit_loop_cpuid,
	    "mov %k[param], %%eax\n\t"
	    "mov %k[index], %%ecx\n"
	    "1:\n\t"
	    "cpuid\n\t",
	    VMEXIT_FAULT_NOTED)

VMEXIT_LOOP(vmexit_loop_rdmsr,
	    "mov %k[param], %%ecx\n"
	    "1:\n\t"
	    "rdmsr\n\t",
	    VMEXIT_FAULT_NOTED)

VMEXIT_LOOP(vmexit_loop_wrmsr,
	    "mov %k[param], %%ecx\n\t"
	    "mov %k[low], %%eax\n\t"
	    "mov %k[high], %%edx\n"
	    "1:\n\t"
	    "wrmsr\n\t",
	    VMEXIT_FAULT_NOTED)

VMEXIT_LOOP(vmexit_loop_inb,
	    "mov %k[param], %%edx\n"
	    "1:\n\t"
	    "inb %%dx, %%al\n\t",
	    VMEXIT_FAULT_NOTED)

VMEXIT_LOOP(vmexit_loop_inl,
	    "mov %k[param], %%edx\n"
	    "1:\n\t"
	    "inl %%dx, %%eax\n\t",
	    VMEXIT_FAULT_NOTED)

VMEXIT_LOOP(vmexit_loop_outb,
	    "mov %k[param], %%edx\n\t"
	    "mov %k[low], %%eax\n"
	    "1:\n\t"
	    "outb %%al, %%dx\n\t",
	    VMEXIT_FAULT_NOTED)

/*
 * Handlers of #VC and #VE decode it; a MOV without index or displacement is what
 * readl() is. A register with or without a REX prefix is a few instructions of the
 * decoder's: named, or each compiler measures another path.
 */
#define VMEXIT_MMIO_TIMED()						\
do {									\
	register const void __iomem *from asm("r11") = vmexit_mmio_address(); \
									\
	asm volatile(							\
		VMEXIT_BRACKET_OPEN					\
		"1:\n\t"						\
		"mov (%[from]), %%eax\n\t"				\
		"2:\n\t"						\
		VMEXIT_BRACKET_CLOSE					\
		VMEXIT_FAULT_NOTED					\
		: VMEXIT_BRACKET_OUT					\
		: [from] "r" (from)					\
		: "rcx", "cc", "memory");				\
} while (0)

VMEXIT_LOOP_ROUND(vmexit_loop_mmio, vmexit_mark, vmexit_look, VMEXIT_MMIO_TIMED())

/* All of KVM's argument registers are zeroed: nothing of ours leaves. */
#define VMEXIT_HYPERCALL(insn)		\
	"mov %k[param], %%eax\n\t"	\
	"xor %%ebx, %%ebx\n\t"		\
	"xor %%ecx, %%ecx\n\t"		\
	"xor %%edx, %%edx\n\t"		\
	"xor %%esi, %%esi\n"		\
	"1:\n\t"			\
	insn "\n\t"

VMEXIT_LOOP(vmexit_loop_vmcall, VMEXIT_HYPERCALL("vmcall"), VMEXIT_FAULT_NOTED)

VMEXIT_LOOP(vmexit_loop_vmmcall, VMEXIT_HYPERCALL("vmmcall"),
	    VMEXIT_FAULT_NOTED)

/*
 * AMD's and Intel's CPUs take it with the value that is there: nothing changes. Of an
 * SEV-ES guest the host learns of it after the fact: no #VC, no GHCB.
 */
VMEXIT_LOOP_ROUND(vmexit_loop_wrcr4, vmexit_nothing, vmexit_no_answer,
		  VMEXIT_INSN_OF("1:\n\t"
				 "mov %%rcx, %%cr4\n\t",
				 VMEXIT_FAULT_NOTED, s->value))

bool vmexit_prepare_wrcr4(struct vmexit_sampler *s)
{
	s->value = __read_cr4();
	return true;
}

/*
 * MONITOR, which not every assembler takes with these operands. Watched would be a line
 * of the sampler's; nobody waits, so nothing comes of it.
 */
VMEXIT_LOOP_ROUND(vmexit_loop_monitor, vmexit_mark, vmexit_look,
		  VMEXIT_INSN_OF("mov %%rcx, %%rax\n\t"
				 "xor %%ecx, %%ecx\n\t"
				 "xor %%edx, %%edx\n"
				 "1:\n\t"
				 ".byte 0x0f, 0x01, 0xc8\n\t",
				 VMEXIT_FAULT_NOTED, (unsigned long)s))

bool vmexit_prepare_wrmsr(struct vmexit_sampler *s)
{
	u32 low = 0, high = 0;
	int trap = -1;

	asm volatile("1:\n\t"
		     "rdmsr\n\t"
		     "jmp 3f\n"
		     "2:\n\t"
		     "mov %%eax, %k[trap]\n"
		     "3:\n\t"
		     _ASM_EXTABLE_FAULT(1b, 2b)
		     : "=a" (low), "=d" (high), [trap] "+r" (trap)
		     : "c" (s->probe->id.param));

	s->executed++;
	if (trap >= 0) {
		s->trap = trap;
		return false;
	}
	s->value = vmexit_write_back(s, (u64)high << 32 | low);
	return true;
}

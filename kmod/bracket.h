/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The timed region: one macro builds every probe's loop, its operation inlined
 * between the brackets in one asm block, so that the compiler can put nothing
 * between them and the empty bracket ("null") is exactly what all others carry.
 *
 *	lfence; rdtsc; lfence	all earlier work is done, then the clock is
 *				read, then nothing later has begun
 *	mov, mov		save the clock: the operation may write EAX, EDX
 *	<operation>		loads its own operands: RDTSC leaves only RAX and
 *				RDX changed, but fixed registers cannot be
 *				inputs of a block that clobbers them
 *	lfence; rdtsc; lfence	waits for the operation, reads the clock, and
 *				lets nothing later begin before it was read
 *
 * CPUID would serialise as well, but CPUID exits. RDTSCP would wait as well, and
 * is one instruction where LFENCE; RDTSC is two: but QEMU's default CPU models
 * and many a VM's show none, and two kinds of brackets would make figures of two
 * machines differ by the bracket. So there is one for all. What it costs is in
 * every bracket, null's too: net figures are the same, null's own is an
 * instruction more. Both wait for all that is older and for no store (Intel SDM
 * volume 2, RDTSC and RDTSCP; AMD APM volume 3 likewise, where LFENCE is
 * serializing, which the kernel sees to and platform.c says where it is not).
 *
 * A fault in the operation goes through the exception table to "3:", outside
 * the brackets, which notes the trap number (EX_TYPE_FAULT leaves it in AX) and
 * comes back to the closing bracket. The note starts at -1, since 0 is #DE.
 *
 * The NMI count is read before and after: interrupts are off, NMIs are not, and
 * a sample with an NMI in it is a spoiled one. So is one during which the TSC
 * went back, as a migration can make it; that also ends the batch, since what
 * is left of the budget is then the difference of unsigned numbers.
 */
#ifndef VMEXIT_BRACKET_H
#define VMEXIT_BRACKET_H

#include <linux/compiler.h>
#include <asm/asm.h>

#include <vmexit/histogram.h>
#include "compat.h"
#include "sampler.h"

/*
 * Outside of the brackets, at label 3, where @table or a jump leads: note what kept
 * the operation, go on at the bracket.
 */
#define VMEXIT_NOTED(what, table)		\
	"jmp 4f\n"				\
	"3:\n\t"				\
	"mov " what ", %k[trap]\n\t"		\
	"jmp 2b\n"				\
	"4:\n\t"				\
	table
/* Operation at label 1 may fault: note the trap. */
#define VMEXIT_FAULT_NOTED	VMEXIT_NOTED("%%eax", _ASM_EXTABLE_FAULT(1b, 3b))
/* Operation at label 1 faults by design: straight on at the bracket. */
#define VMEXIT_FAULT_WANTED	_ASM_EXTABLE_FAULT(1b, 2b)
/* Operation cannot fault. */
#define VMEXIT_FAULT_NONE	""
/* In the place of a trap: an NMI came first, and the operation was not executed. */
#define VMEXIT_UNSENT		(-2)

#define VMEXIT_BRACKET_OPEN			\
	"lfence\n\t"				\
	"rdtsc\n\t"				\
	"lfence\n\t"				\
	"mov %%eax, %k[t0_low]\n\t"		\
	"mov %%edx, %k[t0_high]\n\t"
#define VMEXIT_BRACKET_CLOSE			\
	"lfence\n\t"				\
	"rdtsc\n\t"				\
	"lfence\n\t"
/* What the two write, and where the operation's trap goes. */
#define VMEXIT_BRACKET_OUT			\
	"=&a" (t1_low), "=&d" (t1_high), [t0_low] "=&r" (t0_low), \
	[t0_high] "=&r" (t0_high), [trap] "+&r" (trap)

/* One reading of it, for what is no bracket: "Latencies" in the contract. */
static __always_inline u64 vmexit_clock(void)
{
	u32 low, high;

	asm volatile("lfence\n\t"
		     "rdtsc\n\t"
		     "lfence\n\t"
		     : "=a" (low), "=d" (high) : : "memory");
	return (u64)high << 32 | low;
}

static __always_inline void vmexit_nothing(struct vmexit_sampler *s) { }
static __always_inline const char *vmexit_no_answer(struct vmexit_sampler *s)
{
	return NULL;
}

/**
 * VMEXIT_INSN() - one bracket around an instruction, as a statement
 * @op: asm text of the operation, the faulting instruction at label 1. May use
 *	%k[param], %k[index], %k[low], %k[high] (value to write) and clobber
 *	RAX, RBX, RCX, RDX, RSI
 * @fault: one of the above
 */
#define VMEXIT_INSN(op, fault)						\
do {									\
	asm volatile(							\
		VMEXIT_BRACKET_OPEN					\
		op							\
		"2:\n\t"						\
		VMEXIT_BRACKET_CLOSE					\
		fault							\
		: VMEXIT_BRACKET_OUT					\
		: [param] "r" (param), [index] "r" (index),		\
		  [low] "r" (low), [high] "r" (high)			\
		: "rbx", "rcx", "rsi", "cc", "memory");			\
} while (0)

/**
 * VMEXIT_INSN_OF() - likewise, around one with a 64-bit operand
 * @op: finds it in RCX. May clobber RAX, RCX, RDX
 * @fault: one of the above
 * @operand: a u64 to be in RCX, loaded before the bracket
 */
#define VMEXIT_INSN_OF(op, fault, operand)				\
do {									\
	u64 of = (operand);						\
									\
	asm volatile(							\
		VMEXIT_BRACKET_OPEN					\
		op							\
		"2:\n\t"						\
		VMEXIT_BRACKET_CLOSE					\
		fault							\
		: VMEXIT_BRACKET_OUT,				\
		  "+&c" (of)						\
		: : "cc", "memory");					\
} while (0)

static __always_inline void vmexit_mark(struct vmexit_sampler *s)
{
	vmexit_witness_mark(&s->witness);
}

static __always_inline const char *vmexit_look(struct vmexit_sampler *s)
{
	vmexit_witness_look(&s->witness);
	return NULL;
}

/**
 * VMEXIT_LOOP() - define the loop of a probe that is an instruction
 * @name: of the function, a vmexit_loop_fn
 * @op: for VMEXIT_INSN(), as is @fault
 */
#define VMEXIT_LOOP(name, op, fault)					\
	VMEXIT_LOOP_ROUND(name, vmexit_mark, vmexit_look, VMEXIT_INSN(op, fault))

/* Likewise, of what is no exit on any platform: there is nothing to see. */
#define VMEXIT_LOOP_REFERENCE(name, op, fault)				\
	VMEXIT_LOOP_ROUND(name, vmexit_nothing, vmexit_no_answer,	\
			  VMEXIT_INSN(op, fault))

/**
 * VMEXIT_LOOP_ROUND() - define a loop with something around each bracket
 * @name: of the function, a vmexit_loop_fn
 * @before: called with the sampler before; NMIs from here on spoil the sample
 * @after: likewise after; what it returns ends the loop unless it is NULL or
 *	the sample is a spoiled one: why the host's answer is none
 * @...: the bracket, a statement that sets t0_low, t0_high, t1_low, t1_high and
 *	may set trap, also to VMEXIT_UNSENT: it is no sample then, and tried again
 */
#define VMEXIT_LOOP_ROUND(name, before, after, ...)			\
notrace u32 name(struct vmexit_sampler *s, u32 n)			\
{									\
	struct vmexit_histogram *hist = s->hist;			\
	u32 param __maybe_unused = s->probe->id.param;			\
	u32 index __maybe_unused = s->probe->id.index;			\
	u32 low __maybe_unused = lower_32_bits(s->value);		\
	u32 high __maybe_unused = upper_32_bits(s->value);		\
	u64 begin = s->begin, budget = s->budget, start, end;		\
	u32 done = 0;							\
									\
	do {								\
		u32 nmi = vmexit_nmi_count();				\
		u32 t0_low, t0_high, t1_low, t1_high;			\
		const char *refusal;					\
		int trap = -1;						\
									\
		before(s);						\
		__VA_ARGS__;						\
		refusal = after(s);					\
		start = (u64)t0_high << 32 | t0_low;			\
		end = (u64)t1_high << 32 | t1_low;			\
		if (unlikely(trap != -1)) {				\
			if (trap != VMEXIT_UNSENT) {			\
				s->trap = trap;				\
				done++;					\
				break;					\
			}						\
			if (++s->unsent < VMEXIT_GHCB_TRIES)		\
				continue;				\
			s->refusal = vmexit_ghcb_reason(VMEXIT_GHCB_NMIS); \
			break;						\
		}							\
		done++;							\
		if (unlikely(vmexit_nmi_count() != nmi || end < start))	\
			s->disturbed++;					\
		else if (unlikely(refusal)) {				\
			s->refusal = refusal;				\
			break;						\
		} else							\
			vmexit_hist_add(hist, end - start);		\
	} while (done < n && end - begin < budget);			\
									\
	return done;							\
}

#endif /* VMEXIT_BRACKET_H */

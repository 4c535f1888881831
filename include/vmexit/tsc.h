/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The TSC as a clock: how its end of a sample is read, and how finely it
 * counts. One copy for module and tool.
 */
#ifndef VMEXIT_TSC_H
#define VMEXIT_TSC_H

#include <linux/types.h>

/*
 * What reads the clock when a sample ends, as records and VMEXIT_A_INFO_BRACKET
 * have it. Figures of another bracket differ by it, but for net ones.
 */
#define VMEXIT_BRACKET		"lfence rdtsc"
/* Of modules and records that say nothing. */
#define VMEXIT_BRACKET_UNSAID	"rdtscp"

/* Readings from which the step is found; some 20 us, unless RDTSC exits. */
#define VMEXIT_STEP_READINGS	256

/* The TSC after all that is older is done, in cycles. */
static inline __u64 vmexit_tsc_read(void)
{
	__u32 low, high;

	asm volatile("lfence\n\t"
		     "rdtsc"
		     : "=a" (low), "=d" (high)
		     :
		     : "memory");
	return (__u64)high << 32 | low;
}

/**
 * vmexit_tsc_step_add() - what one more reading leaves of the step
 * @step: greatest common divisor so far, 0 before there are two readings
 * @first: a reading
 * @tsc: another of the same TSC; may be older, as a TSC can be set back
 *
 * Return: the greatest common divisor of @step and the readings' distance.
 */
static inline __u64 vmexit_tsc_step_add(__u64 step, __u64 first, __u64 tsc)
{
	__u64 rest = tsc > first ? tsc - first : first - tsc;

	while (rest) {
		__u64 next = step % rest;

		step = rest;
		rest = next;
	}
	return step;
}

/**
 * vmexit_tsc_find_step() - by how many cycles the TSC moves at a time
 *
 * Some CPUs count a slower clock and add 21, 26 or 36 at once: no two readings
 * differ by less. Found as what all distances of readings have in common. So
 * that it is not their own length they have in common, they are taken unevenly:
 * by a growing number of instructions, and by one instruction in every second
 * one, as each instruction may be a tick of the clock. Both differ by 1 then.
 *
 * A TSC that hardware scales to another frequency has no step that divides all:
 * 1 is returned, though it may be as coarse.
 *
 * To be called where the CPU does not change.
 *
 * Return: cycles; 1 where each may be counted; 0 where the TSC did not move.
 */
static inline __u32 vmexit_tsc_find_step(void)
{
	__u64 first = vmexit_tsc_read(), step = 0;
	unsigned int i, j;

	for (i = 0; i < VMEXIT_STEP_READINGS; i++) {
		for (j = 0; j < i; j++)
			asm volatile("nop");
		if (i & 1)
			asm volatile("nop");
		step = vmexit_tsc_step_add(step, first, vmexit_tsc_read());
	}
	return step >> 32 ? ~(__u32)0 : (__u32)step;
}

#endif /* VMEXIT_TSC_H */

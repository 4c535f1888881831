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
/* The last of them, a divisor: what the kernel's stack has room for. */
#define VMEXIT_STEP_KEPT	64

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

/* How well @s, in 1/1024 cycles, explains the readings; 0: not at all, else itself, refined. */
static inline __u64 vmexit_tsc_refine_step(const __u64 *tsc, unsigned int nr, __u64 s)
{
	unsigned int i, pass;
	__u64 far, k, is;

	/* Each distance is k steps, rounded either way; the longer, the better known. */
	for (pass = 0; pass < 2; pass++) {
		for (i = 1; i < nr; i++) {
			far = tsc[i] - tsc[0];
			k = ((far << 10) + s / 2) / s;
			if (!k)
				return 0;
			is = (k * s + 512) >> 10;
			if (pass && (is > far + 1 || far > is + 1))
				return 0;
			if (!pass)
				s = (far << 10) / k;
		}
	}
	return s;
}

/**
 * vmexit_tsc_scaled_step() - the step of a clock whose multiples were rounded
 * @tsc: readings, each later than the one before
 * @nr: how many, 32 at least
 *
 * Hardware can show a guest its TSC times a ratio: one that counts 21 at a time is
 * then seen to move by 21 or 22, and has no divisor but 1.
 *
 * Return: the lower of the two; 1 where there is no such step, or below 8.
 */
static inline __u32 vmexit_tsc_scaled_step(const __u64 *tsc, unsigned int nr)
{
	__u64 least = ~0ULL, s;
	unsigned int i, q;

	for (i = 1; i < nr; i++) {
		if (tsc[i] <= tsc[i - 1] || (tsc[i] - tsc[0]) >> 32)
			return 1;
		if (tsc[i] - tsc[i - 1] < least)
			least = tsc[i] - tsc[i - 1];
	}
	/* The shortest distance is one step, or some. */
	for (q = 1; least / q >= 8; q++) {
		s = vmexit_tsc_refine_step(tsc, nr, (least << 10) / q);
		if (s >> 10 >= 8)
			return s >> 10;
	}
	return 1;
}

/**
 * vmexit_tsc_find_step() - by how many cycles the TSC moves at a time
 * @scaled: set to whether hardware scales it
 *
 * Some CPUs count a slower clock and add 21, 26 or 36 at once: no two readings
 * differ by less. Found as what all distances of readings have in common. So
 * that it is not their own length they have in common, they are taken unevenly:
 * by a growing number of instructions, and by one instruction in every second
 * one, as each instruction may be a tick of the clock. Both differ by 1 then.
 *
 * To be called where the CPU does not change.
 *
 * Return: cycles; 1 where each may be counted; 0 where the TSC did not move. Of a
 * scaled one it moves by as many or by one more.
 */
static inline __u32 vmexit_tsc_find_step(int *scaled)
{
	__u64 first = vmexit_tsc_read(), step = 0, tsc[VMEXIT_STEP_KEPT];
	unsigned int i, j;
	__u32 found;

	for (i = 0; i < VMEXIT_STEP_READINGS; i++) {
		for (j = 0; j < i; j++)
			asm volatile("nop");
		if (i & 1)
			asm volatile("nop");
		tsc[i % VMEXIT_STEP_KEPT] = vmexit_tsc_read();
		step = vmexit_tsc_step_add(step, first, tsc[i % VMEXIT_STEP_KEPT]);
	}
	*scaled = 0;
	if (step != 1)
		return step >> 32 ? ~(__u32)0 : (__u32)step;
	found = vmexit_tsc_scaled_step(tsc, VMEXIT_STEP_KEPT);
	*scaled = found > 1;
	return found;
}

#endif /* VMEXIT_TSC_H */

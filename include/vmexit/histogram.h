/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Log-linear latency histogram: the bucket arithmetic, one copy for the
 * module, the tool and the tests.
 *
 * Layout. With S = VMEXIT_HIST_SUB_BITS = 7, every octave [2^k, 2^(k+1)) with
 * k >= S is cut into 2^S buckets of width 2^(k-S); below 2^(S+1) a bucket is
 * one cycle wide. For shift = max(0, k - S) the index is
 *
 *	index = shift * 2^S + (value >> shift)
 *
 * which is continuous: at an octave's start value >> shift is 2^S, one past
 * the 2^(S+1) - 1 that the octave before ended on, less the 2^S by which
 * shift * 2^S grew.
 *
 * Error bound. A bucket of an octave k > S starts at or above 2^k and is
 * 2^(k-S) wide, so any value reported from inside the bucket that holds the
 * true one is off by less than width / lower <= 2^-S = 1/128 of the truth.
 * Below 256 cycles it is exact. count, sum, min and max are always exact.
 *
 * Range. Values are TSC cycles below 2^VMEXIT_HIST_MAX_BITS (2^40: six minutes
 * at 3 GHz). Anything longer is counted in the last bucket; max tells.
 *
 * Memory. The last octave has shift = MAX_BITS - 1 - S = 32, so there are
 * 32 * 128 + 256 = 4352 buckets; with 64 bit counters 34 KiB a histogram.
 */
#ifndef VMEXIT_HISTOGRAM_H
#define VMEXIT_HISTOGRAM_H

#include <linux/types.h>

#define VMEXIT_HIST_SUB_BITS	7
#define VMEXIT_HIST_MAX_BITS	40
#define VMEXIT_HIST_SUB		(1U << VMEXIT_HIST_SUB_BITS)
#define VMEXIT_HIST_BUCKETS	\
	((VMEXIT_HIST_MAX_BITS - 1 - VMEXIT_HIST_SUB_BITS) * VMEXIT_HIST_SUB + \
	 2 * VMEXIT_HIST_SUB)

/**
 * struct vmexit_histogram - a dense working histogram
 * @count: samples added
 * @sum: sum of all samples, in cycles; a run's 10^7 samples below 2^40 fit
 * @min: smallest sample, ~0 while @count is 0
 * @max: largest sample, exact even where the last bucket took it
 * @bucket: samples per bucket
 */
struct vmexit_histogram {
	__u64 count;
	__u64 sum;
	__u64 min;
	__u64 max;
	__u64 bucket[VMEXIT_HIST_BUCKETS];
};

/**
 * vmexit_hist_index() - the bucket that holds a value
 * @value: cycles, any
 *
 * Return: 0 .. VMEXIT_HIST_BUCKETS - 1.
 */
static inline __u32 vmexit_hist_index(__u64 value)
{
	__u32 shift;

	if (value < 2 * VMEXIT_HIST_SUB)
		return (__u32)value;
	if (value >> VMEXIT_HIST_MAX_BITS)
		return VMEXIT_HIST_BUCKETS - 1;
	shift = 63 - __builtin_clzll(value) - VMEXIT_HIST_SUB_BITS;
	return shift * VMEXIT_HIST_SUB + (__u32)(value >> shift);
}

/**
 * vmexit_hist_width() - how many values a bucket holds
 * @index: below VMEXIT_HIST_BUCKETS
 *
 * The last bucket also holds everything longer; its nominal width is returned.
 *
 * Return: cycles, a power of two.
 */
static inline __u64 vmexit_hist_width(__u32 index)
{
	if (index < 2 * VMEXIT_HIST_SUB)
		return 1;
	return 1ULL << (index / VMEXIT_HIST_SUB - 1);
}

/**
 * vmexit_hist_lower() - the smallest value of a bucket
 * @index: below VMEXIT_HIST_BUCKETS
 *
 * Return: cycles; vmexit_hist_index() of it is @index again.
 */
static inline __u64 vmexit_hist_lower(__u32 index)
{
	if (index < 2 * VMEXIT_HIST_SUB)
		return index;
	return (__u64)(VMEXIT_HIST_SUB + index % VMEXIT_HIST_SUB) *
	       vmexit_hist_width(index);
}

/**
 * vmexit_hist_init() - empty a histogram
 * @hist: the histogram
 */
static inline void vmexit_hist_init(struct vmexit_histogram *hist)
{
	__builtin_memset(hist, 0, sizeof(*hist));
	hist->min = ~0ULL;
}

/**
 * vmexit_hist_add() - count one sample
 * @hist: initialised histogram; one writer at a time
 * @value: cycles
 */
static inline void vmexit_hist_add(struct vmexit_histogram *hist, __u64 value)
{
	hist->bucket[vmexit_hist_index(value)]++;
	hist->count++;
	hist->sum += value;
	if (value < hist->min)
		hist->min = value;
	if (value > hist->max)
		hist->max = value;
}

#endif /* VMEXIT_HISTOGRAM_H */

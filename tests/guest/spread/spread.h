/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The sequence that spread.c feeds, that cvmsim charges, and that
 * spread_check.c recomputes.
 */
#ifndef SPREAD_H
#define SPREAD_H

#include <linux/types.h>

/* Of spread.c: as many buckets as latencies of any size can fill. */
#define SPREAD_OCTAVES	40

/* The number's value in [1, 2^octaves): every octave equally likely. */
static inline __u64 spread_value(__u32 seed, __u64 number, __u32 octaves)
{
	__u64 z = ((__u64)seed << 40 | number) + 0x9e3779b97f4a7c15ULL;
	__u32 octave;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	z ^= z >> 31;
	octave = (__u32)(z >> 58) % octaves;
	return 1ULL << octave | (z & ((1ULL << octave) - 1));
}

#endif /* SPREAD_H */

// SPDX-License-Identifier: GPL-2.0
/* vmexit/histogram.h against its own comment and against brute force. */
#include <stdlib.h>

#include <vmexit/histogram.h>

#include "sample.h"
#include "unit.h"

#define LAST	(VMEXIT_HIST_BUCKETS - 1)

START_TEST(index_round_trip)
{
	uint32_t i;

	for (i = 0; i < VMEXIT_HIST_BUCKETS; i++) {
		uint64_t low = vmexit_hist_lower(i);
		uint64_t width = vmexit_hist_width(i);

		ck_assert_uint_eq(vmexit_hist_index(low), i);
		ck_assert_uint_eq(vmexit_hist_index(low + width - 1), i);
		if (i < LAST)
			ck_assert_uint_eq(vmexit_hist_lower(i + 1), low + width);
	}
}

START_TEST(covers_its_range)
{
	ck_assert_uint_eq(VMEXIT_HIST_BUCKETS, 4352);
	ck_assert_uint_eq(vmexit_hist_lower(0), 0);
	ck_assert_uint_eq(vmexit_hist_lower(LAST) + vmexit_hist_width(LAST),
			  1ULL << VMEXIT_HIST_MAX_BITS);
}

/* Every octave's first and last value, and those beside them. */
START_TEST(octave_boundaries)
{
	int bit;

	for (bit = 1; bit < VMEXIT_HIST_MAX_BITS; bit++) {
		uint64_t start = 1ULL << bit;
		uint32_t here = vmexit_hist_index(start);

		ck_assert_uint_eq(vmexit_hist_index(start - 1) + 1, here);
		ck_assert_uint_eq(vmexit_hist_lower(here), start);
		ck_assert_uint_ge(vmexit_hist_index(start + 1), here);
	}
}

START_TEST(error_bound)
{
	uint32_t i;

	for (i = 0; i < VMEXIT_HIST_BUCKETS; i++) {
		uint64_t low = vmexit_hist_lower(i);
		uint64_t off = vmexit_hist_width(i) - 1;

		/* Farthest apart, within one bucket: off / low <= 1/128. */
		ck_assert_msg(off * 128 <= low, "bucket %u: %llu of %llu", i,
			      (unsigned long long)off,
			      (unsigned long long)low);
	}
}

START_TEST(exact_below_256)
{
	uint64_t value;

	for (value = 0; value < 256; value++) {
		ck_assert_uint_eq(vmexit_hist_index(value), value);
		ck_assert_uint_eq(vmexit_hist_width((uint32_t)value), 1);
	}
	ck_assert_uint_eq(vmexit_hist_width(256), 2);
}

START_TEST(overflow)
{
	ck_assert_uint_eq(vmexit_hist_index((1ULL << 40) - 1), LAST);
	ck_assert_uint_eq(vmexit_hist_index(1ULL << 40), LAST);
	ck_assert_uint_eq(vmexit_hist_index(UINT64_MAX), LAST);
	ck_assert_uint_lt(vmexit_hist_index((1ULL << 40) - (1ULL << 33)), LAST);
}

/* The bucket of a value, found by looking at all of them. */
static uint32_t brute_force(uint64_t value)
{
	uint32_t i;

	for (i = 0; i < LAST; i++)
		if (value < vmexit_hist_lower(i) + vmexit_hist_width(i))
			break;
	return i;
}

START_TEST(random_values)
{
	uint64_t state = 7;
	int i;

	for (i = 0; i < 20000; i++) {
		uint64_t value = sample_random(&state);

		value >>= sample_random(&state) % 64;
		ck_assert_uint_eq(vmexit_hist_index(value), brute_force(value));
	}
}

START_TEST(ascending)
{
	uint64_t state = 8, a, b;
	int i;

	for (i = 0; i < 100000; i++) {
		a = sample_random(&state) >> (sample_random(&state) % 64);
		b = sample_random(&state) >> (sample_random(&state) % 64);
		if (a <= b)
			ck_assert_uint_le(vmexit_hist_index(a),
					  vmexit_hist_index(b));
	}
}

START_TEST(adding)
{
	static struct vmexit_histogram hist;
	uint64_t state = 9, sum = 0, min = UINT64_MAX, max = 0, held = 0;
	uint32_t i;

	vmexit_hist_init(&hist);
	ck_assert_uint_eq(hist.min, UINT64_MAX);
	for (i = 0; i < 5000; i++) {
		uint64_t value = sample_random(&state) >> 24 << (i % 3);

		vmexit_hist_add(&hist, value);
		sum += value;
		min = value < min ? value : min;
		max = value > max ? value : max;
	}
	for (i = 0; i < VMEXIT_HIST_BUCKETS; i++)
		held += hist.bucket[i];
	ck_assert_uint_eq(hist.count, 5000);
	ck_assert_uint_eq(held, 5000);
	ck_assert_uint_eq(hist.sum, sum);
	ck_assert_uint_eq(hist.min, min);
	ck_assert_uint_eq(hist.max, max);
	vmexit_hist_init(&hist);
	ck_assert_uint_eq(hist.count + hist.sum + hist.max + hist.bucket[LAST],
			  0);
}

const struct unit_test unit_tests[] = {
	{ "histogram: index, lower, width agree", &index_round_trip },
	{ "histogram: range", &covers_its_range },
	{ "histogram: octave boundaries", &octave_boundaries },
	{ "histogram: error at most 1/128", &error_bound },
	{ "histogram: exact below 256", &exact_below_256 },
	{ "histogram: overflow into the last", &overflow },
	{ "histogram: random values as by brute force", &random_values },
	{ "histogram: ascending", &ascending },
	{ "histogram: count, sum, min, max", &adding },
	{ 0 }
};

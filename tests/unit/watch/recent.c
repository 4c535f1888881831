// SPDX-License-Identifier: GPL-2.0
/* The last minute out of histograms that grow, are reset, come late. */
#include <stdlib.h>

#include "lib/util.h"
#include "record/stats.h"
#include "sample.h"
#include "unit.h"
#include "watch/recent.h"

#define SECOND	1000

/* Everything there is of a probe: the first @nr of these samples. */
static void add(struct run *run, const char *name, const uint64_t *samples,
		size_t nr)
{
	sample_result(run_add_result(run), name, 0, VMEXIT_ROUTE_VMEXIT, samples,
		      nr);
}

/* A snapshot of one probe. */
static void snap(struct recent *recent, const char *name,
		 const uint64_t *samples, size_t nr, uint64_t ms)
{
	struct run run = { 0 };

	add(&run, name, samples, nr);
	recent_add(recent, &run, ms);
	ck_assert_uint_eq(run.nr_results, 0);
}

static void same(const struct result *a, const struct result *b)
{
	ck_assert(vmexit_id_equal(&a->id, &b->id));
	ck_assert_uint_eq(a->count, b->count);
	ck_assert_uint_eq(a->sum, b->sum);
	ck_assert_uint_eq(a->nr_buckets, b->nr_buckets);
	ck_assert_mem_eq(a->buckets, b->buckets,
			 a->nr_buckets * sizeof(*a->buckets));
}

/* Of random growth, the difference is the histogram of what was added. */
START_TEST(grows)
{
	uint64_t samples[1000], state = 3;
	struct recent recent = { 0 };
	struct run got, want = { 0 };
	size_t i, nr;

	for (i = 0; i < 1000; i++)
		samples[i] = sample_random(&state) >> (30 + i % 30);
	for (i = 0, nr = 17; nr < 1000; i++, nr += 1 + sample_random(&state) % 40)
		snap(&recent, "in:0x21", samples, nr, i * SECOND);
	snap(&recent, "in:0x21", samples, 1000, i * SECOND);
	ck_assert_uint_eq(recent_ms(&recent), i * SECOND);
	add(&want, "in:0x21", samples + 17, 983);
	recent_run(&recent, &got);
	ck_assert_uint_eq(got.nr_results, 1);
	same(&got.results[0], &want.results[0]);
	ck_assert_uint_eq(got.results[0].executed, 983);
	ck_assert_uint_eq(got.results[0].route, VMEXIT_ROUTE_VMEXIT);
	ck_assert_uint_le(got.results[0].min, want.results[0].min);
	ck_assert_uint_ge(got.results[0].max, want.results[0].max);
	run_free(&got);
	run_free(&want);
	recent_free(&recent);
}

/* One snapshot is the beginning: nothing is of the time since. */
START_TEST(begins)
{
	static const uint64_t samples[] = { 5, 6, 700 };
	struct recent recent = { 0 };
	struct run got;

	ck_assert_uint_eq(recent_ms(&recent), 0);
	snap(&recent, "in:0x21", samples, 3, 77);
	ck_assert_uint_eq(recent_ms(&recent), 0);
	recent_run(&recent, &got);
	ck_assert_uint_eq(got.nr_results, 1);
	ck_assert_uint_eq(got.results[0].count, 0);
	ck_assert_uint_eq(got.results[0].nr_buckets, 0);
	ck_assert_uint_eq(got.results[0].min, 0);
	ck_assert_uint_eq(got.results[0].max, 0);
	run_free(&got);
	recent_free(&recent);
}

/* Exact where it was outdone; else the bucket's edge, on the safe side. */
START_TEST(extremes)
{
	static const uint64_t samples[] = { 100, 5000000, 3001, 70001, 90, 6000000 };
	struct recent recent = { 0 };
	struct run got;
	uint32_t index;

	snap(&recent, "in:0x21", samples, 2, 0);
	snap(&recent, "in:0x21", samples, 4, SECOND);
	recent_run(&recent, &got);
	index = vmexit_hist_index(3001);
	ck_assert_uint_eq(got.results[0].min, vmexit_hist_lower(index));
	index = vmexit_hist_index(70001);
	ck_assert_uint_eq(got.results[0].max,
			  vmexit_hist_lower(index) + vmexit_hist_width(index) - 1);
	run_free(&got);
	snap(&recent, "in:0x21", samples, 6, 2 * SECOND);
	recent_run(&recent, &got);
	ck_assert_uint_eq(got.results[0].min, 90);
	ck_assert_uint_eq(got.results[0].max, 6000000);
	run_free(&got);
	recent_free(&recent);
}

/* Never beyond what was ever seen, though the bucket reaches further. */
START_TEST(extremes_of_all)
{
	static const uint64_t samples[] = { 3005, 3005, 1ULL << 50, 1ULL << 45 };
	struct recent recent = { 0 };
	struct run got;

	snap(&recent, "in:0x21", samples, 1, 0);
	snap(&recent, "in:0x21", samples, 2, SECOND);
	recent_run(&recent, &got);
	ck_assert_uint_eq(got.results[0].min, 3005);
	ck_assert_uint_eq(got.results[0].max, 3005);
	run_free(&got);
	/* The last bucket has no end. */
	snap(&recent, "in:0x21", samples, 3, 2 * SECOND);
	recent_free(&recent);
	snap(&recent, "in:0x21", samples, 3, 0);
	snap(&recent, "in:0x21", samples, 4, SECOND);
	recent_run(&recent, &got);
	ck_assert_uint_eq(got.results[0].max, 1ULL << 50);
	run_free(&got);
	recent_free(&recent);
}

/* What is there after a reset came after it, all of it. */
START_TEST(reset)
{
	static const uint64_t samples[] = { 10, 20, 30, 40, 50, 60 };
	struct run want = { 0 }, got;
	struct recent recent = { 0 };

	snap(&recent, "in:0x21", samples, 2, 0);
	snap(&recent, "in:0x21", samples, 5, SECOND);
	snap(&recent, "in:0x21", samples + 3, 2, 2 * SECOND);
	recent_run(&recent, &got);
	add(&want, "in:0x21", samples + 3, 2);
	same(&got.results[0], &want.results[0]);
	ck_assert_uint_eq(got.results[0].min, 40);
	ck_assert_uint_eq(got.results[0].max, 50);
	run_free(&got);
	/* And it goes on from there. */
	snap(&recent, "in:0x21", samples + 3, 3, 3 * SECOND);
	recent_run(&recent, &got);
	ck_assert_uint_eq(got.results[0].count, 3);
	run_free(&got);
	run_free(&want);
	recent_free(&recent);
}

/* As many samples, or more, but not the same ones. */
START_TEST(reset_unseen_by_count)
{
	static const uint64_t samples[] = { 10, 20, 30, 40, 50, 60 };
	struct recent recent = { 0 };
	struct run got;

	snap(&recent, "in:0x21", samples, 3, 0);
	snap(&recent, "in:0x21", samples + 1, 4, SECOND);
	recent_run(&recent, &got);
	ck_assert_uint_eq(got.results[0].count, 4);
	ck_assert_uint_eq(got.results[0].nr_buckets, 4);
	ck_assert_uint_eq(got.results[0].min, 20);
	run_free(&got);
	recent_free(&recent);
}

/* Executed to no avail, reset, and again: no sample tells. */
START_TEST(reset_without_samples)
{
	struct recent recent = { 0 };
	struct run run, got;
	uint64_t i;

	for (i = 0; i < 2; i++) {
		run = (struct run){ 0 };
		add(&run, "in:0x21", NULL, 0);
		run.results[0].executed = 9 - i;
		recent_add(&recent, &run, i * SECOND);
	}
	recent_run(&recent, &got);
	ck_assert_uint_eq(got.results[0].executed, 8);
	run_free(&got);
	recent_free(&recent);
}

START_TEST(disturbed)
{
	static const uint64_t samples[] = { 10, 20, 30 };
	struct recent recent = { 0 };
	struct run run, got;
	int i;

	for (i = 0; i < 2; i++) {
		run = (struct run){ 0 };
		add(&run, "in:0x21", samples, 2);
		run.results[0].disturbed = 5 + 3 * (uint64_t)i;
		run.results[0].executed += 3 * (uint64_t)i;
		recent_add(&recent, &run, SECOND * (uint64_t)i);
	}
	recent_run(&recent, &got);
	ck_assert_uint_eq(got.results[0].count, 0);
	ck_assert_uint_eq(got.results[0].disturbed, 3);
	ck_assert_uint_eq(got.results[0].executed, 3);
	run_free(&got);
	/* Fewer than before: a reset, though the samples say nothing of it. */
	run = (struct run){ 0 };
	add(&run, "in:0x21", samples, 3);
	run.results[0].executed += 10;
	run.results[0].disturbed = 1;
	recent_add(&recent, &run, 2 * SECOND);
	recent_run(&recent, &got);
	ck_assert_uint_eq(got.results[0].count, 3);
	ck_assert_uint_eq(got.results[0].disturbed, 1);
	run_free(&got);
	recent_free(&recent);
}

START_TEST(comes_late_and_goes)
{
	static const uint64_t samples[] = { 10, 20, 30, 40 };
	struct recent recent = { 0 };
	struct run run, got;

	snap(&recent, "in:0x21", samples, 1, 0);
	run = (struct run){ 0 };
	add(&run, "cpuid:0x1", samples, 4);
	add(&run, "in:0x21", samples, 3);
	recent_add(&recent, &run, SECOND);
	recent_run(&recent, &got);
	ck_assert_uint_eq(got.nr_results, 2);
	ck_assert_uint_eq(got.results[0].id.exit, VMEXIT_EXIT_CPUID);
	ck_assert_uint_eq(got.results[0].count, 4);
	ck_assert_uint_eq(got.results[1].count, 2);
	run_free(&got);
	/* Gone, and there again: not what it was. */
	snap(&recent, "cpuid:0x1", samples, 4, 2 * SECOND);
	recent_run(&recent, &got);
	ck_assert_uint_eq(got.nr_results, 1);
	ck_assert_uint_eq(got.results[0].count, 4);
	run_free(&got);
	run = (struct run){ 0 };
	add(&run, "cpuid:0x1", samples, 4);
	add(&run, "in:0x21", samples, 4);
	recent_add(&recent, &run, 3 * SECOND);
	recent_run(&recent, &got);
	ck_assert_uint_eq(got.results[1].count, 4);
	run_free(&got);
	recent_free(&recent);
}

START_TEST(a_reason)
{
	static const uint64_t samples[] = { 10, 20 };
	struct recent recent = { 0 };
	struct run run = { 0 }, got;

	snap(&recent, "in:0x21", samples, 1, 0);
	add(&run, "in:0x21", samples, 2);
	run.results[0].state = VMEXIT_RESULT_UNSUPPORTED;
	sample_set(&run.results[0].reason, "a trap");
	recent_add(&recent, &run, SECOND);
	recent_run(&recent, &got);
	ck_assert_uint_eq(got.results[0].state, VMEXIT_RESULT_UNSUPPORTED);
	ck_assert_str_eq(got.results[0].reason, "a trap");
	ck_assert_uint_eq(got.results[0].count, 1);
	run_free(&got);
	recent_free(&recent);
}

/* A sample a second for five minutes: the last sixty, no more and no fewer. */
START_TEST(a_minute)
{
	struct recent recent = { 0 };
	uint64_t samples[301], i;
	struct run got;

	for (i = 0; i <= 300; i++)
		samples[i] = i;
	for (i = 0; i <= 300; i++) {
		snap(&recent, "in:0x21", samples, i, i * SECOND);
		recent_run(&recent, &got);
		ck_assert_uint_eq(recent_ms(&recent),
				  i < 60 ? i * SECOND : RECENT_MS);
		ck_assert_uint_eq(got.results[0].count, i < 60 ? i : 60);
		run_free(&got);
		ck_assert_uint_le(recent.nr, 61);
	}
	recent_free(&recent);
}

/* Snapshots seldom meet the minute: then the one before it. */
START_TEST(a_minute_at_least)
{
	struct recent recent = { 0 };
	uint64_t samples[40], i;

	for (i = 0; i < 40; i++)
		samples[i] = i;
	for (i = 0; i < 40; i++) {
		snap(&recent, "in:0x21", samples, i, i * 7 * SECOND);
		ck_assert_uint_eq(recent_ms(&recent), (i < 9 ? i : 9) * 7 * SECOND);
	}
	/* As after a suspend: one from long ago is still the one to subtract. */
	snap(&recent, "in:0x21", samples, 40, 10000 * SECOND);
	ck_assert_uint_eq(recent.nr, 2);
	recent_free(&recent);
}

/* Counts beyond 32 bits, and sums that have overflowed. */
START_TEST(large)
{
	const uint64_t many = 3ULL << 40;
	struct recent recent = { 0 };
	struct run run, got;
	struct result *res;
	uint64_t i;

	for (i = 0; i < 2; i++) {
		run = (struct run){ 0 };
		res = run_add_result(&run);
		ck_assert_int_eq(vmexit_name_parse("in:0x21", &res->id), 0);
		res->count = many + i * (many + 1);
		res->executed = res->count;
		res->sum = UINT64_MAX - 5 + i * 1000;
		res->min = 7;
		res->max = 8;
		res->nr_buckets = 2;
		res->buckets = xcalloc(2, sizeof(*res->buckets));
		res->buckets[0] = (struct bucket){ 7, many - 1 + i * many };
		res->buckets[1] = (struct bucket){ 8, 1 + i };
		recent_add(&recent, &run, i);
	}
	recent_run(&recent, &got);
	res = &got.results[0];
	ck_assert_uint_eq(res->count, many + 1);
	ck_assert_uint_eq(res->executed, many + 1);
	ck_assert_uint_eq(res->sum, 1000);
	ck_assert_uint_eq(res->nr_buckets, 2);
	ck_assert_uint_eq(res->buckets[0].count, many);
	ck_assert_uint_eq(res->buckets[1].count, 1);
	run_free(&got);
	recent_free(&recent);
}

/* What stats.h makes of a difference: here the rank itself is seen. */
START_TEST(quantiles)
{
	static const uint64_t samples[] = { 200, 250, 10, 20, 30, 40, 50 };
	struct recent recent = { 0 };
	struct record rec = { 0 };
	struct summary sum;

	snap(&recent, "in:0x21", samples, 2, 0);
	snap(&recent, "in:0x21", samples, 7, SECOND);
	recent_run(&recent, record_add_run(&rec));
	summary_make(&rec, &sum);
	ck_assert_double_eq(stats_quantile(&sum.probes[0], 0.5), 30);
	ck_assert_double_eq(stats_figure(&sum.probes[0], STATS_MAX), 50);
	ck_assert_double_eq(stats_figure(&sum.probes[0], STATS_MEAN), 30);
	summary_free(&sum);
	record_free(&rec);
	recent_free(&recent);
}

const struct unit_test unit_tests[] = {
	{ "recent: growth", &grows },
	{ "recent: the beginning", &begins },
	{ "recent: extremes", &extremes },
	{ "recent: extremes of all time", &extremes_of_all },
	{ "recent: a reset", &reset },
	{ "recent: a reset behind as high a count", &reset_unseen_by_count },
	{ "recent: a reset without samples", &reset_without_samples },
	{ "recent: disturbed", &disturbed },
	{ "recent: a probe comes late, goes, comes back", &comes_late_and_goes },
	{ "recent: a reason", &a_reason },
	{ "recent: a minute", &a_minute },
	{ "recent: a minute at least", &a_minute_at_least },
	{ "recent: beyond 32 bits", &large },
	{ "recent: quantiles", &quantiles },
	{ 0 }
};

// SPDX-License-Identifier: GPL-2.0
/* Statistics against the sorted samples themselves. */
#include <math.h>
#include <stdlib.h>

#include "record/hidden.h"
#include "record/stats.h"
#include "sample.h"
#include "unit.h"

#define NR	1000

static int compare(const void *va, const void *vb)
{
	uint64_t a = *(const uint64_t *)va, b = *(const uint64_t *)vb;

	return (a > b) - (a < b);
}

/* A record of one result with these samples, and its summary. */
static void one_probe(struct record *rec, struct summary *sum,
		      const char *name, const uint64_t *samples, size_t nr)
{
	struct run *run;

	*rec = (struct record){ 0 };
	run = record_add_run(rec);
	sample_result(run_add_result(run), name, 0, VMEXIT_ROUTE_VMEXIT,
		      samples, nr);
	summary_make(rec, sum);
}

/* The sample of rank ceil(q * nr), q in thousandths so that it is exact. */
static uint64_t truth(const uint64_t *sorted, size_t nr, unsigned int q)
{
	size_t rank = (q * nr + 999) / 1000;

	return sorted[rank ? rank - 1 : 0];
}

START_TEST(quantiles_near_truth)
{
	static const unsigned int qs[] = { 0, 1, 250, 500, 900, 990, 999, 1000 };
	uint64_t samples[NR], state = 5;
	struct summary sum;
	struct record rec;
	int round, i, nr;

	for (round = 0; round < 200; round++) {
		nr = 1 + (int)(sample_random(&state) % NR);
		for (i = 0; i < nr; i++)
			samples[i] = sample_random(&state) >>
				     (24 + sample_random(&state) % 30);
		one_probe(&rec, &sum, "cpuid:0x1", samples, (size_t)nr);
		qsort(samples, (size_t)nr, sizeof(*samples), compare);
		for (i = 0; i < 8; i++) {
			double got = stats_quantile(&sum.probes[0],
						    qs[i] / 1000.0);
			double want = truth(samples, (size_t)nr, qs[i]);

			ck_assert_msg(fabs(got - want) <= want / 128,
				      "q %u of %d: %f, not %f", qs[i], nr, got,
				      want);
			ck_assert_double_ge(got, samples[0]);
			ck_assert_double_le(got, samples[nr - 1]);
		}
		summary_free(&sum);
		record_free(&rec);
	}
}

/* Ten samples below 256 are told exactly: the rank itself is seen. */
START_TEST(ranks_exact)
{
	uint64_t samples[10];
	struct summary sum;
	struct record rec;
	uint64_t i;

	for (i = 0; i < 10; i++)
		samples[i] = 10 * (i + 1);
	one_probe(&rec, &sum, "in:0x21", samples, 10);
	ck_assert_double_eq(stats_quantile(&sum.probes[0], 0), 10);
	ck_assert_double_eq(stats_quantile(&sum.probes[0], 0.1), 10);
	ck_assert_double_eq(stats_quantile(&sum.probes[0], 0.11), 20);
	ck_assert_double_eq(stats_quantile(&sum.probes[0], 0.5), 50);
	ck_assert_double_eq(stats_quantile(&sum.probes[0], 0.7), 70);
	ck_assert_double_eq(stats_quantile(&sum.probes[0], 0.9), 90);
	ck_assert_double_eq(stats_quantile(&sum.probes[0], 0.99), 100);
	ck_assert_double_eq(stats_quantile(&sum.probes[0], 1), 100);
	summary_free(&sum);
	record_free(&rec);
}

/* Inside a bucket of width 8 with 4 samples: lower + 8 * (rank - 0.5) / 4 */
START_TEST(interpolated)
{
	static const uint64_t samples[] = { 1024, 1027, 1028, 1031, 5000 };
	struct summary sum;
	struct record rec;

	one_probe(&rec, &sum, "in:0x21", samples, 5);
	ck_assert_double_eq(stats_quantile(&sum.probes[0], 0.2), 1025);
	ck_assert_double_eq(stats_quantile(&sum.probes[0], 0.4), 1027);
	ck_assert_double_eq(stats_quantile(&sum.probes[0], 0.6), 1029);
	ck_assert_double_eq(stats_quantile(&sum.probes[0], 0.8), 1031);
	summary_free(&sum);
	record_free(&rec);
}

START_TEST(clamped)
{
	static const uint64_t one[] = { 1000003 };
	static const uint64_t huge[] = { 3, 1ULL << 50 };
	struct summary sum;
	struct record rec;

	one_probe(&rec, &sum, "in:0x21", one, 1);
	ck_assert_double_eq(stats_quantile(&sum.probes[0], 0), 1000003);
	ck_assert_double_eq(stats_quantile(&sum.probes[0], 0.5), 1000003);
	ck_assert_double_eq(stats_quantile(&sum.probes[0], 1), 1000003);
	summary_free(&sum);
	record_free(&rec);
	/* Longer than the last bucket knows: never above max, min exact. */
	one_probe(&rec, &sum, "in:0x21", huge, 2);
	ck_assert_double_eq(stats_quantile(&sum.probes[0], 0.5), 3);
	ck_assert_double_le(stats_quantile(&sum.probes[0], 1), 0x1p50);
	ck_assert_double_ge(stats_quantile(&sum.probes[0], 1), 0x1p39);
	summary_free(&sum);
	record_free(&rec);
}

START_TEST(extremes_and_mean_exact)
{
	static const uint64_t samples[] = { 70001, 33333, 12345679 };
	double fig[STATS_NR_FIGURES];
	struct summary sum;
	struct record rec;

	one_probe(&rec, &sum, "in:0x21", samples, 3);
	stats_figures(&sum.probes[0], fig);
	ck_assert_double_eq(fig[STATS_MIN], 33333);
	ck_assert_double_eq(fig[STATS_MAX], 12345679);
	ck_assert_double_eq(fig[STATS_MEAN], 12449013 / 3.0);
	ck_assert_double_eq(stats_mean(&sum.probes[0]), 12449013 / 3.0);
	summary_free(&sum);
	record_free(&rec);
}

/* A mean that double arithmetic on the sum would get wrong. */
START_TEST(mean_of_much)
{
	struct pooled probe = { .count = 3, .sum = (3ULL << 60) + 3 };

	ck_assert_double_eq(stats_mean(&probe), 0x1p60 + 1);
	probe.sum = (1ULL << 53) + 3;
	probe.count = 2;
	ck_assert_double_eq(stats_mean(&probe), 0x1p52 + 1.5);
}

/* All CPUs' and runs' samples in one result, or in many: the same figures. */
START_TEST(pooling)
{
	uint64_t samples[NR], state = 6;
	struct summary whole, parts;
	struct record a, b;
	int i;

	for (i = 0; i < NR; i++)
		samples[i] = sample_random(&state) >> (30 + i % 20);
	one_probe(&a, &whole, "cpuid:0x0", samples, NR);
	b = (struct record){ 0 };
	for (i = 0; i < 10; i++) {
		struct run *run = record_add_run(&b);

		sample_result(run_add_result(run), "cpuid:0x0", 0,
			      VMEXIT_ROUTE_VMEXIT, samples + i * 100, 37);
		sample_result(run_add_result(run), "cpuid:0x0", 1,
			      VMEXIT_ROUTE_VMEXIT, samples + i * 100 + 37, 63);
	}
	summary_make(&b, &parts);
	ck_assert_uint_eq(parts.nr_probes, 1);
	ck_assert_uint_eq(parts.probes[0].count, NR);
	ck_assert_uint_eq(parts.probes[0].executed, NR + 20 * 100);
	ck_assert_uint_eq(parts.probes[0].sum, whole.probes[0].sum);
	ck_assert_uint_eq(parts.probes[0].min, whole.probes[0].min);
	ck_assert_uint_eq(parts.probes[0].max, whole.probes[0].max);
	ck_assert_uint_eq(parts.probes[0].nr_buckets,
			  whole.probes[0].nr_buckets);
	ck_assert_mem_eq(parts.probes[0].buckets, whole.probes[0].buckets,
			 parts.probes[0].nr_buckets * sizeof(struct bucket));
	summary_free(&whole);
	summary_free(&parts);
	record_free(&a);
	record_free(&b);
}

START_TEST(first_seen_order)
{
	static const char *const order[] = {
		"null/insn", "trap/insn", "cpuid:0x0/insn",
		"cpuid:0x40000000/insn", "in:0x21/insn", "rdmsr:0x1b/insn",
		"out:0x80/insn", "hypercall:1/insn"
	};
	char name[VMEXIT_NAME_LEN];
	struct summary sum;
	struct record rec;
	struct result swap;
	size_t i;

	sample_record(&rec, 50);
	/* Not the order that sorting by id would give. */
	swap = rec.runs[0].results[4];
	rec.runs[0].results[4] = rec.runs[0].results[5];
	rec.runs[0].results[5] = swap;
	summary_make(&rec, &sum);
	ck_assert_uint_eq(sum.nr_probes, 8);
	for (i = 0; i < 8; i++) {
		vmexit_name_format(&sum.probes[i].id, name);
		ck_assert_str_eq(name, order[i]);
		ck_assert_uint_eq(sum.probes[i].count, i < 7 ? 200 : 0);
	}
	ck_assert_uint_eq(sum.probes[7].state, VMEXIT_RESULT_UNSUPPORTED);
	ck_assert_ptr_nonnull(sum.probes[7].reason);
	ck_assert_ptr_null(sum.probes[0].reason);
	summary_free(&sum);
	record_free(&rec);
}

/* Done if any is; a reason only if none is. */
START_TEST(states_pooled)
{
	static const uint64_t samples[] = { 5, 6 };
	struct summary sum;
	struct record rec;
	struct result *res;
	struct run *run;

	one_probe(&rec, &sum, "in:0x21", samples, 2);
	summary_free(&sum);
	run = &rec.runs[0];
	res = run_add_result(run);
	sample_result(res, "in:0x21", 1, VMEXIT_ROUTE_UNKNOWN, NULL, 0);
	res->state = VMEXIT_RESULT_UNSUPPORTED;
	sample_set(&res->reason, "no");
	summary_make(&rec, &sum);
	ck_assert_uint_eq(sum.probes[0].state, VMEXIT_RESULT_DONE);
	ck_assert_ptr_null(sum.probes[0].reason);
	ck_assert_uint_eq(sum.probes[0].route, VMEXIT_ROUTE_VMEXIT);
	summary_free(&sum);
	run->results[0].state = VMEXIT_RESULT_CANCELLED;
	summary_make(&rec, &sum);
	ck_assert_uint_eq(sum.probes[0].state, VMEXIT_RESULT_UNSUPPORTED);
	ck_assert_uint_eq(sum.probes[0].count, 2);
	summary_free(&sum);
	record_free(&rec);
}

/* Samples that exited and samples that did not are never one figure's. */
START_TEST(routes_that_differ)
{
	static const uint64_t samples[] = { 5, 6 };
	struct summary sum;
	struct record rec;

	one_probe(&rec, &sum, "in:0x21", samples, 2);
	summary_free(&sum);
	sample_result(run_add_result(&rec.runs[0]), "in:0x21", 1,
		      VMEXIT_ROUTE_VC, samples, 2);
	summary_make(&rec, &sum);
	ck_assert_uint_eq(sum.probes[0].route, VMEXIT_ROUTE_UNKNOWN);
	summary_free(&sum);
	record_free(&rec);
}

START_TEST(net_of_the_bracket)
{
	static const uint64_t null[] = { 50, 52, 52, 52, 60 };
	static const uint64_t null3[] = { 30, 30, 30 };
	static const uint64_t in[] = { 40, 1052 };
	struct summary sum;
	struct record rec;
	struct run *run;

	one_probe(&rec, &sum, "in:0x21", in, 2);
	ck_assert_double_eq(stats_net(&sum, &sum.probes[0], 1052), 1052);
	ck_assert(!stats_has_net(&sum, &sum.probes[0]));
	summary_free(&sum);
	run = &rec.runs[0];
	sample_result(run_add_result(run), "null", 0, VMEXIT_ROUTE_NONE, null,
		      5);
	sample_result(run_add_result(run), "null/insn-cpl3", 0,
		      VMEXIT_ROUTE_NONE, null3, 3);
	sample_result(run_add_result(run), "cpuid:1/insn-cpl3", 0,
		      VMEXIT_ROUTE_VMEXIT, in, 2);
	summary_make(&rec, &sum);
	ck_assert(stats_has_net(&sum, &sum.probes[0]));
	ck_assert_double_eq(sum.overhead[VMEXIT_PATH_INSN], 52);
	ck_assert_double_eq(sum.overhead[VMEXIT_PATH_INSN_CPL3], 30);
	ck_assert_double_eq(stats_net(&sum, &sum.probes[0], 1052), 1000);
	ck_assert_double_eq(stats_net(&sum, &sum.probes[0], 40), 0);
	ck_assert_double_eq(stats_net(&sum, &sum.probes[1], 52), 52);
	ck_assert_double_eq(stats_net(&sum, &sum.probes[3], 1052), 1022);
	summary_free(&sum);
	record_free(&rec);
}

START_TEST(nothing_to_pool)
{
	struct record rec = { 0 };
	struct summary sum;

	summary_make(&rec, &sum);
	ck_assert_uint_eq(sum.nr_probes, 0);
	summary_free(&sum);
	record_add_run(&rec);
	summary_make(&rec, &sum);
	ck_assert_uint_eq(sum.nr_probes, 0);
	summary_free(&sum);
	record_free(&rec);
}

START_TEST(routes_sorted)
{
	static const enum stats_leaves want[VMEXIT_NR_ROUTES] = {
		[VMEXIT_ROUTE_UNKNOWN]		= STATS_UNSURE,
		[VMEXIT_ROUTE_NONE]		= STATS_STAYS,
		[VMEXIT_ROUTE_VMEXIT]		= STATS_LEAVES,
		[VMEXIT_ROUTE_VC_VMGEXIT]	= STATS_LEAVES,
		[VMEXIT_ROUTE_VC]		= STATS_STAYS,
		[VMEXIT_ROUTE_VMGEXIT]		= STATS_LEAVES,
		[VMEXIT_ROUTE_VE_TDVMCALL]	= STATS_LEAVES,
		[VMEXIT_ROUTE_VE]		= STATS_TO_MODULE,
		[VMEXIT_ROUTE_TDVMCALL]		= STATS_LEAVES,
		[VMEXIT_ROUTE_TDX_MODULE]	= STATS_TO_MODULE,
		[VMEXIT_ROUTE_PARAVISOR]	= STATS_UNSURE,
	};
	uint32_t route;

	for (route = 0; route < VMEXIT_NR_ROUTES; route++)
		ck_assert_int_eq(stats_leaves(route), want[route]);
	ck_assert_int_eq(stats_leaves(12345), STATS_UNSURE);
}

/* A hundred samples, 10001 to 10100; those that are missing may be anywhere. */
START_TEST(disturbed_hide)
{
	struct record rec = { 0 };
	struct pooled probe;
	struct summary sum;
	uint64_t samples[100];
	size_t i;

	for (i = 0; i < 100; i++)
		samples[i] = 10001 + i;
	sample_result(run_add_result(record_add_run(&rec)), "cpuid:0x1", 0, VMEXIT_ROUTE_VMEXIT,
		      samples, 100);
	summary_make(&rec, &sum);
	probe = sum.probes[0];
	ck_assert(!hidden_matters(&probe, 0.5) && !hidden_matters(&probe, 0.999));
	probe.disturbed = 2;
	/* Of 102, the 51st: the 49th to 51st of those that count. */
	ck_assert_double_eq(hidden_most(&probe, 0.5), stats_quantile(&probe, 0.51));
	ck_assert_double_eq(hidden_least(&probe, 0.5), stats_quantile(&probe, 0.49));
	ck_assert(!hidden_matters(&probe, 0.5));
	/* The 101st of 102 need not be among them. */
	ck_assert(isinf(hidden_most(&probe, 0.99)));
	ck_assert(hidden_matters(&probe, 0.99));
	probe.disturbed = 101;
	ck_assert(isinf(hidden_most(&probe, 0.5)) && isinf(hidden_least(&probe, 0.5)));
	summary_free(&sum);
	record_free(&rec);
}
END_TEST

const struct unit_test unit_tests[] = {
	{ "what disturbed samples hide", &disturbed_hide },
	{ "stats: quantiles within 1/128 of the sorted samples",
	  &quantiles_near_truth },
	{ "stats: ranks", &ranks_exact },
	{ "stats: interpolated in a bucket", &interpolated },
	{ "stats: clamped to [min, max]", &clamped },
	{ "stats: min, max, mean exact", &extremes_and_mean_exact },
	{ "stats: mean of large sums", &mean_of_much },
	{ "stats: pooled as one", &pooling },
	{ "stats: first-seen order", &first_seen_order },
	{ "stats: states", &states_pooled },
	{ "stats: routes that differ", &routes_that_differ },
	{ "stats: net", &net_of_the_bracket },
	{ "stats: nothing", &nothing_to_pool },
	{ "stats: which routes leave the guest", &routes_sorted },
	{ 0 }
};

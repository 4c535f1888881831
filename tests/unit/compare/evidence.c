// SPDX-License-Identifier: GPL-2.0
/*
 * Whether what compare claims is true as often as it says: populations whose
 * truth is known, from samples through histograms and records to the claim; and
 * the arithmetic by itself, on data everybody has the answers to.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/compare.h"
#include "lib/util.h"
#include "sample.h"
#include "unit.h"

#define TRIALS	10000
#define SAMPLES	300
#define SEED	20261122
#define NEAR	(1 / 1e9)	/* but for rounding */

/* Uniform within (0, 1). */
static double uniform(uint64_t *state)
{
	return ((double)(sample_random(state) >> 11) + 0.5) / 9007199254740992.0;
}

/* Normal, by Box and Muller. */
static double normal(uint64_t *state)
{
	double radius = sqrt(-2 * log(uniform(state)));

	return radius * cos(2 * M_PI * uniform(state));
}

/*
 * Long-tailed within a run: log-normal, one in fifty twice as long and one in
 * five hundred ten times.
 */
static uint64_t one_sample(double typical, uint64_t *state)
{
	double value = typical * exp(0.03 * normal(state));
	double dice = uniform(state);

	if (dice < 0.002)
		value *= 10;
	else if (dice < 0.022)
		value *= 2;
	return (uint64_t)value;
}

/**
 * struct population - what a side is drawn from
 * @cv: coefficient of variation between runs
 * @boot_cv: between records
 * @runs: of a record
 * @records: of a side, each a boot's
 * @new_records: of NEW, 0: as many
 */
struct population {
	double cv;
	double boot_cv;
	int runs;
	int records;
	int new_records;
};

static void fill_record(struct record *rec, double typical,
			const struct population *pop, uint64_t *state)
{
	uint64_t samples[SAMPLES];
	int run, i;

	*rec = (struct record){ 0 };
	for (run = 0; run < pop->runs; run++) {
		double of_run = typical * exp(pop->cv * normal(state));

		for (i = 0; i < SAMPLES; i++)
			samples[i] = one_sample(of_run, state);
		sample_result(run_add_result(record_add_run(rec)), "cpuid:0x1",
			      0, VMEXIT_ROUTE_VMEXIT, samples, SAMPLES);
	}
}

static void fill_side(struct side *side, double typical, int records,
		      const struct population *pop, uint64_t *state)
{
	struct record rec;
	double of_boot;
	int i;

	side_init(side, "made up");
	for (i = 0; i < records; i++) {
		of_boot = pop->boot_cv > 0 ? exp(pop->boot_cv * normal(state)) : 1;
		fill_record(&rec, typical * of_boot, pop, state);
		if (asprintf(&rec.fp.boot_id, "%d", i) < 0)
			abort();
		side_add(side, "made up", &rec);
	}
}

struct outcome {
	double claimed;		/* share of trials that claimed a difference */
	double covered;		/* share whose interval holds the truth */
	double detects;		/* median of the smallest shift said to be seen */
};

static int compare_doubles(const void *va, const void *vb)
{
	const double *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

static struct outcome trials(double ratio, const struct population *pop)
{
	struct compare_opts opts = { .figure = STATS_P50 };
	double *detects = xcalloc(TRIALS, sizeof(*detects));
	struct outcome out = { 0 };
	uint64_t state = SEED;
	int i;

	for (i = 0; i < TRIALS; i++) {
		double typical = 1000 * exp(3.4 * uniform(&state));
		struct comparison cmp;
		struct side base, new;
		const struct evidence *ev;

		fill_side(&base, typical, pop->records, pop, &state);
		fill_side(&new, typical * ratio,
			  pop->new_records ?: pop->records, pop, &state);
		compare_make(&base, &new, &opts, &cmp);
		ev = &cmp.rows[0].ev;
		out.claimed += evidence_differs(ev);
		out.covered += ev->low <= ratio && ratio <= ev->high;
		detects[i] = ev->detects;
		compare_free(&cmp);
		side_free(&base);
		side_free(&new);
	}
	qsort(detects, TRIALS, sizeof(*detects), compare_doubles);
	out.claimed /= TRIALS;
	out.covered /= TRIALS;
	out.detects = detects[TRIALS / 2];
	free(detects);
	printf("# ratio %.4f, %d x %d runs, CV %.1f %% (boots %.1f %%): ", ratio,
	       pop->records, pop->runs, pop->cv * 100, pop->boot_cv * 100);
	printf("claimed %.4f, covered %.4f, sees %.4f\n", out.claimed,
	       out.covered, out.detects);
	fflush(stdout);
	return out;
}

static void check_null(const struct outcome *out)
{
	ck_assert_double_ge(out->claimed, 0.04);
	ck_assert_double_le(out->claimed, 0.06);
}

static void check_coverage(const struct outcome *out)
{
	ck_assert_double_ge(out->covered, 0.94);
	ck_assert_double_le(out->covered, 0.965);
}

static const struct population five = { .cv = 0.01, .runs = 5, .records = 1 };
static const struct population fifteen = { .cv = 0.02, .runs = 15, .records = 1 };

START_TEST(five_runs_no_shift)
{
	struct outcome out = trials(1, &five);

	check_null(&out);
	check_coverage(&out);
}
END_TEST

START_TEST(five_runs_three_percent)
{
	struct outcome out = trials(1.03, &five);

	ck_assert_double_ge(out.claimed, 0.95);
	check_coverage(&out);
}
END_TEST

START_TEST(fifteen_runs_no_shift)
{
	struct outcome out = trials(1, &fifteen);

	check_null(&out);
	check_coverage(&out);
}
END_TEST

START_TEST(fifteen_runs_three_percent)
{
	struct outcome out = trials(1.03, &fifteen);

	ck_assert_double_ge(out.claimed, 0.95);
	check_coverage(&out);
}
END_TEST

/* The shift it says it sees four times in five, it does. */
START_TEST(sees_what_it_says)
{
	struct outcome out = trials(1.0209, &five);

	ck_assert_double_eq_tol(out.detects, 1.0209, 0.0005);
	ck_assert_double_eq_tol(out.claimed, EVIDENCE_POWER, 0.03);
}
END_TEST

/* Boots differ by more than their runs: taking runs for evidence would lie. */
START_TEST(boots_are_the_units)
{
	static const struct population boots = {
		.cv = 0.003, .boot_cv = 0.02, .runs = 2, .records = 4,
	};
	struct outcome out = trials(1, &boots);

	check_null(&out);
	check_coverage(&out);
}
END_TEST

/* What bisecting does: a boot of each kernel, against what boots differ by. */
START_TEST(one_boot_against_five)
{
	static const struct population boots = {
		.cv = 0.003, .boot_cv = 0.02, .runs = 5, .records = 5,
		.new_records = 1,
	};
	struct outcome out = trials(1, &boots);

	check_null(&out);
	check_coverage(&out);
}
END_TEST

/*
 * A single value inside a bucket, a few others elsewhere: every run gives the
 * same p50, off by the same. The interval has to allow for that, as often as it
 * says.
 */
START_TEST(blur_is_shared)
{
	struct compare_opts opts = { .figure = STATS_P50 };
	uint64_t samples[10], state = SEED;
	struct comparison cmp;
	struct side sides[2];
	struct record rec;
	int i, side, run;
	double truth;
	int covered = 0;

	for (i = 0; i < 1000; i++) {
		uint64_t value[2];

		for (side = 0; side < 2; side++) {
			value[side] = 2048 + sample_random(&state) % 2000;
			samples[0] = 2;
			samples[9] = 100000;
			for (run = 1; run < 9; run++)
				samples[run] = value[side];
			rec = (struct record){ 0 };
			for (run = 0; run < 5; run++)
				sample_result(run_add_result(record_add_run(&rec)),
					      "cpuid:0x1", 0,
					      VMEXIT_ROUTE_VMEXIT, samples, 10);
			side_init(&sides[side], "made up");
			side_add(&sides[side], "made up", &rec);
		}
		compare_make(&sides[0], &sides[1], &opts, &cmp);
		truth = (double)value[1] / (double)value[0];
		covered += cmp.rows[0].ev.low <= truth && truth <= cmp.rows[0].ev.high;
		compare_free(&cmp);
		side_free(&sides[0]);
		side_free(&sides[1]);
	}
	ck_assert_int_ge(covered, 940);
}
END_TEST

/* "sleep" of R: extra hours of sleep, ten patients, two drugs (Student 1908). */
static double sleep_1[] = { 0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0 };
static double sleep_2[] = { 1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4 };

START_TEST(welch_known)
{
	struct series base = { .log = sleep_2, .nr = 10 }, new = { .log = sleep_1, .nr = 10 };
	struct evidence ev;

	evidence_welch(&base, &new, &ev);
	ck_assert_double_eq_tol(log(ev.ratio), -1.58, NEAR);
	ck_assert_double_eq_tol(ev.df, 17.776, 0.001);
	ck_assert_double_eq_tol(log(ev.low), -3.3654832, 0.000001);
	ck_assert_double_eq_tol(log(ev.high), 0.2054832, 0.000001);
	ck_assert_double_eq_tol(ev.rank_p, 0.06933, 0.00001);
	ck_assert(!evidence_differs(&ev));
	/* One-sided, either way: half of 0.07939. */
	ck_assert_double_eq_tol(evidence_above(&ev, 1), 1 - 0.07939 / 2, 0.00001);
}
END_TEST

START_TEST(paired_known)
{
	double ratios[10];
	struct series series = { .log = ratios, .nr = 10 };
	struct evidence ev;
	int i;

	for (i = 0; i < 10; i++)
		ratios[i] = sleep_1[i] - sleep_2[i];
	evidence_paired(&series, &ev);
	ck_assert_double_eq_tol(ev.df, 9, 0.000001);
	ck_assert_double_eq_tol(log(ev.low), -2.4598858, 0.000001);
	ck_assert_double_eq_tol(log(ev.high), -0.7001142, 0.000001);
	ck_assert(evidence_differs(&ev));
}
END_TEST

/* Hollander and Wolfe 1973, p. 69: exact, no ties. */
START_TEST(rank_known)
{
	double x[] = { 0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46 };
	double y[] = { 1.15, 0.88, 0.90, 0.74, 1.21 };
	struct series base = { .log = x, .nr = 10 }, new = { .log = y, .nr = 5 };
	struct evidence ev;

	evidence_welch(&base, &new, &ev);
	ck_assert_double_eq_tol(ev.rank_p, 0.2544, 0.0001);
	evidence_welch(&new, &base, &ev);
	ck_assert_double_eq_tol(ev.rank_p, 0.2544, 0.0001);
}
END_TEST

START_TEST(holm_known)
{
	double p[] = { 0.04, 0.01, 0.03, 0.02, 0.9 };
	double want[] = { 0.09, 0.05, 0.09, 0.08, 0.9 };
	int i;

	evidence_holm(p, 5);
	for (i = 0; i < 5; i++)
		ck_assert_double_eq_tol(p[i], want[i], NEAR);
}
END_TEST

/* What is said to be needed is enough, and half of it is not. */
START_TEST(units_wanted)
{
	double b[] = { 0.00, 0.02, -0.02, 0.01, -0.01 };
	struct series base = { .log = b, .nr = 5 }, new = { .log = b, .nr = 5 };
	struct evidence ev;
	size_t nr;

	evidence_welch(&base, &new, &ev);
	nr = evidence_units_wanted(&ev, 1.01);
	/* 2 s^2 (z_.975 + z_.8)^2 / log(1.01)^2 = 39.6, and two for t. */
	ck_assert_uint_eq(nr, 42);
	base.blur = 0.0001;
	evidence_welch(&base, &new, &ev);
	ck_assert_uint_eq(evidence_units_wanted(&ev, 1.01), 0);
}
END_TEST

/* What a clock of 21 cycles cannot tell of 1000 is not claimed, however sure. */
START_TEST(clock_in_steps)
{
	double b[] = { 7, 7, 7 }, n[] = { 7.02, 7.02, 7.02 };
	struct series base = { .log = b, .nr = 3 }, new = { .log = n, .nr = 3 };
	double step = log(1.021);
	struct evidence ev;
	int i;

	evidence_welch(&base, &new, &ev);
	ck_assert(evidence_differs(&ev));
	new.step = step;
	evidence_welch(&base, &new, &ev);
	ck_assert(!evidence_differs(&ev));
	ck_assert_double_eq_tol(log(ev.low), 0.02 - step, 10 * NEAR);
	ck_assert_double_eq_tol(log(ev.high), 0.02 + step, 10 * NEAR);
	/* What is judged by a limit agrees with the interval. */
	ck_assert_double_gt(evidence_above(&ev, exp(0.02 - step) * 1.001), 0.025);
	ck_assert_double_lt(evidence_above(&ev, exp(0.02 - step) * 0.999), 0.025);
	ck_assert_uint_eq(evidence_units_wanted(&ev, 1.02), 0);
	for (i = 0; i < 3; i++)
		n[i] = 7.021;
	evidence_borrowed(&base, &new, &ev);
	ck_assert(evidence_differs(&ev));
	evidence_paired(&new, &ev);
	ck_assert_double_eq_tol(log(ev.high), 7.021 + step, 10 * NEAR);
}
END_TEST

START_TEST(one_unit_claims_nothing)
{
	double one[] = { 0 }, two[] = { 1, 1 };
	struct series base = { .log = one, .nr = 1 }, new = { .log = two, .nr = 2 };
	struct evidence ev;

	evidence_welch(&base, &new, &ev);
	ck_assert(!ev.has_interval && !evidence_differs(&ev));
	ck_assert_double_eq_tol(ev.ratio, M_E, NEAR);
	evidence_paired(&base, &ev);
	ck_assert(!ev.has_interval && !evidence_differs(&ev));
}
END_TEST

/* Every run the same: sure, but not of what is rounding alone. */
START_TEST(no_spread)
{
	double b[] = { 7.1, 7.1, 7.1 }, n[] = { 7.1, 7.1, 7.1, 7.1, 7.1 };
	struct series base = { .log = b, .nr = 3 }, new = { .log = n, .nr = 5 };
	struct evidence ev;
	int i;

	evidence_welch(&base, &new, &ev);
	ck_assert(ev.has_interval && !evidence_differs(&ev));
	for (i = 0; i < 5; i++)
		n[i] = 7.1001;
	evidence_welch(&base, &new, &ev);
	ck_assert(evidence_differs(&ev));
	ck_assert_double_lt(evidence_above(&ev, 1), NEAR);
	ck_assert_double_gt(evidence_above(&ev, 1.001), 1 - NEAR);
}
END_TEST

const struct unit_test unit_tests[] = {
	{ "five runs, no shift", &five_runs_no_shift },
	{ "a clock that counts in steps", &clock_in_steps },
	{ "five runs, 3 % shift", &five_runs_three_percent },
	{ "fifteen runs, no shift", &fifteen_runs_no_shift },
	{ "fifteen runs, 3 % shift", &fifteen_runs_three_percent },
	{ "sees what it says", &sees_what_it_says },
	{ "boots are the units", &boots_are_the_units },
	{ "one boot against five", &one_boot_against_five },
	{ "blur is shared", &blur_is_shared },
	{ "Welch: known data", &welch_known },
	{ "paired: known data", &paired_known },
	{ "ranks: known data", &rank_known },
	{ "Holm: known p", &holm_known },
	{ "units wanted", &units_wanted },
	{ "one unit claims nothing", &one_unit_claims_nothing },
	{ "no spread", &no_spread },
	{ 0 }
};

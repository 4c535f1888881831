// SPDX-License-Identifier: GPL-2.0
/* The arithmetic of evidence by itself, on data everybody has the answers to. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/compare.h"
#include "compare/serial.h"
#include "lib/util.h"
#include "sample.h"
#include "unit.h"

#define SEED	20261122
#define NEAR	(1 / 1e9)	/* but for rounding */

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
	evidence_pooled(&base, &new, &ev);
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

/* Two boots and three: variance 1 of two, 1 of three, pooled over three degrees of freedom. */
START_TEST(pooled_known)
{
	double b[] = { 0, M_SQRT2 }, n[] = { 5, 6, 7 };
	struct series base = { .log = b, .nr = 2 }, new = { .log = n, .nr = 3 };
	struct evidence ev;

	evidence_pooled(&base, &new, &ev);
	ck_assert_double_eq_tol(ev.df, 3, 0.000001);
	ck_assert_double_eq_tol(ev.se, sqrt(1. / 2 + 1. / 3), 0.000001);
	/* 3.182446: t of R at 0.975, three degrees of freedom. */
	ck_assert_double_eq_tol(log(ev.high), 6 - M_SQRT1_2 + 3.182446 * ev.se, 0.00001);
	base.nr = 1;
	evidence_pooled(&base, &new, &ev);
	ck_assert_double_eq_tol(ev.df, 2, 0.000001);
	new.nr = 1;
	evidence_pooled(&base, &new, &ev);
	ck_assert(!ev.has_interval);
}
END_TEST

/* Bartels 1982 has a rising row of five at 0.4, and 0.0083 exact; alternating is no correlation. */
START_TEST(serial_known)
{
	static const double up[] = { 1, 2, 3, 4, 5 }, tidy[] = { 1, 5, 2, 4, 3 };
	static const double same[] = { 3, 3, 3, 3, 3 };
	double b[] = { 1, 1.01, 1.02, 1.03, 1.04 };
	struct series base = { .log = b, .nr = 5 }, new = base;
	struct evidence loose, tight;

	ck_assert_double_eq_tol(serial_p(up, 5), 1.0 / 60, NEAR);
	ck_assert_double_gt(serial_p(tidy, 5), 0.9);
	ck_assert_double_eq(serial_p(same, 5), 1);
	ck_assert_double_eq(serial_p(up, 4), 1);
	ck_assert_double_eq(serial_related(tidy, 5), 1);
	/* r = 0.4, corrected (1 + 1.6) / 5 more: 0.9 at most. */
	ck_assert_double_eq_tol(serial_related(up, 5), 19, NEAR);
	evidence_welch(&base, &new, &tight);
	base.related = 4;
	new.related = 4;
	evidence_welch(&base, &new, &loose);
	ck_assert_double_eq_tol(loose.se, 2 * tight.se, 0.000001);
}
END_TEST

const struct unit_test unit_tests[] = {
	{ "pooled: known data", &pooled_known },
	{ "serial correlation: known data", &serial_known },
	{ "a clock that counts in steps", &clock_in_steps },
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

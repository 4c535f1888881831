// SPDX-License-Identifier: GPL-2.0
/*
 * Whether what compare claims is true as often as it says: populations whose truth is
 * known, from samples through histograms and records to the claim.
 */
#include <math.h>
#include <stdlib.h>

#include "compare/verdict.h"
#include "lib/util.h"
#include "sample.h"
#include "unit.h"

#define TRIALS	10000	/* of one figure */
#define FEWER	2000	/* of a population's four: 5 % are known to 0.5 */
#define SAMPLES	300
#define SEED	20261122

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

/**
 * struct population - what a side is drawn from
 * @name: for people
 * @cv: coefficient of variation between runs
 * @boot_cv: between records
 * @runs: of a record
 * @records: of a side, each a boot's
 * @new_records: of NEW, 0: as many
 * @apart: with one record a side, those are of two boots
 * @pareto: of the samples: that distribution's exponent; 0: long-tailed, see one_sample()
 * @slow: share of the samples that take half as long again, a fifth more or less of it in
 *	each run; 0: one mode
 * @step: the clock's
 * @ar: correlation of each run with the one before
 * @drift: by how much each run differs from the one before, up in one trial and side,
 *	down in the next
 * @most: claims that are allowed; 0: 6 %
 */
struct population {
	const char *name;
	double cv;
	double boot_cv;
	int runs;
	int records;
	int new_records;
	bool apart;
	double pareto;
	double slow;
	unsigned int step;
	double ar;
	double drift;
	double most;
};

/*
 * Long-tailed within a run: log-normal, one in fifty twice as long and one in
 * five hundred ten times.
 */
static double one_sample(const struct population *pop, double slow, uint64_t *state)
{
	double value = exp(0.03 * normal(state)), dice = uniform(state);

	if (pop->pareto > 0)
		return pow(dice, -1 / pop->pareto);
	if (slow > 0)
		return dice < slow ? value * 1.5 : value;
	if (dice < 0.002)
		return value * 10;
	return dice < 0.022 ? value * 2 : value;
}

static uint64_t by_clock(double value, unsigned int step)
{
	uint64_t cycles = (uint64_t)value;

	return step ? cycles / step * step : cycles;
}

static void fill_record(struct record *rec, double typical,
			const struct population *pop, uint64_t *state)
{
	double last = normal(state), drift = uniform(state) < 0.5 ? -pop->drift : pop->drift;
	uint64_t samples[SAMPLES];
	int run, i;

	*rec = (struct record){ .fp.tsc_step = pop->step };
	for (run = 0; run < pop->runs; run++) {
		double slow = pop->slow * (0.8 + 0.4 * uniform(state)), of_run;

		if (run)
			last = pop->ar * last + sqrt(1 - pop->ar * pop->ar) * normal(state);
		of_run = typical * exp(pop->cv * last + drift * run);
		for (i = 0; i < SAMPLES; i++)
			samples[i] = by_clock(of_run * one_sample(pop, slow, state), pop->step);
		sample_result(run_add_result(record_add_run(rec)), "cpuid:0x1",
			      0, VMEXIT_ROUTE_VMEXIT, samples, SAMPLES);
	}
}

static void fill_side(struct side *side, const char *boots, double typical, int records,
		      const struct population *pop, uint64_t *state)
{
	struct record rec;
	double of_boot;
	int i;

	side_init(side, "made up");
	for (i = 0; i < records; i++) {
		of_boot = pop->boot_cv > 0 ? exp(pop->boot_cv * normal(state)) : 1;
		fill_record(&rec, typical * of_boot, pop, state);
		rec.fp.boot_id = xasprintf("%s%d", pop->apart ? boots : "", i);
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

static const enum stats_figure figures[] = { STATS_P50, STATS_MEAN, STATS_P99, STATS_P999 };

/* One outcome a figure, for the first @nr_figures of them. */
static void trials(double ratio, const struct population *pop, int nr_trials,
		   size_t nr_figures, struct outcome *out)
{
	double *detects[ARRAY_SIZE(figures)];
	uint64_t state = SEED;
	size_t f;
	int i;

	for (f = 0; f < nr_figures; f++) {
		detects[f] = xcalloc((size_t)nr_trials, sizeof(**detects));
		out[f] = (struct outcome){ 0 };
	}
	for (i = 0; i < nr_trials; i++) {
		double typical = 1000 * exp(3.4 * uniform(&state));
		struct side base, new;

		fill_side(&base, "base", typical, pop->records, pop, &state);
		fill_side(&new, "new", typical * ratio, pop->new_records ?: pop->records,
			  pop, &state);
		for (f = 0; f < nr_figures; f++) {
			struct compare_opts opts = {
				.figure = figures[f], .boot_cv = COMPARE_BOOT_CV,
			};
			struct comparison cmp;
			const struct evidence *ev;

			compare_make(&base, &new, &opts, &cmp);
			ev = &cmp.rows[0].ev;
			out[f].claimed += evidence_differs(ev);
			out[f].covered += ev->low <= ratio && ratio <= ev->high;
			detects[f][i] = ev->detects;
			compare_free(&cmp);
		}
		side_free(&base);
		side_free(&new);
	}
	for (f = 0; f < nr_figures; f++) {
		qsort(detects[f], (size_t)nr_trials, sizeof(**detects), compare_doubles);
		out[f].claimed /= nr_trials;
		out[f].covered /= nr_trials;
		out[f].detects = detects[f][nr_trials / 2];
		free(detects[f]);
		printf("# %s, %s, ratio %.4f: claimed %.4f, covered %.4f, sees %.4f\n",
		       pop->name, stats_figure_names[figures[f]], ratio, out[f].claimed,
		       out[f].covered, out[f].detects);
		fflush(stdout);
	}
}

static struct outcome median_trials(double ratio, const struct population *pop)
{
	struct outcome out;

	trials(ratio, pop, TRIALS, 1, &out);
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

static void check_no_shift(const struct population *pop)
{
	struct outcome out = median_trials(1, pop);

	check_null(&out);
	check_coverage(&out);
}

static void check_three_percent(const struct population *pop)
{
	struct outcome out = median_trials(1.03, pop);

	ck_assert_double_ge(out.claimed, 0.95);
	check_coverage(&out);
}

static const struct population five = {
	.name = "5 runs of one boot, CV 1 %", .cv = 0.01, .runs = 5, .records = 1,
};
static const struct population fifteen = {
	.name = "15 runs of one boot, CV 2 %", .cv = 0.02, .runs = 15, .records = 1,
};

START_TEST(five_runs_no_shift)
{
	check_no_shift(&five);
}
END_TEST

START_TEST(five_runs_three_percent)
{
	check_three_percent(&five);
}
END_TEST

START_TEST(fifteen_runs_no_shift)
{
	check_no_shift(&fifteen);
}
END_TEST

START_TEST(fifteen_runs_three_percent)
{
	check_three_percent(&fifteen);
}
END_TEST

/* The shift it says it sees four times in five, it does. */
START_TEST(sees_what_it_says)
{
	struct outcome out = median_trials(1.0209, &five);

	ck_assert_double_eq_tol(out.detects, 1.0209, 0.0005);
	ck_assert_double_eq_tol(out.claimed, EVIDENCE_POWER, 0.04);
}
END_TEST

/* Boots differ by more than their runs: taking runs for evidence would lie. */
START_TEST(boots_are_the_units)
{
	static const struct population boots = {
		.name = "4 boots, CV 2 %", .cv = 0.003, .boot_cv = 0.02, .runs = 2,
		.records = 4,
	};

	check_no_shift(&boots);
}
END_TEST

/* What bisecting does: a boot of each kernel, against what boots differ by. */
START_TEST(one_boot_against_five)
{
	static const struct population boots = {
		.name = "1 boot against 5, CV 2 %", .cv = 0.003, .boot_cv = 0.02,
		.runs = 5, .records = 5, .new_records = 1,
	};

	check_no_shift(&boots);
}
END_TEST

START_TEST(five_boots_three_percent)
{
	static const struct population boots = {
		.name = "5 boots, CV 1 %", .cv = 0.002, .boot_cv = 0.01, .runs = 5,
		.records = 5,
	};

	check_three_percent(&boots);
}
END_TEST

/* Where nothing differs: how often a difference is claimed. */
static const struct population nulls[] = {
	{ .name = "Pareto 1.2", .cv = 0.01, .runs = 5, .records = 1, .pareto = 1.2 },
	{ .name = "two modes, half and half", .cv = 0.01, .runs = 5, .records = 1, .slow = 0.5 },
	{ .name = "two modes, one fifth slow", .cv = 0.01, .runs = 5, .records = 1, .slow = 0.2 },
	{ .name = "TSC in steps of 21", .cv = 0.01, .runs = 5, .records = 1, .step = 21 },
	{ .name = "TSC in steps of 36", .cv = 0.01, .runs = 5, .records = 1, .step = 36 },
	{ .name = "runs related, AR 0.8", .cv = 0.01, .runs = 5, .records = 1, .apart = true,
	  .ar = 0.8 },
	{ .name = "fifteen runs related, AR 0.8", .cv = 0.01, .runs = 15, .records = 1,
	  .apart = true, .ar = 0.8 },
	{ .name = "a drift of 1 % a run", .cv = 0.002, .runs = 5, .records = 1, .apart = true,
	  .drift = 0.01 },
	{ .name = "one boot a side, CV 2 %", .cv = 0.002, .boot_cv = 0.02, .runs = 5,
	  .records = 1, .apart = true },
	{ .name = "two boots a side, CV 2 %", .cv = 0.002, .boot_cv = 0.02, .runs = 5,
	  .records = 2 },
	{ .name = "one boot against two, CV 2 %", .cv = 0.002, .boot_cv = 0.02, .runs = 5,
	  /* p99.9 of 300 samples is the greatest, and runs of two boots cluster. */
	  .records = 2, .new_records = 1, .most = 0.07 },
	/* Skewed, and of one value against three: more than t allows for. */
	{ .name = "one boot against three, CV 2 %", .cv = 0.002, .boot_cv = 0.02, .runs = 5,
	  .records = 3, .new_records = 1, .most = 0.09 },
	{ .name = "three boots a side, CV 2 %", .cv = 0.002, .boot_cv = 0.02, .runs = 5,
	  .records = 3 },
	{ .name = "five boots a side, CV 2 %", .cv = 0.002, .boot_cv = 0.02, .runs = 5,
	  .records = 5 },
};

START_TEST(no_row_above_six_percent)
{
	struct outcome out[ARRAY_SIZE(figures)];
	size_t i, f;

	for (i = 0; i < ARRAY_SIZE(nulls); i++) {
		trials(1, &nulls[i], FEWER, ARRAY_SIZE(figures), out);
		for (f = 0; f < ARRAY_SIZE(figures); f++)
			ck_assert_msg(out[f].claimed <= (nulls[i].most ?: 0.06),
				      "%s, %s: %.4f", nulls[i].name,
				      stats_figure_names[figures[f]], out[f].claimed);
	}
}
END_TEST

/**
 * struct bisecting - a step of git bisect run
 * @pop: of the good kernel's boots, and of the one that is measured
 * @slower: what the bad commit costs
 * @limit: as check has it
 */
struct bisecting {
	struct population pop;
	double slower;
	const char *limit;
};

#define BOOTS(n, of, cv_of)						\
	{ .name = n, .cv = 0.005, .boot_cv = cv_of, .runs = 5, .records = of, \
	  .new_records = 1, .apart = true }

static const struct bisecting steps[] = {
	{ BOOTS("baseline of 5 boots, CV 1 %", 5, 0.01), 0.10, "5%" },
	{ BOOTS("baseline of 5 boots, CV 1 %", 5, 0.01), 0.20, "10%" },
	{ BOOTS("baseline of 5 boots, CV 2 %", 5, 0.02), 0.10, "5%" },
	{ BOOTS("baseline of 5 boots, CV 2 %", 5, 0.02), 0.20, "10%" },
	{ BOOTS("baseline of 1 boot, CV 1 %", 1, 0.01), 0.20, "10%" },
	{ BOOTS("baseline of 1 boot, CV 2 %", 1, 0.02), 0.20, "10%" },
	{ BOOTS("baseline of 1 boot, CV 2 %", 1, 0.02), 0.50, "20%" },
	{ BOOTS("baseline of 1 boot, CV 4 %", 1, 0.04), 0.50, "20%" },
};

/* How often each verdict is given. */
static void judge(const struct bisecting *step, double ratio, double share[3])
{
	struct compare_opts opts = { .figure = STATS_P50, .boot_cv = COMPARE_BOOT_CV };
	uint64_t state = SEED;
	int i;

	for (i = 0; i < FEWER; i++) {
		struct limits limits = { 0 };
		struct verdict_of verdict;
		struct comparison cmp;
		struct side base, new;
		char err[80];

		fill_side(&base, "base", 3000, step->pop.records, &step->pop, &state);
		fill_side(&new, "new", 3000 * ratio, 1, &step->pop, &state);
		compare_make(&base, &new, &opts, &cmp);
		ck_assert_int_eq(limits_add(&limits, step->limit, err, sizeof(err)), 0);
		verdict_make(&cmp, &limits, false, &verdict);
		share[verdict.all] += 1. / FEWER;
		verdict_free(&verdict);
		limits_free(&limits);
		compare_free(&cmp);
		side_free(&base);
		side_free(&new);
	}
}

/* Half of ten steps are good, half are bad; the table is the man page's. */
START_TEST(ten_steps)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		double good[3] = { 0 }, bad[3] = { 0 }, wrong;

		judge(&steps[i], 1, good);
		judge(&steps[i], 1 + steps[i].slower, bad);
		wrong = 1 - pow((1 - good[VERDICT_BEYOND]) * (1 - bad[VERDICT_WITHIN]), 5);
		printf("# %s, %.0f %% slower, limit %s: ",
		       steps[i].pop.name, steps[i].slower * 100, steps[i].limit);
		printf("undecided %.3f and %.3f, wrong in ten steps %.4f\n",
		       good[VERDICT_UNDECIDED], bad[VERDICT_UNDECIDED], wrong);
		fflush(stdout);
		ck_assert_double_le(wrong, 0.02);
	}
}
END_TEST

const struct unit_test unit_tests[] = {
	{ "ten steps of a bisection", &ten_steps },
	{ "five runs, no shift", &five_runs_no_shift },
	{ "five runs, 3 % shift", &five_runs_three_percent },
	{ "fifteen runs, no shift", &fifteen_runs_no_shift },
	{ "fifteen runs, 3 % shift", &fifteen_runs_three_percent },
	{ "sees what it says", &sees_what_it_says },
	{ "boots are the units", &boots_are_the_units },
	{ "one boot against five", &one_boot_against_five },
	{ "five boots, 3 % shift", &five_boots_three_percent },
	{ "no row above six percent", &no_row_above_six_percent },
	{ 0 }
};

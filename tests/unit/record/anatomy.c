// SPDX-License-Identifier: GPL-2.0
/* Exits taken apart: the parts as numbers, and as what is shown of them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "record/anatomy_spread.h"
#include "record/runs.h"
#include "sample.h"
#include "unit.h"
#include "view/view.h"

#define NULL_CYCLES	50
#define TRAP_CYCLES	1100

/* One run on one CPU, every sample of a probe alike. */
static void add(struct run *run, const char *name, uint32_t route, uint64_t cycles)
{
	uint64_t samples[100];
	size_t i;

	for (i = 0; i < 100; i++)
		samples[i] = cycles + NULL_CYCLES;
	sample_result(run_add_result(run), name, 0, route, samples, 100);
}

/* An SNP guest's, or, without the twin, an SEV-ES guest's. */
static void make(struct record *rec, bool has_twin)
{
	struct run *run;

	sample_record(rec, 5);
	while (rec->nr_runs)
		run_free(&rec->runs[--rec->nr_runs]);
	run = record_add_run(rec);
	sample_set(&run->started, "2026-11-21T21:40:00Z");
	add(run, "null/insn", VMEXIT_ROUTE_NONE, 0);
	add(run, "trap/insn", VMEXIT_ROUTE_NONE, TRAP_CYCLES);
	if (has_twin)
		add(run, "cpuid:0x0/insn", VMEXIT_ROUTE_VC, 1500);
	add(run, "cpuid:0x1/insn", VMEXIT_ROUTE_VC_VMGEXIT, 5000);
	add(run, "cpuid:0x1/ghcb-page", VMEXIT_ROUTE_VMGEXIT, 3000);
	add(run, "rdmsr:0x1b/insn", VMEXIT_ROUTE_VC_VMGEXIT, 4000);
	add(run, "in:0x21/insn", VMEXIT_ROUTE_VC_VMGEXIT, 6000);
	add(run, "in:0x21/ghcb-page", VMEXIT_ROUTE_VMGEXIT, 3500);
	add(run, "sev-info/ghcb-msr", VMEXIT_ROUTE_VMGEXIT, 2000);
}

static bool says(const struct record *rec, const struct view_opts *opts, const char *line)
{
	char *text = sample_table(rec, *opts);
	bool found = strstr(text, line);

	if (!found)
		fputs(text, stderr);
	free(text);
	return found;
}

START_TEST(two_parts)
{
	struct anatomy *list;
	struct summary sum;
	struct record rec;

	make(&rec, false);
	summary_make(&rec, &sum);
	/* Not the RDMSR, which has no direct call, nor what only has that. */
	ck_assert_uint_eq(anatomy_make(&sum, &list), 2);
	ck_assert_double_eq(list[0].total, 5000);
	ck_assert_double_eq(list[0].direct, 3000);
	ck_assert_double_eq(list[0].guest, 2000);
	ck_assert(!list[0].has_exception);
	ck_assert_double_eq(list[1].guest, 2500);
	free(list);
	summary_free(&sum);
	record_free(&rec);
}

/* SEV-ES answers no CPUID by itself, but its kernel has nothing to do for MONITOR. */
START_TEST(twin_of_another_kind)
{
	struct anatomy *list;
	struct summary sum;
	struct record rec;

	make(&rec, false);
	add(&rec.runs[0], "arm-monitor/insn", VMEXIT_ROUTE_VC, 1200);
	summary_make(&rec, &sum);
	ck_assert_uint_eq(anatomy_make(&sum, &list), 2);
	ck_assert(list[0].has_exception);
	ck_assert_double_eq(list[0].exception, 1200);
	ck_assert_double_eq(list[0].rest, 800);
	ck_assert_double_eq(list[1].exception, 1200);
	free(list);
	summary_free(&sum);
	record_free(&rec);

	/* Its own kind is nearer; and one that was seen to leave is none. */
	make(&rec, true);
	add(&rec.runs[0], "arm-monitor/insn", VMEXIT_ROUTE_NONE, 1200);
	summary_make(&rec, &sum);
	ck_assert_uint_eq(anatomy_make(&sum, &list), 2);
	ck_assert_double_eq(list[0].exception, 1500);
	ck_assert(!list[1].has_exception);
	free(list);
	summary_free(&sum);
	record_free(&rec);
}

/* Which of two twins was measured first is chance: the one with the lower number counts. */
START_TEST(twin_by_number)
{
	struct anatomy *list;
	struct summary sum;
	struct record rec;
	size_t turn;

	for (turn = 0; turn < 2; turn++) {
		make(&rec, false);
		add(&rec.runs[0], turn ? "cpuid:0xd/insn" : "cpuid:0x0/insn", VMEXIT_ROUTE_VC,
		    turn ? 1550 : 1500);
		add(&rec.runs[0], turn ? "cpuid:0x0/insn" : "cpuid:0xd/insn", VMEXIT_ROUTE_VC,
		    turn ? 1500 : 1550);
		summary_make(&rec, &sum);
		ck_assert_uint_eq(anatomy_make(&sum, &list), 2);
		ck_assert_double_eq(list[0].exception, 1500);
		free(list);
		summary_free(&sum);
		record_free(&rec);
	}
}

START_TEST(three_parts)
{
	struct anatomy *list;
	struct summary sum;
	struct record rec;

	make(&rec, true);
	summary_make(&rec, &sum);
	ck_assert_uint_eq(anatomy_make(&sum, &list), 2);
	ck_assert(list[0].has_exception);
	ck_assert_double_eq(list[0].exception, 1500);
	ck_assert_double_eq(list[0].rest, 500);
	/* A CPUID is no twin of an IN. */
	ck_assert(!list[1].has_exception);
	free(list);
	summary_free(&sum);
	record_free(&rec);
}

/* A TD's: the module's part of the direct call stands by itself. */
START_TEST(td_parts)
{
	struct view_opts opts = { .width = 80 };
	struct anatomy *list;
	struct summary sum;
	struct record rec;
	struct run *run;

	make(&rec, false);
	run = &rec.runs[0];
	add(run, "cpuid:0x40000000/insn", VMEXIT_ROUTE_VE_TDVMCALL, 9000);
	add(run, "cpuid:0x40000000/tdvmcall", VMEXIT_ROUTE_TDVMCALL, 5000);
	add(run, "cpuid:0x16/insn", VMEXIT_ROUTE_VE, 3000);
	add(run, "vp-info/tdcall", VMEXIT_ROUTE_TDX_MODULE, 1200);
	summary_make(&rec, &sum);
	ck_assert_uint_eq(anatomy_make(&sum, &list), 3);
	ck_assert_double_eq(list[2].guest, 4000);
	ck_assert_double_eq(list[2].exception, 3000);
	ck_assert_double_eq(list[2].rest, 1000);
	ck_assert_double_eq(list[2].direct, 5000);
	ck_assert_double_eq(list[2].module, 1200);
	ck_assert_double_eq(list[2].host, 3800);
	/* Not of an SEV-ES guest's. */
	ck_assert(!list[0].has_module);
	ck_assert(says(&rec, &opts,
		       "cpuid:0x40000000     9000     3000     1000     1200     3800"));
	free(list);
	summary_free(&sum);
	record_free(&rec);
}

/* A twin dearer than the whole guest part, and a direct call dearer than all. */
START_TEST(noise)
{
	struct anatomy *list;
	struct summary sum;
	struct record rec;
	struct run *run;

	make(&rec, true);
	run = &rec.runs[0];
	add(run, "cpuid:0xb/insn", VMEXIT_ROUTE_VC_VMGEXIT, 3900);
	add(run, "cpuid:0xb/ghcb-page", VMEXIT_ROUTE_VMGEXIT, 4000);
	summary_make(&rec, &sum);
	ck_assert_uint_eq(anatomy_make(&sum, &list), 3);
	ck_assert_double_eq(list[2].guest, -100);
	ck_assert(!list[2].has_exception);
	free(list);
	summary_free(&sum);
	record_free(&rec);
}

/* A call's own WRMSR is the guest's; one dearer than the call explains nothing. */
START_TEST(wrmsr)
{
	struct view_opts opts = { .width = 80 };
	struct anatomy *list;
	struct summary sum;
	struct record rec;
	struct run *run;

	make(&rec, false);
	run = &rec.runs[0];
	ck_assert(says(&rec, &opts, "GHCB MSR before it"));
	add(run, "wrmsr:0xc0010130/insn", VMEXIT_ROUTE_NONE, 100);
	summary_make(&rec, &sum);
	ck_assert_uint_eq(anatomy_make(&sum, &list), 2);
	ck_assert(list[0].has_wrmsr);
	ck_assert_double_eq(list[0].total, 5000);
	ck_assert_double_eq(list[0].host, 2900);
	ck_assert_double_eq(list[0].guest, 2100);
	ck_assert(says(&rec, &opts, "(wrmsr:0xc0010130)"));
	free(list);
	summary_free(&sum);
	add(run, "cpuid:0xb/insn", VMEXIT_ROUTE_VC_VMGEXIT, 200);
	add(run, "cpuid:0xb/ghcb-page", VMEXIT_ROUTE_VMGEXIT, 90);
	summary_make(&rec, &sum);
	ck_assert_uint_eq(anatomy_make(&sum, &list), 3);
	ck_assert(!list[2].has_wrmsr);
	ck_assert_double_eq(list[2].host, 90);
	free(list);
	summary_free(&sum);
	record_free(&rec);
}

START_TEST(view_two_parts)
{
	struct view_opts opts = { .width = 80 };
	struct record rec;

	make(&rec, false);
	ck_assert(says(&rec, &opts, "\nWhere the time goes, p50 in cycles:\n"
		       "exit          insn  guest =   host .\n"
		       "cpuid:0x1     5000     2000     3000  "
		       "==============.....................\n"
		       "in:0x21       6000     2500     3500  "
		       "==================........................\n"));
	ck_assert(says(&rec, &opts, "(trap) takes 1100."));
	sample_set(&rec.fp.emulated, "a test");
	ck_assert(says(&rec, &opts, "p50 in ticks (emulated: not latencies):\n"));
	record_free(&rec);
}

START_TEST(view_three_parts)
{
	struct view_opts opts = { .width = 80, .utf8 = true };
	struct record rec;
	char *text;

	make(&rec, true);
	ck_assert(says(&rec, &opts, "cpuid:0x1     5000     1500      500     3000  "
		       "████████▓▓▓░░░░░░░░░░░░░░░░░\n"
		       "in:0x21       6000              2500     3500  "
		       "▓▓▓▓▓▓▓▓▓▓▓▓▓▓"
		       "░░░░░░░░░░░░░░░░░░░\n"));
	/* No room for bars. */
	opts.width = 40;
	text = sample_table(&rec, opts);
	ck_assert_ptr_nonnull(strstr(text, "     1500      500     3000\n"));
	free(text);
	record_free(&rec);
}

START_TEST(view_nothing)
{
	struct view_opts opts = { .width = 80 };
	struct record rec;
	char *text;

	sample_record(&rec, 5);
	text = sample_table(&rec, opts);
	ck_assert_ptr_null(strstr(text, "Where the time goes"));
	free(text);
	record_free(&rec);
}

/* Three runs: the guest's part 2000, 2010 and 1990, the host's 2005, 1995 and 2015. */
START_TEST(parts_are_spread)
{
	static const uint64_t insn[] = { 4005, 4005, 4005 }, call[] = { 2005, 1995, 2015 };
	/* t of R at 0.975, two degrees of freedom, by 10 / sqrt(3). */
	const double half = 4.302653 * 10 / sqrt(3);
	struct anatomy *list;
	struct summary sum, *runs;
	struct record rec;
	struct run *run;
	char *text;
	size_t i;

	make(&rec, false);
	while (rec.nr_runs)
		run_free(&rec.runs[--rec.nr_runs]);
	for (i = 0; i < 3; i++) {
		run = record_add_run(&rec);
		add(run, "null/insn", VMEXIT_ROUTE_NONE, 0);
		add(run, "cpuid:0x1/insn", VMEXIT_ROUTE_VC_VMGEXIT, insn[i]);
		add(run, "cpuid:0x1/ghcb-page", VMEXIT_ROUTE_VMGEXIT, call[i]);
		/* Here the guest's part is far larger, and only one run tells. */
		add(run, "in:0x21/insn", VMEXIT_ROUTE_VC_VMGEXIT, 9000);
		if (!i)
			add(run, "in:0x21/ghcb-page", VMEXIT_ROUTE_VMGEXIT, 3000);
	}
	summary_make(&rec, &sum);
	ck_assert_uint_eq(anatomy_make(&sum, &list), 2);
	runs = runs_make(&rec);
	anatomy_spread(runs, rec.nr_runs, list, 2);
	runs_free(runs, rec.nr_runs);
	/* Besides, the buckets are 16 and up to 21 wide. */
	ck_assert_double_ge(list[0].within[ANATOMY_HOST], half);
	ck_assert_double_le(list[0].within[ANATOMY_HOST],
			    sqrt(half * half + pow(4.303, 2) * 2 * 21 * 21 / 12));
	ck_assert(isnan(list[0].within[ANATOMY_MODULE]));
	ck_assert_uint_eq(list[0].nr_alike, 1);
	ck_assert_int_eq(list[0].alike[0][0], ANATOMY_GUEST);
	ck_assert_int_eq(list[0].alike[0][1], ANATOMY_HOST);
	ck_assert(isnan(anatomy_within(&list[1])));
	ck_assert_uint_eq(list[1].nr_alike, 0);
	free(list);
	text = sample_table(&rec, (struct view_opts){ .width = 100 });
	ck_assert_msg(strstr(text, "which of two is the larger: cpuid:0x1 (guest, host)."),
		      "%s", text);
	free(text);
	summary_free(&sum);
	record_free(&rec);
}
END_TEST

const struct unit_test unit_tests[] = {
	{ "parts are spread", &parts_are_spread },
	{ "two parts", &two_parts },
	{ "a twin of another kind", &twin_of_another_kind },
	{ "a twin by number", &twin_by_number },
	{ "three parts", &three_parts },
	{ "parts in a TD", &td_parts },
	{ "parts that noise makes", &noise },
	{ "a call without its WRMSR", &wrmsr },
	{ "shown: two parts", &view_two_parts },
	{ "shown: three parts", &view_three_parts },
	{ "shown: nothing to take apart", &view_nothing },
	{ 0 }
};

// SPDX-License-Identifier: GPL-2.0
/*
 * The views: golden files for what they look like (made anew with
 * UPDATE_GOLDEN=1, then looked at), and properties that hold at any width.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/term.h"
#include "lib/text.h"
#include "lib/util.h"
#include "sample.h"
#include "unit.h"
#include "view/parts.h"
#include "view/view.h"

#define GOLDEN_DIR	"tests/unit/view/golden"

static char *csv_text(const struct record *rec)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	view_csv(rec, out);
	fclose(out);
	return text;
}

static void check_golden(const char *name, const char *got)
{
	char *path = xasprintf("%s/%s", GOLDEN_DIR, name);
	char *want = NULL;
	size_t len = 0;
	FILE *file;

	if (getenv("UPDATE_GOLDEN")) {
		file = fopen(path, "w");
		ck_assert_ptr_nonnull(file);
		fputs(got, file);
		fclose(file);
	}
	file = fopen(path, "r");
	ck_assert_msg(file, "%s is missing", path);
	ck_assert_int_ge(getdelim(&want, &len, 0, file), 0);
	fclose(file);
	ck_assert_msg(!strcmp(want, got), "%s differs; now:\n%s", path, got);
	free(want);
	free(path);
}

/* Takes the escape sequences out. */
static void strip_colors(char *text)
{
	char *to = text;

	while (*text) {
		if (*text == '\033')
			text += strcspn(text, "m") + 1;
		else
			*to++ = *text++;
	}
	*to = '\0';
}

/* No line wider than @width, none ending in a blank but before a colour ends. */
static void check_lines(char *text, int width)
{
	char *rest = text, *line;

	strip_colors(text);
	while ((line = strsep(&rest, "\n"))) {
		ck_assert_msg(text_width(line) <= width, "%d columns of %d: %s",
			      text_width(line), width, line);
		ck_assert_msg(!*line || line[strlen(line) - 1] != ' ',
			      "blank at the end: '%s'", line);
	}
}

/* Everything at once that makes a table wide and notes many. */
static void worst_case(struct record *rec)
{
	static const uint64_t samples[] = { 0, 3, 1ULL << 39, 1ULL << 61 };
	struct run *run;
	struct result *res;

	sample_record(rec, 300);
	run = &rec->runs[0];
	rec->fp.tsc_exits = true;
	rec->fp.tsc_invariant = false;
	rec->settings.batch_us = 0;
	run->steal_ms = 123456;
	run->results[2].disturbed = 3;
	run->results[3].state = VMEXIT_RESULT_CANCELLED;
	run->results[4].state = VMEXIT_RESULT_OFFLINE;
	res = run_add_result(run);
	sample_result(res, "cpuid:0xffffffff.4294967295/insn-cpl3", 0,
		      VMEXIT_ROUTE_VE_TDVMCALL, samples, 4);
	sample_result(run_add_result(run), "rdmsr:0xc0000080", 0,
		      VMEXIT_ROUTE_PARAVISOR, samples, 3);
	sample_result(run_add_result(run), "wrmsr:0xc0000080", 0,
		      VMEXIT_ROUTE_TDX_MODULE, samples, 2);
	res = run_add_result(run);
	sample_result(res, "in:0xffff", 0, VMEXIT_ROUTE_VMEXIT, NULL, 0);
	res->state = VMEXIT_RESULT_OFFLINE;
	res = run_add_result(run);
	sample_result(res, "out:0xffff", 0, VMEXIT_ROUTE_VMEXIT, NULL, 0);
	res->state = VMEXIT_RESULT_CANCELLED;
	res = run_add_result(run);
	sample_result(res, "out:0x80/insn-cpl3", 0, VMEXIT_ROUTE_VMEXIT, NULL,
		      0);
	res->state = VMEXIT_RESULT_UNSUPPORTED;
	sample_set(&res->reason,
		   "\033]0;title\007 \xe6\xbc\xa2\xe5\xad\x97 and a reason that goes on and on and on and on");
	sample_set(&rec->fp.cpu_model,
		   "\033[31mred \xe6\xbc\xa2\xe5\xad\x97 \xff\xfe \xe2\x80\xae backwards");
}

START_TEST(golden_tables)
{
	struct view_opts opts = { .width = 80 };
	struct record rec;
	char *text;

	sample_record(&rec, 2000);
	text = sample_table(&rec, opts);
	check_golden("table-80-ascii.txt", text);
	free(text);
	opts.utf8 = true;
	text = sample_table(&rec, opts);
	check_golden("table-80.txt", text);
	free(text);
	opts = (struct view_opts){ .width = 200, .utf8 = true, .ns = true };
	text = sample_table(&rec, opts);
	check_golden("table-200-ns.txt", text);
	free(text);
	opts = (struct view_opts){ .width = 100, .utf8 = true, .color = true };
	text = sample_table(&rec, opts);
	check_golden("table-100-color.txt", text);
	free(text);
	sample_set(&rec.fp.emulated, "QEMU TCG");
	opts = (struct view_opts){ .width = 80, .utf8 = true, .ns = true };
	text = sample_table(&rec, opts);
	check_golden("table-80-emulated.txt", text);
	free(text);
	record_free(&rec);
	worst_case(&rec);
	opts = (struct view_opts){ .width = 120, .utf8 = true };
	text = sample_table(&rec, opts);
	check_golden("table-120-worst.txt", text);
	free(text);
	record_free(&rec);
}

START_TEST(golden_csv)
{
	struct record rec;
	char *text;

	sample_record(&rec, 2000);
	text = csv_text(&rec);
	check_golden("csv.txt", text);
	free(text);
	sample_set(&rec.fp.emulated, "QEMU \"TCG\", no KVM");
	text = csv_text(&rec);
	check_golden("csv-emulated.txt", text);
	free(text);
	record_free(&rec);
}

/* Nothing but samples of one length: an axis of a factor of two. */
static void narrow_case(struct record *rec)
{
	static const uint64_t samples[] = { 2990, 2990 };
	struct run *run;

	*rec = (struct record){ 0 };
	run = record_add_run(rec);
	sample_result(run_add_result(run), "cpuid:0x1", 0, VMEXIT_ROUTE_VMEXIT,
		      samples, 2);
}

START_TEST(never_wider)
{
	struct view_opts opts = { 0 };
	struct record recs[4];
	int i, flags;
	char *text;

	sample_record(&recs[0], 200);
	worst_case(&recs[1]);
	recs[2] = (struct record){ 0 };
	narrow_case(&recs[3]);
	for (i = 0; i < 4; i++) {
		for (flags = 0; flags < 8; flags++) {
			opts.ns = flags & 1;
			opts.utf8 = flags & 2;
			opts.color = flags & 4;
			for (opts.width = TERM_MIN_WIDTH; opts.width < 260;
			     opts.width += 1 + opts.width / 40) {
				text = sample_table(&recs[i], opts);
				check_lines(text, opts.width);
				free(text);
			}
		}
	}
	for (i = 0; i < 4; i++)
		record_free(&recs[i]);
}

/* Columns of @width that show nothing of what was measured are no table. */
START_TEST(essentials_at_any_width)
{
	struct view_opts opts = { 0 };
	struct record rec;
	char *text;

	sample_record(&rec, 200);
	for (opts.width = TERM_MIN_WIDTH; opts.width < 220; opts.width += 3) {
		text = sample_table(&rec, opts);
		ck_assert_ptr_nonnull(strstr(text, "General VM"));
		ck_assert_ptr_nonnull(strstr(text, "KVM"));
		ck_assert_ptr_nonnull(strstr(text, "2450.0 MHz"));
		ck_assert_ptr_nonnull(strstr(text, " p50 "));
		ck_assert_ptr_nonnull(strstr(text, " max"));
		ck_assert_ptr_nonnull(strstr(text, "cpuid:0x40000000"));
		ck_assert_ptr_nonnull(strstr(text, "not supported: vmm"));
		ck_assert_ptr_nonnull(strstr(text, "- did not exit: null"));
		ck_assert_ptr_nonnull(strstr(text, "Net of the bracket: 52 "));
		free(text);
	}
	record_free(&rec);
}

START_TEST(emulated_is_said)
{
	struct view_opts opts = { .ns = true };
	struct record rec;
	char *text;

	sample_record(&rec, 200);
	sample_set(&rec.fp.emulated, "TCG");
	for (opts.width = TERM_MIN_WIDTH; opts.width < 220; opts.width += 3) {
		text = sample_table(&rec, opts);
		ck_assert_ptr_eq(strstr(text, "EMULATED: TCG: figures are"),
				 text);
		ck_assert_ptr_nonnull(strstr(text, "In ticks (emulated: not"));
		ck_assert_ptr_null(strstr(text, "In ns"));
		ck_assert_ptr_null(strstr(text, "cycles"));
		free(text);
	}
	text = csv_text(&rec);
	/* The columns in ns stay empty. */
	ck_assert_ptr_nonnull(strstr(text, ",,,,,,,,,,,,,,,habit,"));
	free(text);
	text = sample_text(&rec);
	ck_assert_ptr_nonnull(strstr(text, "\"net_ns\":null"));
	ck_assert_ptr_null(strstr(text, "_ns\":{"));
	free(text);
	record_free(&rec);
}

/* Without null on a probe's path nothing is net, and nothing is called so. */
START_TEST(no_net_without_null)
{
	static const uint64_t null[] = { 0, 0 }, in[] = { 40, 1052 };
	struct view_opts opts = { .width = 100 };
	struct record rec;
	struct run *run;
	char *text;

	sample_record(&rec, 5);
	while (rec.nr_runs)
		run_free(&rec.runs[--rec.nr_runs]);
	run = record_add_run(&rec);
	sample_set(&run->started, "2026-11-21T21:40:00Z");
	sample_result(run_add_result(run), "in:0x21", 0, VMEXIT_ROUTE_VMEXIT,
		      in, 2);
	sample_result(run_add_result(run), "null/insn-cpl3", 0,
		      VMEXIT_ROUTE_NONE, null, 2);
	text = sample_text(&rec);
	ck_assert_ptr_nonnull(strstr(text, "\"count\":2,\"net_cycles\":null,"
				     "\"gross_cycles\":{\"p50\":40.0,"));
	ck_assert_ptr_nonnull(strstr(text, "\"net_ns\":null,\"gross_ns\":{"));
	/* A bracket of no cycles is one all the same. */
	ck_assert_ptr_nonnull(strstr(text, "\"net_cycles\":{\"p50\":0.0,"));
	free(text);
	text = csv_text(&rec);
	ck_assert_ptr_nonnull(strstr(text, ",2,,,,,,,,,40.0,"));
	ck_assert_ptr_nonnull(strstr(text, ",2,0.0,0.0,"));
	free(text);
	text = sample_table(&rec, opts);
	ck_assert_ptr_nonnull(strstr(text, "Gross: no null/insn was"));
	ck_assert_ptr_null(strstr(text, "no null/insn-cpl3 was"));
	free(text);
	record_free(&rec);
}

START_TEST(ns_where_known)
{
	struct view_opts opts = { .width = 100, .ns = true };
	struct record rec;
	char *text;

	sample_record(&rec, 200);
	text = sample_table(&rec, opts);
	ck_assert_ptr_nonnull(strstr(text, "In ns,"));
	/* 52 cycles at 2.45 GHz */
	ck_assert_ptr_nonnull(strstr(text, "Net of the bracket: 21.2 ns"));
	free(text);
	rec.fp.tsc_khz = 0;
	text = sample_table(&rec, opts);
	ck_assert_ptr_nonnull(strstr(text, "In cycles,"));
	ck_assert_ptr_nonnull(strstr(text, "frequency is unknown"));
	free(text);
	record_free(&rec);
}

/* A sample that did not exit is not to be taken for one that did. */
START_TEST(marks)
{
	static const struct {
		uint32_t route;
		char mark;
	} routes[] = {
		{ VMEXIT_ROUTE_VMEXIT, ' ' },
		{ VMEXIT_ROUTE_VC_VMGEXIT, ' ' },
		{ VMEXIT_ROUTE_TDVMCALL, ' ' },
		{ VMEXIT_ROUTE_VC, '-' },
		{ VMEXIT_ROUTE_VE, '~' },
		{ VMEXIT_ROUTE_NONE, '-' },
		{ VMEXIT_ROUTE_TDX_MODULE, '~' },
		{ VMEXIT_ROUTE_UNKNOWN, '?' },
		{ VMEXIT_ROUTE_PARAVISOR, '?' },
	};
	struct record rec;
	size_t i, j, k;
	char *text;

	sample_record(&rec, 20);
	for (i = 0; i < ARRAY_SIZE(routes); i++) {
		char want[32];

		for (j = 0; j < 2; j++)
			for (k = 0; k < rec.runs[j].nr_results; k++)
				if (rec.runs[j].results[k].id.exit ==
				    VMEXIT_EXIT_RDMSR)
					rec.runs[j].results[k].route =
						routes[i].route;
		text = sample_table(&rec, (struct view_opts){ .width = 120 });
		snprintf(want, sizeof(want), "%c  %s", routes[i].mark,
			 vmexit_route_names[routes[i].route]);
		ck_assert_msg(strstr(strstr(text, "rdmsr:0x1b"), want), "%s in\n%s",
			      want, text);
		snprintf(want, sizeof(want), "\n%c ", routes[i].mark);
		ck_assert_msg(!strstr(text, want) == (routes[i].mark == ' '),
			      "%s", text);
		free(text);
	}
	record_free(&rec);
}

/* What was seen is not what was expected: told, and so where it was several. */
START_TEST(surprises)
{
	struct result *last = NULL;
	struct record rec;
	size_t j, k;
	char *text;

	sample_record(&rec, 20);
	text = sample_table(&rec, (struct view_opts){ .width = 200 });
	ck_assert_ptr_nonnull(strstr(text, "\nRoutes: 5 by what KVM and Linux are known"));
	ck_assert_ptr_nonnull(strstr(text, " to do, 2 by specification.\n"));
	ck_assert_ptr_null(strstr(text, "another route"));
	free(text);
	for (j = 0; j < 2; j++) {
		for (k = 0; k < rec.runs[j].nr_results; k++) {
			if (rec.runs[j].results[k].id.exit != VMEXIT_EXIT_IN)
				continue;
			last = &rec.runs[j].results[k];
			last->route = VMEXIT_ROUTE_NONE;
			last->basis = VMEXIT_BASIS_WITNESSED;
		}
	}
	text = sample_table(&rec, (struct view_opts){ .width = 200 });
	ck_assert_ptr_nonnull(strstr(text, "\nRoutes: 1 seen to be taken, 4 by what"));
	ck_assert_ptr_nonnull(strstr(text, "in brackets): in:0x21/insn none (VMEXIT).\n"));
	free(text);
	last->route = VMEXIT_ROUTE_VC;
	text = sample_table(&rec, (struct view_opts){ .width = 200 });
	ck_assert_ptr_nonnull(strstr(text, "in brackets): in:0x21/insn several (VMEXIT).\n"));
	free(text);
	record_free(&rec);
}

START_TEST(csv_columns)
{
	struct record rec;
	char *text, *rest, *line;
	int commas, lines = 0;

	worst_case(&rec);
	sample_set(&rec.runs[0].results[7].reason, NULL);
	text = csv_text(&rec);
	/* A quoted comma counts as one; only one reason holds none. */
	for (rest = text; (line = strsep(&rest, "\n")) && *line; lines++) {
		bool quoted = false;

		for (commas = 0; *line; line++) {
			if (*line == '"')
				quoted = !quoted;
			commas += *line == ',' && !quoted;
		}
		ck_assert_int_eq(commas, 12 + 4 * STATS_NR_FIGURES - 1);
		ck_assert(!quoted);
	}
	ck_assert_int_eq(lines, 1 + 8 + 6);
	free(text);
	record_free(&rec);
}

const struct unit_test unit_tests[] = {
	{ "golden tables", &golden_tables },
	{ "golden CSV", &golden_csv },
	{ "no line wider than the width", &never_wider },
	{ "what every table says", &essentials_at_any_width },
	{ "emulated: said, and no ns", &emulated_is_said },
	{ "net figures only where null is", &no_net_without_null },
	{ "ns", &ns_where_known },
	{ "marks of what did not exit", &marks },
	{ "routes that were seen to be others", &surprises },
	{ "CSV columns", &csv_columns },
	{ 0 }
};

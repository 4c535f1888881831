// SPDX-License-Identifier: GPL-2.0
/* What views are made of: numbers, drawn distributions, their axis, foreign text. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "lib/util.h"
#include "sample.h"
#include "unit.h"
#include "view/parts.h"
#include "view/view.h"

START_TEST(numbers)
{
	static const struct {
		double value;
		bool decimals;
		const char *want;
	} cases[] = {
		{ 0, false, "0" }, { 0, true, "0.0" }, { 21.24, true, "21.2" },
		{ 21.24, false, "21" }, { 99.94, true, "99.9" },
		{ 99.96, true, "100" }, { 9999999.4, false, "9999999" },
		{ 9999999.5, false, "10.00M" }, { 12345678, false, "12.35M" },
		{ 123456789, false, "123.5M" }, { 999.94e6, false, "999.9M" },
		{ 999.96e6, false, "1.000G" }, { 1e9, false, "1.000G" },
		{ 9.22e18, false, "9.220E" }, { 1e25, false, "10000000.0E" },
	};
	char buf[VIEW_NUMBER_LEN];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		view_number(cases[i].value, cases[i].decimals, buf);
		ck_assert_str_eq(buf, cases[i].want);
	}
}

static char *spark_text(const struct summary *sum, size_t probe,
			const struct view_axis *axis)
{
	static const struct view_unit unit = { "cycles", 1, false };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	view_spark(sum, &sum->probes[probe], axis, &unit, false, out);
	fclose(out);
	return text;
}

/* One bar where the samples are, and a lone sample is still seen. */
START_TEST(sparks)
{
	const struct view_axis axis = { 100, 10000, 20 };
	uint64_t samples[1000];
	struct record rec = { 0 };
	struct summary sum;
	struct run *run;
	char *text;
	size_t i;

	for (i = 0; i < 1000; i++)
		samples[i] = 110;
	samples[7] = 1100;
	samples[8] = 100000000;
	run = record_add_run(&rec);
	sample_result(run_add_result(run), "in:0x21", 0, VMEXIT_ROUTE_VMEXIT,
		      samples, 1000);
	sample_result(run_add_result(run), "in:0x61", 0, VMEXIT_ROUTE_VMEXIT,
		      samples, 1);
	summary_make(&rec, &sum);
	text = spark_text(&sum, 0, &axis);
	ck_assert_str_eq(text, "@         .        .");
	free(text);
	text = spark_text(&sum, 1, &axis);
	ck_assert_str_eq(text, "@");
	free(text);
	summary_free(&sum);
	record_free(&rec);
}

START_TEST(axis_and_ticks)
{
	static const struct view_unit unit = { "cycles", 1, false };
	struct view_axis axis = { 90, 11000, 30 };
	struct record rec = { 0 };
	struct summary sum;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	view_ticks(&axis, out);
	fclose(out);
	ck_assert_str_eq(text, "|100           |1k        10k|");
	free(text);
	/* However little it spans, there is a tick. */
	for (axis.low = 1; axis.low < 5000; axis.low *= 1.07) {
		axis.high = axis.low * 2.2;
		axis.width = 8;
		out = open_memstream(&text, &len);
		view_ticks(&axis, out);
		fclose(out);
		ck_assert_msg(strchr(text, '|'), "none from %f", axis.low);
		free(text);
	}
	summary_make(&rec, &sum);
	axis = view_axis(&sum, &unit);
	ck_assert(axis.low >= 1 && axis.high > axis.low && isfinite(axis.high));
	summary_free(&sum);
}

START_TEST(texts)
{
	static const struct {
		const char *text;
		int width;
		const char *want;
	} cuts[] = {
		{ "abcdefghij", 10, "abcdefghij" },
		{ "abcdefghijk", 10, "abcdefg..." },
		{ "abcdefghijk", 4, "abcd" },
		{ "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2", 9,
		  "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2..." },
		{ "", 0, "" }, { "a", 0, "" },
	};
	size_t i;
	char *text;

	for (i = 0; i < ARRAY_SIZE(cuts); i++) {
		text = xstrdup(cuts[i].text);
		text_cut(text, cuts[i].width);
		ck_assert_str_eq(text, cuts[i].want);
		free(text);
	}
	text = text_clean("a\033\n\xc2\x85\xe2\x80\xae\xff\xc3\xa9", true);
	ck_assert_str_eq(text, "a?????\xc3\xa9");
	free(text);
	text = text_clean("\xc3\xa9\xf0\x9f\x98\x80\xf4\x90\x80\x80", false);
	ck_assert_str_eq(text, "??????");
	free(text);
}

const struct unit_test unit_tests[] = {
	{ "numbers", &numbers },
	{ "distributions", &sparks },
	{ "axis", &axis_and_ticks },
	{ "foreign text", &texts },
	{ 0 }
};

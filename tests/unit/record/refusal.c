// SPDX-License-Identifier: GPL-2.0
/* What record_load() refuses, and that it says where. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/util.h"
#include "record/json_limit.h"
#include "record/record.h"
#include "sample.h"
#include "unit.h"

#define BASE_RECORD	"tests/unit/record/base.json"

/*
 * The smallest record with a result that has samples and one that has none, in
 * one line. Each test case is a process of its own and reads it anew.
 */
static char *base;

static void read_base(void)
{
	FILE *file = fopen(BASE_RECORD, "r");
	size_t len = 0;

	if (!file || getdelim(&base, &len, 0, file) < 0)
		ck_abort_msg(BASE_RECORD " cannot be read");
	fclose(file);
}

/* Loads text; returns what record_load() does, @err its message. */
static int load_text(const char *text, size_t len, char *err, size_t err_len)
{
	char path[40];
	struct record rec;
	int fd, ret;

	fd = memfd_create("record", MFD_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, len), (ssize_t)len);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	snprintf(err, err_len, "not set");
	ret = record_load(&rec, path, err, err_len);
	if (ret)
		ck_assert_ptr_null(rec.runs);
	record_free(&rec);
	close(fd);
	return ret;
}

/* The base with the first @from after @mark become @to. */
static char *edited(const char *mark, const char *from, const char *to)
{
	const char *at = strstr(base, mark);

	if (at)
		at = strstr(at, from);
	ck_assert_msg(at, "no %s after %s", from, mark);
	return xasprintf("%.*s%s%s", (int)(at - base), base, to,
			 at + strlen(from));
}

/* @mark "" is the start; FIRST and SECOND are the two results. */
#define FIRST	"\"in:0x21"
#define SECOND	"\"hypercall"
#define R0	"runs[0].results[0]"
#define R1	"runs[0].results[1]"

static const struct edit {
	const char *mark, *from, *to, *want;
} edits[] = {
	/* what it is */
	{ "", "vmexitstat-record", "json", "format: \"json\"" },
	{ "", "\"format\"", "\"Format\"", "\"format\" is missing" },
	{ "", "\"version\":1", "\"version\":2",
	  "version: 2, and only 1 is understood" },
	{ "", "\"version\":1", "\"version\":\"1\"", "version: an integer" },
	{ "", "\"version\":1", "\"version\":1.0", "version: an integer" },
	{ "", "\"version\":1,", "\"version\":1,\"version\":1,",
	  "duplicate object key" },
	{ "", "\"unit\":\"cycles\"", "\"unit\":\"ns\"", "unit: \"ns\"" },
	{ "", "\"unit\":\"cycles\",", "", "\"unit\" is missing" },
	{ "", "\"created_by\":\"vmexitstat 0\"", "\"created_by\":0",
	  "created_by: a string" },
	{ "", "\"sub_bits\":7", "\"sub_bits\":8", "histogram.sub_bits: 8" },
	{ "", "\"max_bits\":40", "\"max_bits\":64", "histogram.max_bits: 64" },
	{ "", "\"max_bits\":40", "\"max_bits\":40,\"x\":1",
	  "histogram: unknown member \"x\"" },
	{ "", "\"unit\"", "\"comment\":1,\"unit\"",
	  "unknown member \"comment\"" },
	/* fingerprint and settings */
	{ "", "General VM", "Special VM", "fingerprint.platform: \"Special VM\"" },
	{ "", "\"cpu_model\":\"c\",", "",
	  "fingerprint: member \"cpu_model\" is missing" },
	{ "", "\"cpu_model\"", "\"cpu\":1,\"cpu_model\"",
	  "fingerprint: unknown member \"cpu\"" },
	{ "", "[\"a\",\"b\"]", "[\"a\",7]", "fingerprint.evidence[1]: a string" },
	{ "", "[\"a\",\"b\"]", "\"ab\"", "fingerprint.evidence: an array" },
	{ "", "\"tsc_khz\":2000000", "\"tsc_khz\":4294967296",
	  "fingerprint.tsc_khz: 4294967296 is out of range" },
	{ "", "\"tsc_khz\":2000000", "\"tsc_khz\":-1",
	  "fingerprint.tsc_khz: -1 is out of range" },
	{ "", "\"tsc_invariant\":true", "\"tsc_invariant\":1",
	  "fingerprint.tsc_invariant: true or false" },
	{ "", "\"emulated\":null", "\"emulated\":false",
	  "fingerprint.emulated: a string" },
	{ "", "\"hypervisor\":\"KVM\"", "\"hypervisor\":null",
	  "fingerprint.hypervisor: a string is wanted, this is null" },
	{ "", "\"hypervisor\":\"KVM\"", "\"hypervisor\":\"\\u001b[2J\"",
	  "fingerprint.hypervisor: control character U+001B" },
	{ "", "\"hypervisor\":\"KVM\"", "\"hypervisor\":\"\\u202e\"",
	  "fingerprint.hypervisor: control character U+202E" },
	{ "", "\"hypervisor\":\"KVM\"", "\"hypervisor\":\"\\u0000\"",
	  "line 1, column" },
	{ "", "\"source\":\"module\"", "\"source\":\"oracle\"",
	  "settings.source: \"oracle\"" },
	{ "", "\"samples\":10", "\"samples\":2", R0 ".count: 3, and settings" },
	{ "", "\"samples\":10", "\"samples\":9223372036854775808",
	  "too big integer" },
	{ "", "\"warmup\":3", "\"warmup\":99999999999", "settings.warmup" },
	{ "", "\"serial\":false", "\"serial\":null", "settings.serial" },
	/* runs */
	{ "\"runs\"", "[{", "{\"a\":[{", "line 1, column" },
	{ "", "\"elapsed_ms\":5", "\"elapsed_ms\":-5", "runs[0].elapsed_ms: -5" },
	{ "", "\"steal_ms\":0", "\"steal_ms\":0.5",
	  "runs[0].steal_ms: an integer is wanted, this is a number with" },
	{ "", "2026-11-21T21:40:00Z", "yesterday", "runs[0].started" },
	{ "", "2026-11-21T21:40:00Z", "2026-11-21T21:40:00+02:00",
	  "runs[0].started" },
	{ "", "2026-11-21T21:40:00Z", "2026-11-21T21:40:00.Z",
	  "runs[0].started" },
	{ "", "\"steal_ms\":0,", "", "runs[0]: member \"steal_ms\" is missing" },
	{ "", "\"steal_ms\"", "\"x\":[],\"steal_ms\"", "runs[0]: unknown" },
	{ "", "\"results\":[{", "\"results\":[null,{", R0 ": an object" },
	/* a result's members */
	{ FIRST, "in:0x21/insn", "in:0x21", R0 ".probe: \"in:0x21\" is to be" },
	{ FIRST, "in:0x21/insn", "in:33/insn", R0 ".probe: \"in:33/insn\" is" },
	{ FIRST, "in:0x21/insn", "inn:1/insn", R0 ".probe: \"inn:1/insn\" names" },
	{ FIRST, "VMEXIT", "vmexit", R0 ".route: \"vmexit\"" },
	{ FIRST, "\"cpu\":0", "\"cpu\":\"0\"", R0 ".cpu: an integer" },
	{ FIRST, "\"cpu\":0,", "", R0 ": member \"cpu\" is missing" },
	{ FIRST, "\"cpu\"", "\"CPU\":0,\"cpu\"", R0 ": unknown member \"CPU\"" },
	{ FIRST, "\"done\"", "\"pending\"", R0 ".state: nothing is pending" },
	{ FIRST, "\"done\"", "\"finished\"", R0 ".state: \"finished\"" },
	{ FIRST, "\"done\"", "\"unsupported\"", R0 ".reason: unsupported, and" },
	{ FIRST, "\"reason\":null", "\"reason\":\"why\"", R0 ".reason: a reason" },
	{ FIRST, "\"done\",\"reason\":null",
	  "\"unsupported\",\"reason\":\"why\"", R0 ".count: unsupported" },
	{ SECOND, "\"disturbed\":0", "\"disturbed\":1",
	  R1 ".disturbed: unsupported" },
	{ SECOND, "\"reason\":\"#UD\"", "\"reason\":null", R1 ".reason" },
	/* counts */
	{ FIRST, "\"count\":3", "\"count\":4", R0 ".count: 4, but" },
	{ FIRST, "\"count\":3", "\"count\":0", R0 ".count: 0, but" },
	{ FIRST, "\"executed\":7", "\"executed\":3", R0 ".executed: 3" },
	{ FIRST, "\"disturbed\":1", "\"disturbed\":9223372036854775807",
	  R0 ".executed: 7" },
	{ FIRST, "[512,1]", "[512,9223372036854775807]", R0 ".count: 3, but" },
	{ SECOND, "\"min\":0", "\"min\":1", R1 ": no samples, and yet" },
	{ SECOND, "\"max\":0", "\"max\":1", R1 ": no samples, and yet" },
	{ SECOND, "\"sum\":0", "\"sum\":1", R1 ": no samples, and yet" },
	/* min, max, sum */
	{ FIRST, "\"min\":100", "\"min\":99", R0 ".min: 99 is not in the first" },
	{ FIRST, "\"min\":100", "\"min\":1026", R0 ".min: 1026 is above" },
	{ FIRST, "\"max\":1025", "\"max\":1032", R0 ".max: 1032 is not in" },
	{ FIRST, "\"max\":1025", "\"max\":1023", R0 ".max: 1023 is not in" },
	{ FIRST, "\"sum\":1300", "\"sum\":1298", R0 ".sum: 1298 is not" },
	{ FIRST, "\"sum\":1300", "\"sum\":1301", R0 ".sum: 1301 is not" },
	{ FIRST, "\"sum\":1300", "\"sum\":9223372036854775807", R0 ".sum" },
	/* buckets */
	{ FIRST, "[175,1]", "[100,1]", R0 ".buckets[1]: 100 is out of range" },
	{ FIRST, "[175,1]", "[99,1]", R0 ".buckets[1]: 99 is out of range" },
	{ FIRST, "[175,1]", "[175,0]", R0 ".buckets[1]: 0 is out of range" },
	{ FIRST, "[175,1]", "[175,-1]", R0 ".buckets[1]: -1 is out of range" },
	{ FIRST, "[175,1]", "[175]", R0 ".buckets[1]: a pair" },
	{ FIRST, "[175,1]", "[175,1,1]", R0 ".buckets[1]: a pair" },
	{ FIRST, "[175,1]", "175", R0 ".buckets[1]: a pair" },
	{ FIRST, "[175,1]", "[175.0,1]", R0 ".buckets[1]: an integer" },
	{ FIRST, "[512,1]", "[4352,1]", R0 ".buckets[2]: 4352 is out of range" },
	{ FIRST, ",\"buckets\":[[100,1],[175,1],[512,1]]", "",
	  R0 ": member \"buckets\" is missing" },
	{ FIRST, "[[100,1],[175,1],[512,1]]", "{}", R0 ".buckets: an array" },
	/* between results */
	{ SECOND, "hypercall:1/insn", "in:0x21/insn",
	  R1 ".probe: on this CPU already results[0]" },
	{ SECOND, "\"executed\":1", "\"executed\":9223372036854775807",
	  R1 ".executed: all results'" },
	/* syntax */
	{ "", "{", "[", "line 1, column" },
	{ "", "{\"format\"", "\xef\xbb\xbf{\"format\"", "line 1, column" },
	{ "", "KVM", "K\xffM", "line 1, column" },
	{ "", "KVM", "K\nM", "line 1, column" },
	{ "\"runs\"", "\"elapsed_ms\":5", "\"elapsed_ms\":NaN", "line 1" },
	{ "\"runs\"", "\"elapsed_ms\":5", "\"elapsed_ms\":05", "line 1" },
	{ "\"runs\"", "\"elapsed_ms\":5", "\"elapsed_ms\":1e999", "line 1" },
};

START_TEST(base_is_taken)
{
	char err[300];

	read_base();
	ck_assert_msg(!load_text(base, strlen(base), err, sizeof(err)), "%s",
		      err);
}

START_TEST(refused)
{
	char err[300];
	size_t i;

	read_base();
	for (i = 0; i < ARRAY_SIZE(edits); i++) {
		const struct edit *edit = &edits[i];
		char *text = edited(edit->mark, edit->from, edit->to);
		int ret = load_text(text, strlen(text), err, sizeof(err));

		ck_assert_msg(ret == -1, "%s -> %s was taken", edit->from,
			      edit->to);
		ck_assert_msg(strstr(err, edit->want) == err ||
			      edit->want[0] == '"' || strstr(err, "line 1, "),
			      "%s -> %s: place missing: %s", edit->from,
			      edit->to, err);
		ck_assert_msg(strstr(err, edit->want), "%s -> %s: %s",
			      edit->from, edit->to, err);
		free(text);
	}
}

/* Every edit that leaves it a true record is taken. */
START_TEST(taken)
{
	static const struct edit good[] = {
		{ FIRST, "\"done\"", "\"cancelled\"", NULL },
		{ FIRST, "\"done\"", "\"offline\"", NULL },
		{ FIRST, "\"sum\":1300", "\"sum\":1299", NULL },
		{ FIRST, "\"executed\":7", "\"executed\":4", NULL },
		{ SECOND, "\"cpu\":0", "\"cpu\":5", NULL },
		{ SECOND, "hypercall:1/insn", "in:0x21/insn-cpl3", NULL },
		{ "", "2026-11-21T21:40:00Z", "2026-11-21T21:40:00.5Z", NULL },
		{ "", "\"emulated\":null", "\"emulated\":\"TCG\"", NULL },
		{ "", "[\"a\",\"b\"]", "[]", NULL },
		{ "", "\"runs\"", "\"summary\":[1,{},\"x\"],\"runs\"", NULL },
	};
	char err[300];
	size_t i;

	read_base();
	for (i = 0; i < ARRAY_SIZE(good); i++) {
		char *text = edited(good[i].mark, good[i].from, good[i].to);

		ck_assert_msg(!load_text(text, strlen(text), err, sizeof(err)),
			      "%s -> %s: %s", good[i].from, good[i].to, err);
		free(text);
	}
}

START_TEST(cut_anywhere)
{
	char err[300];
	size_t len;

	read_base();
	for (len = 0; len < strlen(base); len++)
		ck_assert_msg(load_text(base, len, err, sizeof(err)) == -1 &&
			      !strncmp(err, len ? "line " : "is empty", len ? 5 : 8),
			      "cut at %zu: %s", len, err);
}

START_TEST(junk_behind)
{
	char err[300];
	char *text;

	read_base();
	text = xasprintf("%s\n{}", base);
	ck_assert_int_eq(load_text(text, strlen(text), err, sizeof(err)), -1);
	ck_assert_msg(!strncmp(err, "line 2, column", 14), "%s", err);
	free(text);
	text = xasprintf("%s\n", base);
	ck_assert_int_eq(load_text(text, strlen(text), err, sizeof(err)), 0);
	/* A NUL is junk as well. */
	ck_assert_int_eq(load_text(text, strlen(text) + 1, err, sizeof(err)),
			 -1);
	free(text);
}

START_TEST(nesting_bomb)
{
	size_t len = 4 << 20;
	char *text = xcalloc(len, 1);
	char err[300];

	memset(text, '[', len);
	ck_assert_int_eq(load_text(text, len, err, sizeof(err)), -1);
	ck_assert_msg(strstr(err, "depth"), "%s", err);
	free(text);
}

START_TEST(too_many)
{
	char err[300], *runs, *text;
	size_t i;

	read_base();
	runs = xcalloc(RECORD_MAX_RUNS + 2, 3);
	for (i = 0; i <= RECORD_MAX_RUNS; i++)
		memcpy(runs + 3 * i, "{},", 3);
	runs[3 * i - 1] = '\0';
	text = xasprintf("%.*s\"runs\":[%s]}",
			 (int)(strstr(base, "\"runs\"") - base), base, runs);
	ck_assert_int_eq(load_text(text, strlen(text), err, sizeof(err)), -1);
	ck_assert_str_eq(err, "runs: 1001 entries, and no more than 1000 can be true");
	free(text);
	free(runs);
}

/* Fifty times a file's size in memory: refused, not taken until killed. */
START_TEST(too_much_memory)
{
	size_t len = 1 << 20, i;
	char *text = xcalloc(len + 1, 1);
	char err[300];

	read_base();
	for (i = 0; i < len; i += 4)
		memcpy(text + i, "[1],", 4);
	text[0] = '[';
	text[1] = '[';
	json_limit_set(8 * len);
	ck_assert_int_eq(load_text(text, len, err, sizeof(err)), -1);
	ck_assert_str_eq(err, "needs more memory than half of what there is");
	/* Wherever it ends, it is said, and nothing crashes. */
	for (i = 1; i < 20000; i += 37) {
		json_limit_set(i);
		if (!load_text(base, strlen(base), err, sizeof(err)))
			break;
		ck_assert_str_eq(err,
				 "needs more memory than half of what there is");
	}
	ck_assert_uint_gt(i, 2000);
	ck_assert_uint_lt(i, 20000);
	json_limit_set(0);
	ck_assert_int_eq(load_text(text, len, err, sizeof(err)), -1);
	ck_assert_msg(!strncmp(err, "line 1, column", 14), "%s", err);
	free(text);
}

START_TEST(no_file)
{
	char err[300], tiny[8];
	struct record rec;

	ck_assert_int_eq(record_load(&rec, "/none", err, sizeof(err)), -1);
	ck_assert_str_eq(err, strerror(ENOENT));
	ck_assert_int_eq(record_load(&rec, "/", err, sizeof(err)), -1);
	ck_assert_str_eq(err, strerror(EISDIR));
	ck_assert_int_eq(record_load(&rec, "/none", tiny, sizeof(tiny)), -1);
	ck_assert_uint_eq(strlen(tiny), sizeof(tiny) - 1);
}

START_TEST(too_long)
{
	char err[300], path[40];
	struct record rec;
	int fd = memfd_create("record", MFD_CLOEXEC);

	/* A hole: it takes no memory. */
	ck_assert_int_eq(ftruncate(fd, (off_t)RECORD_MAX_BYTES + 1), 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ck_assert_int_eq(record_load(&rec, path, err, sizeof(err)), -1);
	ck_assert_str_eq(err, "more than 1073741824 bytes");
	close(fd);
}

const struct unit_test unit_tests[] = {
	{ "the base", &base_is_taken },
	{ "edits refused, with the place", &refused },
	{ "edits taken", &taken },
	{ "cut anywhere", &cut_anywhere },
	{ "junk behind", &junk_behind },
	{ "nesting bomb", &nesting_bomb },
	{ "too many runs", &too_many },
	{ "too much memory", &too_much_memory },
	{ "no file", &no_file },
	{ "too long a file", &too_long },
	{ 0 }
};

// SPDX-License-Identifier: GPL-2.0
/* Metrics: which bucket a sample is counted in, and what labels say. */
#include <stdlib.h>
#include <string.h>

#include "lib/util.h"
#include "sample.h"
#include "unit.h"
#include "watch/openmetrics.h"

/* One result of these samples, a TSC of 1 GHz: a cycle is a nanosecond. */
static char *metrics_of(const char *name, uint32_t route, const char *emulated,
			const uint64_t *samples, size_t nr)
{
	struct monitor mon = { .state = xstrdup("runs") };
	struct metrics metrics = { .mon = &mon };
	struct record rec;
	char *text = NULL;
	size_t len = 0;
	FILE *out;

	sample_record(&rec, 1);
	rec.fp.tsc_khz = 1000000;
	free(rec.fp.emulated);
	rec.fp.emulated = emulated ? xstrdup(emulated) : NULL;
	sample_set(&rec.fp.hypervisor, "KVM");
	metrics.fp = &rec.fp;
	sample_result(run_add_result(&mon.run), name, 0, route, samples, nr);
	out = or_die(open_memstream(&text, &len));
	ck_assert_int_eq(openmetrics_write(&metrics, out), 0);
	fclose(out);
	monitor_free(&mon);
	record_free(&rec);
	return text;
}

/* A whole line. */
static bool has(const char *text, const char *line)
{
	char *wanted = xasprintf("\n%s\n", line);
	bool found = strstr(text, wanted);

	if (!found)
		fprintf(stderr, "no line \"%s\" in\n%s", line, text);
	free(wanted);
	return found;
}

#define PROBE "exit=\"cpuid\",path=\"insn\",parameter=\"0xd.1\",route=\"VMEXIT\""
#define BUCKET(le, count) \
	"vmexit_duration_seconds_bucket{" PROBE ",le=\"" le "\"} " count

START_TEST(buckets)
{
	static const uint64_t samples[] = { 99, 100, 101, 1000, 1001, 1250, 1260, 20000000 };
	char *text = metrics_of("cpuid:0xd.1/insn", VMEXIT_ROUTE_VMEXIT, NULL,
				samples, 8);

	ck_assert(has(text, BUCKET("1e-07", "2")));
	ck_assert(has(text, BUCKET("1.25e-07", "3")));
	ck_assert(has(text, BUCKET("8e-07", "3")));
	/* 1000 to 1003 are one of the module's buckets: all of it, or none. */
	ck_assert(has(text, BUCKET("1e-06", "3")));
	ck_assert(has(text, BUCKET("1.25e-06", "5")));
	ck_assert(has(text, BUCKET("1.6e-06", "7")));
	ck_assert(has(text, BUCKET("0.0001", "7")));
	ck_assert(has(text, BUCKET("0.01", "7")));
	ck_assert(has(text, BUCKET("+Inf", "8")));
	ck_assert(has(text, "vmexit_duration_seconds_count{" PROBE "} 8"));
	ck_assert(has(text, "vmexit_duration_seconds_sum{" PROBE "} 0.020004811"));
	free(text);
}
END_TEST

START_TEST(longest_is_known)
{
	/* The module's bucket ends beyond the bound, the longest sample in it is on it. */
	static const uint64_t samples[] = { 1600 };
	char *text = metrics_of("cpuid:0xd.1/insn", VMEXIT_ROUTE_VMEXIT, NULL,
				samples, 1);

	ck_assert(has(text, BUCKET("1.25e-06", "0")));
	ck_assert(has(text, BUCKET("1.6e-06", "1")));
	free(text);
}
END_TEST

START_TEST(how_many_buckets)
{
	static const uint64_t samples[] = { 1 };
	char *text = metrics_of("sev-info/ghcb-msr", VMEXIT_ROUTE_VMGEXIT, NULL,
				samples, 1), *at = text;
	size_t nr = 0;

	while ((at = strstr(at, "_bucket{exit=\"sev-info\",path=\"ghcb-msr\",parameter=\"\","))) {
		at++;
		nr++;
	}
	/* Ten a decade, five decades, both ends; infinity. */
	ck_assert_uint_eq(nr, 52);
	ck_assert_str_eq(text + strlen(text) - 6, "# EOF\n");
	free(text);
}
END_TEST

START_TEST(labelled)
{
	static const uint64_t samples[] = { 1000 };
	char *text = metrics_of("hypercall:1/insn", VMEXIT_ROUTE_VC_VMGEXIT,
				"a \"box\\\n\x1b[2J", samples, 1);
	char *line;

	ck_assert(has(text, "vmexit_executed_total{exit=\"hypercall\",path=\"insn\","
		      "parameter=\"1\",route=\"#VC+VMGEXIT\","
		      "emulated=\"a \\\"box\\\\??[2J\"} 101"));
	ck_assert(has(text, "vmexit_tsc_hertz{emulated=\"a \\\"box\\\\??[2J\"} 1000000000"));
	ck_assert(has(text, "vmexit_monitor_running{emulated=\"a \\\"box\\\\??[2J\"} 1"));
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		ck_assert(*line == '#' || strstr(line, "emulated="));
	free(text);
}
END_TEST

START_TEST(bare)
{
	static const uint64_t samples[] = { 1000 };
	char *text = metrics_of("null/insn", VMEXIT_ROUTE_NONE, NULL, samples, 1);

	ck_assert(has(text, "vmexit_tsc_hertz 1000000000"));
	ck_assert(has(text, "vmexit_info{version=\"0.1.0\",platform=\"General VM\","
		      "hypervisor=\"KVM\"} 1"));
	free(text);
}
END_TEST

const struct unit_test unit_tests[] = {
	{ "buckets", &buckets },
	{ "longest is known", &longest_is_known },
	{ "how many buckets", &how_many_buckets },
	{ "labelled", &labelled },
	{ "bare", &bare },
	{ 0 }
};

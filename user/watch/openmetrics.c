// SPDX-License-Identifier: GPL-2.0
/* Metrics: a histogram a probe, and what must be known to read it. */
#include "watch/openmetrics.h"

#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "lib/util.h"

/*
 * Upper bounds of the buckets, ten a decade from 100 ns to 10 ms: the same on every
 * host, whatever its TSC, or a fleet's could not be added up. Preferred numbers
 * (R10 of ISO 3), as their products with a power of ten.
 */
static const char *const steps[] = {
	"1", "1.25", "1.6", "2", "2.5", "3.15", "4", "5", "6.3", "8"
};

#define FIRST_DECADE	(-7)
#define LAST_DECADE	(-2)

/* What every series of a probe, or of the machine, is told apart by. */
struct labels {
	const char *name[8];
	char *value[8];
	size_t nr;
};

static void label(struct labels *labels, const char *name, const char *value)
{
	labels->name[labels->nr] = name;
	labels->value[labels->nr++] = text_clean(value, true);
}

static void labels_free(struct labels *labels)
{
	while (labels->nr)
		free(labels->value[--labels->nr]);
}

static void put_value(const char *value, FILE *out)
{
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			fputc('\\', out);
		fputc(*value, out);
	}
}

/* "name{a="b",...,le="..."} ": the value is still to come. */
static void put_series(const char *name, const struct labels *labels,
		       const char *le, FILE *out)
{
	size_t i;

	fputs(name, out);
	for (i = 0; i < labels->nr; i++) {
		fprintf(out, "%c%s=\"", i ? ',' : '{', labels->name[i]);
		put_value(labels->value[i], out);
		fputc('"', out);
	}
	if (le)
		fprintf(out, "%cle=\"%s\"", labels->nr ? ',' : '{', le);
	fprintf(out, "%s ", labels->nr || le ? "}" : "");
}

static void label_emulated(struct labels *labels, const struct fingerprint *fp)
{
	if (fp->emulated)
		label(labels, "emulated", fp->emulated);
}

static void label_probe(struct labels *labels, const struct fingerprint *fp,
			const struct result *res)
{
	char name[VMEXIT_NAME_LEN], *param, *path;

	vmexit_name_format(&res->id, name);
	path = strchr(name, '/');
	*path++ = '\0';
	param = strchr(name, ':');
	if (param)
		*param++ = '\0';
	label(labels, "exit", name);
	label(labels, "path", path);
	label(labels, "parameter", param ?: "");
	label(labels, "route", vmexit_route_names[res->route]);
	label_emulated(labels, fp);
}

/* Samples that took no longer than @seconds, all of a bucket or none. */
static uint64_t samples_within(const struct result *res, double seconds,
			       double hz, size_t *next, uint64_t below)
{
	for (; *next < res->nr_buckets; (*next)++) {
		const struct bucket *b = &res->buckets[*next];
		uint64_t last = vmexit_hist_lower(b->index) +
				vmexit_hist_width(b->index) - 1;

		/* The longest one in it, by what is known. */
		if (last > res->max || b->index == VMEXIT_HIST_BUCKETS - 1)
			last = res->max;
		if ((double)last > seconds * hz)
			break;
		below += b->count;
	}
	return below;
}

static void put_histogram(const struct fingerprint *fp,
			  const struct result *res, FILE *out)
{
	double hz = fp->tsc_khz * 1e3;
	struct labels labels = { 0 };
	uint64_t below = 0;
	size_t next = 0, i;
	double seconds;
	char le[16];
	int decade;

	label_probe(&labels, fp, res);
	for (decade = FIRST_DECADE; decade <= LAST_DECADE; decade++) {
		for (i = 0; i < ARRAY_SIZE(steps); i++) {
			snprintf(le, sizeof(le), "%se%d", steps[i], decade);
			seconds = strtod(le, NULL);
			snprintf(le, sizeof(le), "%g", seconds);
			below = samples_within(res, seconds, hz, &next, below);
			put_series("vmexit_duration_seconds_bucket", &labels, le,
				   out);
			fprintf(out, "%llu\n", (unsigned long long)below);
			if (decade == LAST_DECADE)
				break;
		}
	}
	put_series("vmexit_duration_seconds_bucket", &labels, "+Inf", out);
	fprintf(out, "%llu\n", (unsigned long long)res->count);
	put_series("vmexit_duration_seconds_sum", &labels, NULL, out);
	fprintf(out, "%.15g\n", (double)res->sum / hz);
	put_series("vmexit_duration_seconds_count", &labels, NULL, out);
	fprintf(out, "%llu\n", (unsigned long long)res->count);
	labels_free(&labels);
}

/* A number a probe. Its type would be spelt differently in the two formats. */
static void put_totals(const struct metrics *from, const char *name,
		       const char *help, uint64_t (*of)(const struct result *),
		       FILE *out)
{
	size_t i;

	fprintf(out, "# HELP %s %s\n", name, help);
	for (i = 0; i < from->mon->run.nr_results; i++) {
		const struct result *res = &from->mon->run.results[i];
		struct labels labels = { 0 };

		label_probe(&labels, from->fp, res);
		put_series(name, &labels, NULL, out);
		fprintf(out, "%llu\n", (unsigned long long)of(res));
		labels_free(&labels);
	}
}

static uint64_t executed(const struct result *res)
{
	return res->executed;
}

static uint64_t disturbed(const struct result *res)
{
	return res->disturbed;
}

static void put_gauge(const char *name, const char *unit, const char *help,
		      const struct labels *labels, double value, FILE *out)
{
	fprintf(out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
	if (unit)
		fprintf(out, "# UNIT %s %s\n", name, unit);
	put_series(name, labels, NULL, out);
	fprintf(out, "%.15g\n", value);
}

static void put_machine(const struct metrics *from, FILE *out)
{
	struct labels labels = { 0 };

	label(&labels, "version", from->fp->module);
	label(&labels, "platform", vmexit_platform_names[from->fp->platform]);
	label(&labels, "hypervisor", from->fp->hypervisor);
	label_emulated(&labels, from->fp);
	put_gauge("vmexit_info", NULL,
		  "Version of vmexit.ko, and which guest this is; always 1.",
		  &labels, 1, out);
	labels_free(&labels);

	label_emulated(&labels, from->fp);
	put_gauge("vmexit_tsc_hertz", "hertz",
		  "Frequency of the TSC, which all durations were measured with.",
		  &labels, from->fp->tsc_khz * 1e3, out);
	put_gauge("vmexit_monitor_running", NULL,
		  "1 while the monitor measures, 0 where it is off or waits.",
		  &labels, !strcmp(from->mon->state, "runs"), out);
	labels_free(&labels);
}

int openmetrics_write(const void *what, FILE *out)
{
	const struct metrics *from = what;
	size_t i;

	fputs("# HELP vmexit_duration_seconds Time of an exit, gross; "
	      "no latency where the label emulated says of what.\n"
	      "# TYPE vmexit_duration_seconds histogram\n"
	      "# UNIT vmexit_duration_seconds seconds\n", out);
	for (i = 0; i < from->mon->run.nr_results; i++)
		put_histogram(from->fp, &from->mon->run.results[i], out);
	put_totals(from, "vmexit_executed_total",
		   "Times an exit was executed, checks and disturbed samples included.",
		   executed, out);
	put_totals(from, "vmexit_disturbed_total",
		   "Samples that were spoiled, in no histogram.", disturbed, out);
	put_machine(from, out);
	fputs("# EOF\n", out);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0
/* What is watched as lines of CSV or JSON, one a probe and update; units are in names. */
#include <math.h>
#include <stdlib.h>

#include "lib/csv.h"
#include "lib/util.h"
#include "record/json_out.h"
#include "watch/view.h"

static const enum stats_figure figures[] = {
	STATS_P50, STATS_P99, STATS_P999, STATS_MAX,
};

/* Of the baseline, and the change against it. */
static const enum stats_figure held[] = { STATS_P50, STATS_P99 };

/* To a tenth; null for what is not known. */
static json_t *number(bool known, double value)
{
	return known ? json_real(round(value * 10) / 10) : json_null();
}

static void set_figure(json_t *line, const char *kind, enum stats_figure figure,
		       const char *unit, json_t *value)
{
	char *name = xasprintf("%s_%s_%s", kind, stats_figure_names[figure], unit);

	json_set(line, name, value);
	free(name);
}

static void set_figures(json_t *line, const struct pooled *probe, const char *unit,
			double factor)
{
	bool known = probe->count && factor > 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(figures); i++)
		set_figure(line, "gross", figures[i], unit,
			   number(known, known ? stats_figure(probe, figures[i]) * factor : 0));
}

static void set_base(json_t *line, const struct against *against, const struct pooled *probe)
{
	bool any = against_any(against), known, ns;
	double value = 0;
	size_t i;

	for (i = 0; i < 2 * ARRAY_SIZE(held); i++) {
		ns = i >= ARRAY_SIZE(held);
		known = any && against_figure(against, &probe->id, held[i % ARRAY_SIZE(held)],
					      ns, &value);
		set_figure(line, "base_gross", held[i % ARRAY_SIZE(held)], ns ? "ns" : "cycles",
			   number(known, value));
	}
	for (i = 0; i < ARRAY_SIZE(held); i++) {
		known = any && against_change(against, probe, held[i], &value);
		set_figure(line, "change", held[i], "percent", number(known, value));
	}
}

static json_t *line_of(const struct watched *watched, const struct pooled *probe,
		       const char *now)
{
	const struct fingerprint *fp = &watched->rec.fp;
	json_t *line = json_made(json_object());
	double ns = 0;

	/* An emulator's cycles are no measure of time. */
	if (fp->tsc_khz && !fp->emulated)
		ns = 1e6 / fp->tsc_khz;
	json_set(line, "time", json_string(now));
	json_set(line, "monitor", json_text(watched->state));
	json_set(line, "probe", json_probe(&probe->id));
	json_set(line, "route", json_string(vmexit_route_names[probe->route]));
	json_set(line, "reason", json_text(probe->reason));
	json_set(line, "emulated", json_text(fp->emulated));
	json_set(line, "seconds", number(true, (double)watched->ms / 1000));
	json_set(line, "samples", json_integer((json_int_t)probe->count));
	json_set(line, "disturbed", json_integer((json_int_t)probe->disturbed));
	set_figures(line, probe, "cycles", 1);
	set_figures(line, probe, "ns", ns);
	set_base(line, watched->against, probe);
	return line;
}

/* An empty field for null. */
static void put_csv(const json_t *value, FILE *out)
{
	if (json_is_string(value))
		csv_text(json_string_value(value), out);
	else if (json_is_integer(value))
		fprintf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_real(value))
		fprintf(out, "%.1f", json_real_value(value));
}

void watch_csv_titles(FILE *out)
{
	const struct against against = { 0 };
	const struct watched none = { .against = &against };
	const struct pooled probe = { 0 };
	json_t *line = line_of(&none, &probe, "");
	const char *name, *between = "";
	json_t *value;

	json_object_foreach(line, name, value) {
		fprintf(out, "%s%s", between, name);
		between = ",";
	}
	fputc('\n', out);
	json_decref(line);
}

static void put_csv_line(json_t *line, FILE *out)
{
	const char *name, *between = "";
	json_t *value;

	json_object_foreach(line, name, value) {
		fputs(between, out);
		put_csv(value, out);
		between = ",";
	}
}

void watch_lines(const struct watched *watched, bool json, FILE *out)
{
	char *now = now_utc();
	size_t i;

	for (i = 0; i < watched->sum.nr_probes; i++) {
		json_t *line = line_of(watched, &watched->sum.probes[i], now);

		if (json)
			json_dumpf(line, out, JSON_COMPACT | JSON_REAL_PRECISION(12));
		else
			put_csv_line(line, out);
		fputc('\n', out);
		json_decref(line);
	}
	free(now);
}

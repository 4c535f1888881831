// SPDX-License-Identifier: GPL-2.0
/* What is watched as CSV: a line a probe and update; units are in column names. */
#include <stdlib.h>

#include "lib/csv.h"
#include "lib/util.h"
#include "watch/view.h"

static const enum stats_figure figures[] = {
	STATS_P50, STATS_P99, STATS_P999, STATS_MAX,
};

/* Of the baseline, and the change against it. */
static const enum stats_figure held[] = { STATS_P50, STATS_P99 };

static void put_names(const char *kind, const enum stats_figure *list, size_t nr,
		      const char *unit, FILE *out)
{
	size_t i;

	for (i = 0; i < nr; i++)
		fprintf(out, ",%s_%s_%s", kind, stats_figure_names[list[i]], unit);
}

void watch_csv_titles(FILE *out)
{
	fputs("time,monitor,probe,route,reason,emulated,seconds,samples,disturbed", out);
	put_names("gross", figures, ARRAY_SIZE(figures), "cycles", out);
	put_names("gross", figures, ARRAY_SIZE(figures), "ns", out);
	put_names("base_gross", held, ARRAY_SIZE(held), "cycles", out);
	put_names("base_gross", held, ARRAY_SIZE(held), "ns", out);
	put_names("change", held, ARRAY_SIZE(held), "percent", out);
	fputc('\n', out);
}

/* An empty field for what is not known. */
static void put_number(bool known, double value, FILE *out)
{
	fputc(',', out);
	if (known)
		fprintf(out, "%.1f", value);
}

static void put_figures(const struct pooled *probe, double factor, FILE *out)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(figures); i++)
		put_number(probe->count && factor > 0, probe->count ?
			   stats_figure(probe, figures[i]) * factor : 0, out);
}

static void put_base(const struct against *against, const struct pooled *probe,
		     FILE *out)
{
	double value = 0;
	bool known;
	size_t i;

	for (i = 0; i < 2 * ARRAY_SIZE(held); i++) {
		known = against_any(against) &&
			against_figure(against, &probe->id,
				       held[i % ARRAY_SIZE(held)],
				       i >= ARRAY_SIZE(held), &value);
		put_number(known, value, out);
	}
	for (i = 0; i < ARRAY_SIZE(held); i++) {
		known = against_any(against) &&
			against_change(against, probe, held[i], &value);
		put_number(known, value, out);
	}
}

static void put_probe(const struct watched *watched, const struct pooled *probe,
		      const char *now, FILE *out)
{
	const struct fingerprint *fp = &watched->rec.fp;
	char name[VMEXIT_NAME_LEN];
	double ns = 0;

	/* An emulator's cycles are no measure of time. */
	if (fp->tsc_khz && !fp->emulated)
		ns = 1e6 / fp->tsc_khz;
	vmexit_name_format(&probe->id, name);
	fprintf(out, "%s,", now);
	csv_text(watched->state, out);
	fprintf(out, ",%s,%s,", name, vmexit_route_names[probe->route]);
	csv_text(probe->reason, out);
	fputc(',', out);
	csv_text(fp->emulated, out);
	fprintf(out, ",%.1f,%llu,%llu", (double)watched->ms / 1000,
		(unsigned long long)probe->count,
		(unsigned long long)probe->disturbed);
	put_figures(probe, 1, out);
	put_figures(probe, ns, out);
	put_base(watched->against, probe, out);
	fputc('\n', out);
}

void watch_csv(const struct watched *watched, FILE *out)
{
	char *now = now_utc();
	size_t i;

	for (i = 0; i < watched->sum.nr_probes; i++)
		put_probe(watched, &watched->sum.probes[i], now, out);
	free(now);
}

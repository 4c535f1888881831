// SPDX-License-Identifier: GPL-2.0
/* One probe's percentile distribution, in the text that HdrHistogram's plotters take. */
#include <math.h>
#include <stdlib.h>

#include "lib/text.h"
#include "view/parts.h"

/* As HdrHistogram does by default: so many rows for each half of what is left to 100 %. */
#define TICKS	5

struct shown {
	const struct summary *sum;
	const struct pooled *probe;
	struct view_unit unit;
};

static double in_unit(const struct shown *shown, double cycles)
{
	return stats_net(shown->sum, shown->probe, cycles) * shown->unit.factor;
}

/* Of what the buckets hold: samples are taken to lie in the middle of theirs. */
static double deviation(const struct pooled *probe)
{
	double mean = stats_mean(probe), squares = 0;
	size_t i;

	for (i = 0; i < probe->nr_buckets; i++) {
		uint32_t index = probe->buckets[i].index;
		double middle = (double)vmexit_hist_lower(index) +
				(double)(vmexit_hist_width(index) - 1) / 2;

		middle = fmin(fmax(middle, (double)probe->min), (double)probe->max);
		squares += (double)probe->buckets[i].count * pow(middle - mean, 2);
	}
	return sqrt(squares / (double)probe->count);
}

static void put_rows(const struct shown *shown, FILE *out)
{
	const struct pooled *probe = shown->probe;
	const struct bucket *bucket = probe->buckets;
	uint64_t below = bucket->count;
	unsigned int tick;

	for (tick = 0;; tick++) {
		double left = ldexp(1 - tick % TICKS / (2.0 * TICKS), -(int)(tick / TICKS));

		while (below < stats_rank(1 - left, probe->count))
			below += (++bucket)->count;
		fprintf(out, "%12.3f %14.12f %10llu %14.2f\n",
			in_unit(shown, stats_quantile(probe, 1 - left)), 1 - left,
			(unsigned long long)below, 1 / left);
		if (below == probe->count)
			break;
	}
	/* No number: what plots the last column leaves the line out. */
	fprintf(out, "%12.3f %14.12f %10llu %14s\n", in_unit(shown, (double)probe->max), 1.0,
		(unsigned long long)probe->count, "inf");
}

/* Comments to the plotters. Behind their own, for those who count lines. */
static void put_labels(const struct record *rec, const struct shown *shown, FILE *out)
{
	const struct pooled *probe = shown->probe;
	char name[VMEXIT_NAME_LEN];
	char *emulated;

	vmexit_name_format(&probe->id, name);
	fprintf(out, "# %s, route %s, in %s, %s\n", name, vmexit_route_names[probe->route],
		shown->unit.name, !stats_has_net(shown->sum, probe) ||
		probe->id.exit == VMEXIT_EXIT_NULL ? "gross" : "net of the bracket");
	if (!rec->fp.emulated)
		return;
	emulated = text_clean(rec->fp.emulated, true);
	fprintf(out, "# EMULATED: %s: figures are not latencies\n", emulated);
	free(emulated);
}

void view_hgrm(const struct record *rec, const struct summary *sum, const struct pooled *probe,
	       const struct view_opts *opts, FILE *out)
{
	const struct shown shown = { sum, probe, view_unit(rec, opts) };

	fputs("       Value     Percentile TotalCount 1/(1-Percentile)\n\n", out);
	put_rows(&shown, out);
	fprintf(out, "#[Mean    = %12.3f, StdDeviation   = %12.3f]\n",
		in_unit(&shown, stats_mean(probe)), deviation(probe) * shown.unit.factor);
	fprintf(out, "#[Max     = %12.3f, Total count    = %12llu]\n",
		in_unit(&shown, (double)probe->max), (unsigned long long)probe->count);
	fprintf(out, "#[Buckets = %12u, SubBuckets     = %12u]\n",
		VMEXIT_HIST_BUCKETS / VMEXIT_HIST_SUB - 1, 2 * VMEXIT_HIST_SUB);
	put_labels(rec, &shown, out);
}

// SPDX-License-Identifier: GPL-2.0
/* A figure of one side, unit of evidence by unit of evidence. */
#include "compare/values.h"

#include <math.h>
#include <stdlib.h>

#include "compare/serial.h"
#include "lib/util.h"

/*
 * Of values shorter than the clock's step nothing is known: then the share of
 * the value that the step is, short of what would make its logarithm infinite.
 */
#define STEP_MOST	0.999

double values_factor(const struct values_how *how,
		     const struct record *rec)
{
	return how->ns ? 1e6 / rec->fp.tsc_khz : 1;
}

/**
 * struct coarse - how coarsely a run's value is known
 * @index: histogram bucket it lies in
 * @var: (width^2 / 12) / value^2 of that bucket
 * @step: see struct series
 */
struct coarse {
	uint32_t index;
	double var;
	double step;
};

double values_net(const struct values_how *how, const struct side_record *rec,
		  const struct pooled *probe, double cycles)
{
	return how->gross ? cycles : stats_net(&rec->sum, probe, cycles);
}

/* In the unit; NAN where the run has no samples of the probe. */
static double run_value(const struct values_how *how,
			const struct side_record *rec, size_t run,
			const struct vmexit_id *id, struct coarse *coarse)
{
	const struct pooled *probe = summary_find(&rec->runs[run], id);
	double value, width;

	if (!probe || !probe->count)
		return NAN;
	value = values_net(how, rec, probe, stats_figure(probe, how->figure));
	width = stats_width(probe, how->figure, &coarse->index);
	coarse->var = value > 0 ? pow(width / value, 2) / 12 : 0;
	coarse->step = rec->rec.fp.tsc_step > 1 && value > 0 ?
		       -log1p(-fmin(rec->rec.fp.tsc_step / value, STEP_MOST)) : 0;
	return value * values_factor(how, &rec->rec);
}

static int compare_coarse(const void *va, const void *vb)
{
	const struct coarse *a = va, *b = vb;

	return (a->index > b->index) - (a->index < b->index);
}

/*
 * Variance of the mean that comes of buckets' widths. Values in one bucket may
 * be off by the same, those in different ones are off by their own: of n runs
 * all in one bucket it is that bucket's, of n in as many the nth part.
 */
static double blur_of(struct coarse *coarse, size_t nr)
{
	double blur = 0, share;
	size_t i, next;

	if (nr)
		qsort(coarse, nr, sizeof(*coarse), compare_coarse);
	for (i = 0; i < nr; i = next) {
		for (next = i; next < nr; next++)
			if (coarse[next].index != coarse[i].index)
				break;
		share = (double)(next - i) / (double)nr;
		blur += share * share * coarse[i].var;
	}
	return blur;
}

/* The coarsest run's: all may be off by as much. */
static double step_of(const struct coarse *coarse, size_t nr)
{
	double step = 0;
	size_t i;

	for (i = 0; i < nr; i++)
		step = fmax(step, coarse[i].step);
	return step;
}

struct sums {
	double value, log;
	size_t nr;
};

/* What is added up before it is known what is whole. */
struct gathered {
	struct sums *unit;
	struct coarse *coarse;
	size_t nr_coarse;
};

static void gather_record(const struct values_how *how,
			  const struct side_record *rec, size_t first_run,
			  const struct vmexit_id *id, struct gathered *all)
{
	struct sums *sums;
	double value;
	size_t run;

	for (run = 0; run < rec->rec.nr_runs; run++) {
		value = run_value(how, rec, run, id, &all->coarse[all->nr_coarse]);
		if (isnan(value))
			continue;
		all->nr_coarse++;
		sums = &all->unit[how->by_boot ? rec->boot : first_run + run];
		sums->value += value;
		sums->log += log(value);
		sums->nr++;
	}
}

/* Units that have a value, in their order. */
static void settle(const struct gathered *all, size_t nr_units,
		   struct values *values)
{
	struct series *series = &values->series;
	size_t i;

	for (i = 0; i < nr_units; i++) {
		const struct sums *sums = &all->unit[i];
		double nr = (double)sums->nr;

		if (!sums->nr)
			continue;
		/* A mean of logarithms, one of which is -inf, tells nothing. */
		values->zero |= !isfinite(sums->log);
		values->unit[series->nr] = i;
		values->value[series->nr] = sums->value / nr;
		series->log[series->nr++] = sums->log / nr;
	}
	values->has = series->nr;
	for (i = 0; i < series->nr; i++)
		values->mean += values->value[i] / (double)series->nr;
}

const struct pooled *side_probe(const struct side_record *rec, const struct vmexit_id *id)
{
	const struct pooled *probe = summary_find(&rec->sum, id);
	size_t i;

	for (i = 0; !probe && vmexit_role(id) && i < rec->sum.nr_probes; i++)
		if (vmexit_same_exit(&rec->sum.probes[i].id, id))
			probe = &rec->sum.probes[i];
	return probe;
}

const struct pooled *side_measured(const struct side_record *rec,
				   const struct vmexit_id *id)
{
	const struct pooled *probe = side_probe(rec, id);

	return probe && probe->count ? probe : NULL;
}

/* Of what was timed; unknown where it is not the same everywhere. */
static void add_route(struct values *values, bool first, uint32_t route)
{
	if (first)
		values->route = route;
	else if (values->route != route)
		values->route = VMEXIT_ROUTE_UNKNOWN;
}

static void measured_values(const struct side *side, const struct vmexit_id *id,
			    const struct values_how *how, struct values *values)
{
	size_t nr_units = how->by_boot ? side->nr_boots : side->nr_runs;
	struct gathered all = {
		.unit = xcalloc(nr_units, sizeof(*all.unit)),
		.coarse = xcalloc(side->nr_runs, sizeof(*all.coarse)),
	};
	size_t i, first_run = 0;

	values->value = xcalloc(nr_units, sizeof(*values->value));
	values->unit = xcalloc(nr_units, sizeof(*values->unit));
	values->series.log = xcalloc(nr_units, sizeof(*values->series.log));
	for (i = 0; i < side->nr_records; i++) {
		const struct side_record *rec = &side->records[i];
		const struct pooled *probe = side_measured(rec, id);

		if (probe) {
			add_route(values, !all.nr_coarse, probe->route);
			gather_record(how, rec, first_run, &probe->id, &all);
		}
		first_run += rec->rec.nr_runs;
	}
	settle(&all, nr_units, values);
	values->series.blur = blur_of(all.coarse, all.nr_coarse);
	values->series.step = step_of(all.coarse, all.nr_coarse);
	values->series.related = values_related(how, &values->series);
	free(all.coarse);
	free(all.unit);
}

static void published_values(const struct published *pub,
			     const struct vmexit_id *id, struct values *values)
{
	const struct published_figure *fig = published_find(pub, id);

	if (!fig)
		return;
	*values = (struct values){
		.has = true, .route = fig->route, .mean = fig->value,
	};
}

struct values values_of(const struct side *side, const struct vmexit_id *id,
			const struct values_how *how)
{
	struct values values = { 0 };

	if (side->published)
		published_values(side->published, id, &values);
	else
		measured_values(side, id, how, &values);
	return values;
}

double values_related(const struct values_how *how, const struct series *series)
{
	return how->by_boot ? 1 : serial_related(series->log, series->nr);
}

void values_free(struct values *values)
{
	free(values->value);
	free(values->unit);
	free(values->series.log);
	*values = (struct values){ 0 };
}

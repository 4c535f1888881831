// SPDX-License-Identifier: GPL-2.0
/*
 * The parts of an exit, run by run. A difference of medians is no median of differences:
 * how well it is known is seen from what it is elsewhere.
 */
#include "record/anatomy_spread.h"

#include <math.h>
#include <stdlib.h>

#include "lib/util.h"
#include "record/interval.h"

/**
 * struct parts_by_run - what each part takes in each run
 * @cycles: by part, then by run
 * @nr: runs that have them all
 */
struct parts_by_run {
	double *cycles[ANATOMY_NR_PARTS];
	size_t nr;
};

static bool look_up(const struct summary *run, const struct pooled **probe)
{
	if (!*probe)
		return true;
	*probe = summary_find(run, &(*probe)->id);
	return *probe && (*probe)->count;
}

/* Nothing of a run that lacks one of the probes. */
static void add_run(const struct summary *run, const struct anatomy *a,
		    struct parts_by_run *parts)
{
	struct anatomy of_run = *a;
	enum anatomy_part part;

	if (!look_up(run, &of_run.insn) || !look_up(run, &of_run.call) ||
	    !look_up(run, &of_run.wrmsr) || !look_up(run, &of_run.twin) ||
	    !look_up(run, &of_run.tdcall) || !stats_has_net(run, of_run.insn))
		return;
	anatomy_take_apart(run, &of_run);
	for (part = 0; part < ANATOMY_NR_PARTS; part++)
		parts->cycles[part][parts->nr] = anatomy_part(&of_run, part);
	parts->nr++;
}

/* Variance of a p50, by how wide its bucket is; all runs may be off by the same. */
static double blur_of(const struct pooled *probe)
{
	uint32_t index;

	return probe ? pow(stats_width(probe, STATS_P50, &index), 2) / 12 : 0;
}

/* The interval of what one part has more than another. */
static bool is_alike(const struct parts_by_run *parts, enum anatomy_part a,
		     enum anatomy_part b, double blur)
{
	double *more = xcalloc(parts->nr, sizeof(*more)), mean = 0, half;
	size_t i;

	for (i = 0; i < parts->nr; i++) {
		more[i] = parts->cycles[a][i] - parts->cycles[b][i];
		mean += more[i] / (double)parts->nr;
	}
	half = interval_half(more, parts->nr, blur);
	free(more);
	return fabs(mean) <= half;
}

static void spread(const struct parts_by_run *parts, struct anatomy *a)
{
	double blur = blur_of(a->insn) + blur_of(a->call) + blur_of(a->wrmsr) +
		      blur_of(a->twin) + blur_of(a->tdcall);
	enum anatomy_part part, other;

	for (part = 0; part < ANATOMY_NR_PARTS; part++) {
		a->within[part] = NAN;
		if (!anatomy_has(a, part))
			continue;
		a->within[part] = interval_half(parts->cycles[part], parts->nr, blur);
		for (other = 0; other < part && parts->nr > 1; other++) {
			if (!anatomy_has(a, other) || !is_alike(parts, part, other, 4 * blur))
				continue;
			a->alike[a->nr_alike][0] = other;
			a->alike[a->nr_alike++][1] = part;
		}
	}
}

void anatomy_spread(const struct summary *runs, size_t nr_runs, struct anatomy *list,
		    size_t nr)
{
	struct parts_by_run parts = { 0 };
	enum anatomy_part part;
	size_t i, j;

	for (part = 0; part < ANATOMY_NR_PARTS; part++)
		parts.cycles[part] = xcalloc(nr_runs, sizeof(**parts.cycles));
	for (i = 0; i < nr; i++) {
		parts.nr = 0;
		for (j = 0; j < nr_runs; j++)
			add_run(&runs[j], &list[i], &parts);
		spread(&parts, &list[i]);
	}
	for (part = 0; part < ANATOMY_NR_PARTS; part++)
		free(parts.cycles[part]);
}

double anatomy_within(const struct anatomy *a)
{
	enum anatomy_part part;
	double most = NAN;

	for (part = 0; part < ANATOMY_NR_PARTS; part++)
		most = fmax(most, a->within[part]);	/* the one that is a number */
	return most;
}

char *anatomy_alike(const struct anatomy *list, size_t nr, const struct anatomy_words *words)
{
	char *all = xstrdup(""), *one;
	char name[VMEXIT_NAME_LEN];
	size_t i, j;

	for (i = 0; i < nr; i++) {
		for (j = 0; j < list[i].nr_alike; j++) {
			anatomy_name(&list[i], name);
			one = xasprintf("%s (%s, %s)", name,
					anatomy_title(words, list[i].alike[j][0]),
					anatomy_title(words, list[i].alike[j][1]));
			all = xappend(all, ", ", one);
			free(one);
		}
	}
	return all;
}

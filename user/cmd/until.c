// SPDX-License-Identifier: GPL-2.0
/* When there are runs enough. */
#include "cmd/until.h"

#include <math.h>
#include <stdlib.h>

#include "compare/values.h"
#include "lib/complain.h"
#include "lib/util.h"
#include "record/runs.h"

/**
 * struct widest - how well the probes are known
 * @nr: of how many it is not as well as is wanted
 * @never: of how many of those it never will be, however many runs
 * @id: the one that is known least
 * @percent: how well that one is
 * @related: its runs are not independent
 */
struct widest {
	size_t nr;
	size_t never;
	struct vmexit_id id;
	double percent;
	bool related;
};

static double half_width(const struct evidence *ev)
{
	return (sqrt(ev->high / ev->low) - 1) * 100;
}

/* What no number of runs takes away: the bucket's width and the clock's step. */
static double least_width(const struct evidence *ev)
{
	return (exp(2 * sqrt(ev->blur) + ev->step) - 1) * 100;
}

static void look_at(const struct side *side, const struct vmexit_id *id, double percent,
		    struct widest *widest)
{
	static const struct values_how how = { .figure = STATS_P50 };
	struct values values = values_of(side, id, &how);
	struct evidence ev = { 0 };
	double width;

	if (values.series.nr > 1 && !values.zero)
		evidence_paired(&values.series, &ev);
	/* One run, or one that is zero, tells nothing of how well it is known. */
	width = ev.has_interval ? half_width(&ev) : INFINITY;
	if (width > percent) {
		widest->nr++;
		widest->never += ev.has_interval && least_width(&ev) > percent;
		if (width > widest->percent) {
			widest->id = *id;
			widest->percent = width;
			widest->related = values.series.related > 1;
		}
	}
	values_free(&values);
}

static struct widest look(const struct record *rec, double percent)
{
	struct widest widest = { 0 };
	struct record borrowed = *rec;
	struct side side;
	size_t i;

	side_init(&side, "this machine");
	side_add(&side, "this machine", &borrowed);
	for (i = 0; i < side.records[0].sum.nr_probes; i++) {
		const struct pooled *probe = &side.records[0].sum.probes[i];

		if (probe->count && probe->id.exit != VMEXIT_EXIT_NULL)
			look_at(&side, &probe->id, percent, &widest);
	}
	/* The record is the caller's still. */
	runs_free(side.records[0].runs, rec->nr_runs);
	side.records[0].runs = NULL;
	side.records[0].rec = (struct record){ 0 };
	side_free(&side);
	return widest;
}

static const char *why_not(const struct widest *widest)
{
	if (widest->nr == widest->never)
		return "No number of runs would: the histogram or the TSC is coarser";
	if (widest->related)
		return "Its runs are not independent: spread them (--pause), or wait";
	return "More runs (--runs), more samples (-n) or an idle host may";
}

bool until_enough(const struct record *rec, double percent, bool last)
{
	char name[VMEXIT_NAME_LEN];
	struct widest widest;

	if (rec->nr_runs < UNTIL_LEAST_RUNS && !last)
		return false;
	widest = look(rec, percent);
	if (!widest.nr)
		return true;
	if (widest.nr > widest.never && !last)
		return false;
	vmexit_name_format(&widest.id, name);
	complain("--until %g%%: not reached after %zu runs by %zu probe%s; %s is known to %.3g %%."
		 " %s",
		 percent, rec->nr_runs, widest.nr, widest.nr == 1 ? "" : "s", name, widest.percent,
		 why_not(&widest));
	return true;
}

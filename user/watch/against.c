// SPDX-License-Identifier: GPL-2.0
/* A baseline beside live figures. */
#include "watch/against.h"

#include <stdlib.h>
#include <string.h>

#include "compare/compare.h"
#include "lib/complain.h"
#include "lib/exit_code.h"

bool against_any(const struct against *against)
{
	return against->base.nr_records;
}

int against_load(struct against *against, const char *path)
{
	if (side_load(&against->base, path))
		return EXIT_FILE;
	if (!against->base.published)
		return 0;
	complain("%s: published figures are no baseline: take a record",
		 path);
	return EXIT_USAGE;
}

/* How many samples, how warm, in which order: no settings of a monitor. */
static void settle(struct settings *set, const struct settings *base)
{
	set->samples = base->samples;
	set->warmup = base->warmup;
	set->batch_us = base->batch_us;
	set->serial = base->serial;
}

static void differ(struct against *against)
{
	struct notes all = { 0 };
	size_t i;

	differ_within(&against->base, &all);
	differ_sides(&against->base, &against->here, true, &all);
	for (i = 0; i < all.nr; i++)
		if (all.list[i].level >= NOTE_WARN)
			notes_add(&against->notes, all.list[i].level, "%s",
				  all.list[i].text);
	notes_free(&all);
}

int against_meet(struct against *against, struct record *here)
{
	struct side sides[2];

	if (against_any(against))
		settle(&here->settings, &against->base.records[0].rec.settings);
	side_init(&against->here, "this machine");
	side_add(&against->here, "this machine", here);
	if (!against_any(against))
		return 0;
	differ(against);
	sides[0] = against->base;
	sides[1] = against->here;
	against->cycles = !compare_in_ns(sides, 2, false);
	against->ns = compare_in_ns(sides, 2, true);
	if (!notes_refuse(&against->notes))
		return 0;
	complain("%s is no baseline here", against->base.path);
	return EXIT_CANNOT;
}

bool against_figure(const struct against *against, const struct vmexit_id *id,
		    enum stats_figure figure, bool ns, double *value)
{
	const struct values_how how = { .figure = figure, .ns = ns, .gross = true };
	struct values values;
	bool has;

	if (!(ns ? against->ns : against->cycles))
		return false;
	values = values_of(&against->base, id, &how);
	has = values.has;
	*value = values.mean;
	values_free(&values);
	return has;
}

bool against_change(const struct against *against, const struct pooled *now,
		    enum stats_figure figure, double *percent)
{
	const struct values_how how = { .ns = !against->cycles };
	double base;

	if (!now->count ||
	    !against_figure(against, &now->id, figure, how.ns, &base) || base <= 0)
		return false;
	*percent = stats_figure(now, figure) *
		   values_factor(&how, &against->here.records[0].rec);
	*percent = (*percent - base) / base * 100;
	return true;
}

void against_free(struct against *against)
{
	notes_free(&against->notes);
	side_free(&against->here);
	side_free(&against->base);
}

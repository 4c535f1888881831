// SPDX-License-Identifier: GPL-2.0
/* Evidence of rows, by runs or by boots. */
#include "compare/weigh.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/util.h"

/* The boot of a side that has one alone; NULL of several, and if that is not told. */
static const char *boot_of(const struct side *side)
{
	const char *id = side->records[0].rec.fp.boot_id;

	return side->nr_boots == 1 && id && *id ? id : NULL;
}

void weigh_boots(struct comparison *cmp, double boot_cv)
{
	const char *base, *new;

	if (cmp->how.by_boot || !cmp->base->nr_records || !cmp->new->nr_records)
		return;
	base = boot_of(cmp->base);
	new = boot_of(cmp->new);
	cmp->same_boot = base && new && !strcmp(base, new);
	if (!cmp->same_boot)
		cmp->boot_cv = boot_cv;
}

void weigh_values(const struct comparison *cmp, const struct values *base,
		  const struct values *new, struct evidence *ev)
{
	struct series of_base = base->series, of_new = new->series;

	if (cmp->how.by_boot && (cmp->base->nr_boots < COMPARE_BOOTS ||
				 cmp->new->nr_boots < COMPARE_BOOTS)) {
		evidence_pooled(&of_base, &of_new, ev);
		return;
	}
	/* Of what was published there is no boot, nor a series to weigh. */
	of_base.blur += pow(cmp->boot_cv, 2) / (double)cmp->base->nr_boots;
	of_new.blur += pow(cmp->boot_cv, 2) / (double)cmp->new->nr_boots;
	evidence_welch(&of_base, &of_new, ev);
}

static void set_ratio(struct row *row)
{
	row->ev = (struct evidence){
		.ratio = row->new.mean / row->base.mean, .rank_p = NAN,
	};
}

void weigh_row(const struct comparison *cmp, struct row *row)
{
	if (!row->base.has || !row->new.has) {
		row->state = row->base.has ? ROW_ONLY_BASE : ROW_ONLY_NEW;
		return;
	}
	if (row->base.zero || row->new.zero || row->base.mean <= 0 ||
	    row->new.mean <= 0) {
		row->state = ROW_ZERO;
		return;
	}
	row->state = ROW_COMPARED;
	row->overhead = (row->new.mean - row->base.mean) / row->base.mean * 100;
	if (row->base.series.nr && row->new.series.nr)
		weigh_values(cmp, &row->base, &row->new, &row->ev);
	else
		set_ratio(row);
}

void weigh_paired(const struct comparison *cmp, const struct values_how *how, struct row *row)
{
	const struct values *base = &row->base, *new = &row->new;
	struct series ratios = { 0 };
	size_t i, j = 0;

	weigh_row(cmp, row);
	if (row->state != ROW_COMPARED)
		return;
	ratios.blur = base->series.blur + new->series.blur;
	ratios.step = fmax(base->series.step, new->series.step);
	ratios.log = xcalloc(base->series.nr, sizeof(*ratios.log));
	for (i = 0; i < base->series.nr; i++) {
		while (j < new->series.nr && new->unit[j] < base->unit[i])
			j++;
		if (j < new->series.nr && new->unit[j] == base->unit[i])
			ratios.log[ratios.nr++] = new->series.log[j] -
						  base->series.log[i];
	}
	ratios.related = values_related(how, &ratios);
	if (ratios.nr)
		evidence_paired(&ratios, &row->ev);
	else
		set_ratio(row);
	free(ratios.log);
}

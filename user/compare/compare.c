// SPDX-License-Identifier: GPL-2.0
/* Rows out of two sides. */
#include "compare/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/doubts.h"
#include "compare/weigh.h"
#include "lib/util.h"

const char *const row_kind_names[] = {
	[ROW_PROBE]	= "probe",
	[ROW_MEAN]	= "geometric-mean",
	[ROW_DIRECT]	= "direct-against-base",
	[ROW_GUEST]	= "guest-part",
};

const char *const row_state_names[] = {
	[ROW_COMPARED]	= "compared",
	[ROW_ONLY_BASE]	= "only-in-base",
	[ROW_ONLY_NEW]	= "only-in-new",
	[ROW_ZERO]	= "zero",
};

/* Why a side has no figure: the reason a record tells, NULL if none. */
static const char *why_none(const struct side *side, const struct vmexit_id *id)
{
	const struct pooled *probe;
	size_t i;

	for (i = 0; i < side->nr_records; i++) {
		probe = side_probe(&side->records[i], id);
		if (probe && probe->reason)
			return probe->reason;
	}
	return NULL;
}

static struct row *add_row(struct comparison *cmp, enum row_kind kind,
			   const struct vmexit_id *id,
			   const struct vmexit_id *base_id)
{
	struct row *row;

	cmp->rows = xrealloc(cmp->rows, cmp->nr_rows + 1, sizeof(*cmp->rows));
	row = &cmp->rows[cmp->nr_rows++];
	*row = (struct row){
		.kind = kind, .id = *id, .base_id = *base_id, .overhead = NAN,
		.by_boot = cmp->how.by_boot, .boot_cv = cmp->boot_cv,
		.ev.rank_p = NAN,
	};
	return row;
}

static bool is_measured(const struct side *side, const struct vmexit_id *id)
{
	size_t i;

	for (i = 0; i < side->nr_records; i++)
		if (side_measured(&side->records[i], id))
			return true;
	return false;
}

/* The name that a side has for an exit: its number in the first record that has the exit. */
static struct vmexit_id name_on(const struct side *side, const struct vmexit_id *id)
{
	const struct published_figure *figure;
	const struct pooled *probe;
	size_t i;

	figure = side->published ? published_find(side->published, id) : NULL;
	if (figure)
		return figure->id;
	for (i = 0; i < side->nr_records; i++) {
		probe = side_probe(&side->records[i], id);
		if (probe)
			return probe->id;
	}
	return *id;
}

/* insn and insn-cpl3 are each other's, where that is forced. */
static struct vmexit_id counterpart(const struct comparison *cmp,
				    const struct side *side,
				    const struct vmexit_id *id)
{
	struct vmexit_id other = *id;

	if (id->path == VMEXIT_PATH_INSN)
		other.path = VMEXIT_PATH_INSN_CPL3;
	else if (id->path == VMEXIT_PATH_INSN_CPL3)
		other.path = VMEXIT_PATH_INSN;
	if (!cmp->force || is_measured(side, id) || !is_measured(side, &other))
		other = *id;
	return name_on(side, &other);
}

/**
 * struct known - ids in the order they were first seen
 * @ids: all of them, none twice
 * @nr: how many
 */
struct known {
	struct vmexit_id *ids;
	size_t nr;
};

static int compare_ids(const void *a, const void *b)
{
	return stats_compare_ids(a, b);
}

static void know(struct known *known, const struct vmexit_id *id)
{
	known->ids = xrealloc(known->ids, known->nr + 1, sizeof(*known->ids));
	known->ids[known->nr++] = *id;
}

/* Every exit a side has, samples or none, once: by its name there. */
static struct known names_of(const struct side *side)
{
	struct known known = { 0 };
	size_t i, j, before;

	if (side->published) {
		for (i = 0; i < side->published->nr_figures; i++)
			if (side->published->figures[i].has_id)
				know(&known, &side->published->figures[i].id);
		return known;
	}
	for (i = 0; i < side->nr_records; i++) {
		const struct summary *sum = &side->records[i].sum;

		for (j = 0; j < sum->nr_probes; j++) {
			for (before = 0; before < i; before++)
				if (side_probe(&side->records[before], &sum->probes[j].id))
					break;
			if (before == i)
				know(&known, &sum->probes[j].id);
		}
	}
	return known;
}

static void compare_probe(struct comparison *cmp, const struct vmexit_id *id,
			  const struct vmexit_id *base_id)
{
	struct values base = values_of(cmp->base, base_id, &cmp->how);
	struct values new = values_of(cmp->new, id, &cmp->how);
	struct row *row;

	/* On neither side a sample: nothing to be said. */
	if (!base.has && !new.has) {
		values_free(&base);
		values_free(&new);
		return;
	}
	row = add_row(cmp, ROW_PROBE, id, base_id);
	row->base = base;
	row->new = new;
	if (!base.has)
		row->why = why_none(cmp->base, base_id);
	else if (!new.has)
		row->why = why_none(cmp->new, id);
	weigh_row(cmp, row);
}

static void compare_probes(struct comparison *cmp)
{
	struct known base = names_of(cmp->base), new = names_of(cmp->new);
	struct vmexit_id *met = xcalloc(base.nr, sizeof(*met));
	size_t i;

	for (i = 0; i < base.nr; i++) {
		met[i] = counterpart(cmp, cmp->new, &base.ids[i]);
		compare_probe(cmp, &met[i], &base.ids[i]);
	}
	if (base.nr)
		qsort(met, base.nr, sizeof(*met), compare_ids);
	for (i = 0; i < new.nr; i++)
		if (!base.nr || !bsearch(&new.ids[i], met, base.nr,
					 sizeof(*met), compare_ids))
			compare_probe(cmp, &new.ids[i], &new.ids[i]);
	free(met);
	free(base.ids);
	free(new.ids);
}

/* Whether a row counts in the geometric mean of its path: published figures have no runs. */
static bool is_averaged(const struct comparison *cmp, const struct row *row,
			uint32_t path)
{
	return row->kind == ROW_PROBE && row->id.path == path &&
	       row->state == ROW_COMPARED && row->base.series.nr && row->new.series.nr &&
	       stats_leaves(row->base.route) == STATS_LEAVES &&
	       stats_leaves(row->new.route) == STATS_LEAVES &&
	       row->base.series.nr == compare_units(cmp, cmp->base) &&
	       row->new.series.nr == compare_units(cmp, cmp->new);
}

/* Probes of one unit share what befell it: their mean is one value of it. */
static void add_to_mean(struct series *to, const struct series *from)
{
	size_t i;

	if (!to->log)
		to->log = xcalloc(from->nr, sizeof(*to->log));
	to->nr = from->nr;
	for (i = 0; i < from->nr; i++)
		to->log[i] += from->log[i];
	to->blur += from->blur;
	to->step += from->step;
}

static void end_mean(const struct values_how *how, struct series *series, double nr)
{
	size_t i;

	for (i = 0; i < series->nr; i++)
		series->log[i] /= nr;
	/* Each probe is off by its own bucket. */
	series->blur /= nr * nr;
	series->step /= nr;
	series->related = values_related(how, series);
}

static void average_path(struct comparison *cmp, uint32_t path)
{
	const struct vmexit_id id = { .path = path };
	struct values base = { 0 }, new = { 0 };
	size_t i, nr = 0, nr_rows = cmp->nr_rows;
	struct row *row;

	for (i = 0; i < nr_rows; i++) {
		if (!is_averaged(cmp, &cmp->rows[i], path))
			continue;
		add_to_mean(&base.series, &cmp->rows[i].base.series);
		add_to_mean(&new.series, &cmp->rows[i].new.series);
		nr++;
	}
	if (!nr)
		return;
	end_mean(&cmp->how, &base.series, (double)nr);
	end_mean(&cmp->how, &new.series, (double)nr);
	row = add_row(cmp, ROW_MEAN, &id, &id);
	row->base = base;
	row->new = new;
	row->nr_probes = nr;
	weigh_values(cmp, &row->base, &row->new, &row->ev);
	row->overhead = (row->ev.ratio - 1) * 100;
}

static void compare_across(struct comparison *cmp, const struct vmexit_id *insn,
			   uint32_t route)
{
	struct values_how own = cmp->how;
	struct vmexit_id direct = *insn, of_base = counterpart(cmp, cmp->base, insn);
	struct values values;
	struct row *row;

	direct.path = stats_direct_path(route);
	if (direct.path == VMEXIT_NR_PATHS)
		return;
	values = values_of(cmp->new, &direct, &cmp->how);
	if (!values.has) {
		values_free(&values);
		return;
	}
	row = add_row(cmp, ROW_DIRECT, &direct, &of_base);
	row->new = values;
	row->base = values_of(cmp->base, &of_base, &cmp->how);
	weigh_row(cmp, row);

	/* Of one side: what the other has of boots does not count. */
	own.by_boot = cmp->new->nr_boots >= COMPARE_BOOTS;
	row = add_row(cmp, ROW_GUEST, insn, &direct);
	row->by_boot = own.by_boot;
	row->boot_cv = 0;
	row->new = values_of(cmp->new, insn, &own);
	row->base = values_of(cmp->new, &direct, &own);
	weigh_paired(cmp, &own, row);
}

static void all_across(struct comparison *cmp)
{
	size_t i, nr = cmp->nr_rows;

	for (i = 0; i < nr; i++) {
		struct vmexit_id id = cmp->rows[i].id;

		if (cmp->rows[i].kind == ROW_PROBE && cmp->rows[i].new.has &&
		    id.path == VMEXIT_PATH_INSN)
			compare_across(cmp, &id, cmp->rows[i].new.route);
	}
}

void compare_make(const struct side *base, const struct side *new,
		  const struct compare_opts *opts, struct comparison *cmp)
{
	uint32_t path;

	*cmp = (struct comparison){
		.base = base, .new = new, .force = opts->force,
		.how = {
			.figure = opts->figure,
			.ns = opts->ns,
			.by_boot = base->nr_boots + new->nr_boots >= COMPARE_ALL_BOOTS,
		},
	};
	weigh_boots(cmp, opts->boot_cv);
	differ_within(base, &cmp->notes);
	differ_within(new, &cmp->notes);
	differ_sides(base, new, opts->same_platform, &cmp->notes);
	compare_set_unit(cmp);
	compare_set_gross(cmp);
	compare_probes(cmp);
	for (path = 0; path < VMEXIT_NR_PATHS; path++)
		average_path(cmp, path);
	if (opts->across)
		all_across(cmp);
	doubts_add(cmp);
}

void compare_free(struct comparison *cmp)
{
	size_t i;

	for (i = 0; i < cmp->nr_rows; i++) {
		values_free(&cmp->rows[i].base);
		values_free(&cmp->rows[i].new);
	}
	free(cmp->rows);
	notes_free(&cmp->notes);
	*cmp = (struct comparison){ 0 };
}

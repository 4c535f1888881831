// SPDX-License-Identifier: GPL-2.0
/* What figures are of: exits, and the ways they were asked for. */
#include "html/parts.h"

#include <stdlib.h>

static bool is_insn(uint32_t path)
{
	return path == VMEXIT_PATH_INSN || path == VMEXIT_PATH_INSN_CPL3;
}

/* Paths on which the exit of an instruction is asked for without it. */
static bool is_direct(uint32_t path)
{
	return path == VMEXIT_PATH_GHCB_PAGE || path == VMEXIT_PATH_TDVMCALL;
}

/* The exit a row is of, as an instruction; whether it is of any. */
static bool exit_of(const struct row *row, struct vmexit_id *id)
{
	if (row->kind != ROW_PROBE ||
	    (!is_insn(row->id.path) && !is_direct(row->id.path)))
		return false;
	/* By its role: each side may have it under a number of its own. */
	*id = vmexit_by_role(&row->id);
	id->path = VMEXIT_PATH_INSN;
	/* Measured in user space on both sides: that is how it is called. */
	if (row->id.path == VMEXIT_PATH_INSN_CPL3 &&
	    row->base_id.path == VMEXIT_PATH_INSN_CPL3)
		id->path = VMEXIT_PATH_INSN_CPL3;
	return true;
}

/* For the host, or nobody can tell. */
static bool may_leave(const struct values *values)
{
	return values->has && stats_host_entered(values->route);
}

static int compare_ids(const void *va, const void *vb)
{
	const struct html_exit *a = va, *b = vb;

	return stats_compare_ids(&a->id, &b->id) ?:
	       (a->place > b->place) - (a->place < b->place);
}

static int compare_places(const void *va, const void *vb)
{
	const struct html_exit *a = va, *b = vb;

	return (a->place > b->place) - (a->place < b->place);
}

/* Makes one of all that are the same. */
static size_t unite(struct html_exit *list, size_t nr)
{
	size_t i, left = 0;

	if (nr)
		qsort(list, nr, sizeof(*list), compare_ids);
	for (i = 0; i < nr; i++) {
		if (left && vmexit_same_exit(&list[left - 1].id, &list[i].id))
			list[left - 1].may_leave |= list[i].may_leave;
		else
			list[left++] = list[i];
	}
	if (left)
		qsort(list, left, sizeof(*list), compare_places);
	return left;
}

size_t html_exits(const struct html *html, size_t lead, struct html_exit **list)
{
	struct html_exit *all;
	size_t i, j, nr = 0;

	for (i = lead; i < html->nr; i++)
		if (html_same_scale(html, lead, i))
			nr += html->cmps[i].nr_rows;
	all = xcalloc(nr, sizeof(*all));
	nr = 0;
	for (i = lead; i < html->nr; i++) {
		const struct comparison *cmp = &html->cmps[i];

		if (!html_same_scale(html, lead, i))
			continue;
		for (j = 0; j < cmp->nr_rows; j++) {
			const struct row *row = &cmp->rows[j];

			if (!exit_of(row, &all[nr].id))
				continue;
			all[nr].place = nr;
			all[nr].may_leave = may_leave(&row->base) || may_leave(&row->new);
			nr++;
		}
	}
	*list = all;
	return unite(all, nr);
}

/* The row of an exit, by instruction or directly; NULL where there is none. */
static const struct row *find(const struct comparison *cmp,
			      const struct html_exit *exit, bool direct)
{
	struct vmexit_id id;
	size_t i;

	for (i = 0; i < cmp->nr_rows; i++)
		if (exit_of(&cmp->rows[i], &id) &&
		    is_direct(cmp->rows[i].id.path) == direct &&
		    vmexit_same_exit(&id, &exit->id))
			return &cmp->rows[i];
	return NULL;
}

/**
 * struct ways - rows of an exit in one comparison
 * @insn: by instruction, or NULL
 * @direct: directly, or NULL
 */
struct ways {
	const struct row *insn;
	const struct row *direct;
};

static void add(struct html_series **list, size_t *nr, struct html_series series)
{
	if (series.row) {
		series.values = series.is_base ? &series.row->base :
						 &series.row->new;
		series.id = series.is_base ? series.row->base_id :
					     series.row->id;
	}
	if (series.direct && (!series.row || !series.values->has))
		return;
	*list = xrealloc(*list, *nr + 1, sizeof(**list));
	(*list)[(*nr)++] = series;
}

size_t html_series(const struct html *html, size_t lead,
		   const struct html_exit *exit, struct html_series **list)
{
	struct ways *ways = xcalloc(html->nr, sizeof(*ways));
	struct html_series base = { .is_base = true, .id = exit->id };
	struct html_series base_direct = { .is_base = true, .direct = true };
	const struct values *held = NULL;
	bool any_insn = false;
	size_t i, nr = 0;

	*list = NULL;
	base.cmp = &html->cmps[lead];
	base_direct.cmp = base.cmp;
	for (i = lead; i < html->nr; i++) {
		if (!html_same_scale(html, lead, i))
			continue;
		ways[i].insn = find(&html->cmps[i], exit, false);
		ways[i].direct = find(&html->cmps[i], exit, true);
		/* BASE is the same in all; a row is only where one side has it. */
		base.row = base.row ?: ways[i].insn;
		base_direct.row = base_direct.row ?: ways[i].direct;
		any_insn |= !!ways[i].insn;
	}
	if (base.row && base.row->base.has)
		held = &base.row->base;
	if (any_insn)
		add(list, &nr, base);
	add(list, &nr, base_direct);
	for (i = lead; i < html->nr; i++) {
		struct html_series series = {
			.cmp = &html->cmps[i], .which = i, .id = exit->id,
			.base = held,
		};

		if (!html_same_scale(html, lead, i))
			continue;
		series.row = ways[i].insn;
		if (any_insn)
			add(list, &nr, series);
		series.row = ways[i].direct;
		series.direct = true;
		add(list, &nr, series);
	}
	free(ways);
	return nr;
}

const struct side *html_side(const struct html_series *series)
{
	return series->is_base ? series->cmp->base : series->cmp->new;
}

char *html_series_name(const struct html *html, const struct html_series *series)
{
	if (series->is_base)
		return xasprintf("%s%s", html->base,
				 series->direct ? " direct" : "");
	return xasprintf("%s %s", html->news[series->which],
			 series->direct ? "direct" : "by instruction");
}

void html_series_class(const struct html_series *series, char buf[8])
{
	if (series->is_base)
		snprintf(buf, 8, "base");
	else
		snprintf(buf, 8, "new%zu", series->which % HTML_COLORS);
}

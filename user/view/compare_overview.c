// SPDX-License-Identifier: GPL-2.0
/* Several NEWs beside BASE, in one table. */
#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "lib/util.h"
#include "view/compare_view.h"
#include "view/grid.h"

/* Columns before those of the NEWs, and of each of them. */
enum { OVER_NAME, OVER_BASE, OVER_FIRST };
enum { OVER_VALUE, OVER_OVERHEAD, OVER_EACH };

/* As many as a grid has bits for. */
#define MOST	((32 - OVER_FIRST) / OVER_EACH)

static const struct row *find(const struct comparison *cmp,
			      const struct row *like)
{
	size_t i;

	for (i = 0; i < cmp->nr_rows; i++)
		if (cmp->rows[i].kind == like->kind &&
		    vmexit_same_exit(&cmp->rows[i].id, &like->id))
			return &cmp->rows[i];
	return NULL;
}

/* In brackets what did not leave for the host; what may not have has a mark. */
static void set_value(struct grid *grid, size_t column,
		      const struct comparison *cmp, const struct values *values)
{
	int entered = stats_host_entered(values->route);
	char number[VIEW_NUMBER_LEN];

	view_number(values->mean, cmp->how.ns, number);
	grid_set(grid, column, entered > 0 ? "%s" : entered ? "? %s" : "(%s)", number);
}

static void set_new(struct grid *grid, size_t column, const struct comparison *cmp,
		    const struct row *row)
{
	char *percent;

	if (row->new.has)
		set_value(grid, column + OVER_VALUE, cmp, &row->new);
	if (row->state != ROW_COMPARED)
		return;
	percent = compare_percent(row->overhead);
	grid_set(grid, column + OVER_OVERHEAD, "%s%s",
		 evidence_differs(&row->ev) ? "" : "~ ", percent);
	free(percent);
}

static void put_row(struct grid *grid, const struct comparison *cmps, size_t nr,
		    const struct row *like)
{
	char *name = compare_row_name(like);
	const struct row *row;
	size_t i;

	grid_add(grid, like->kind == ROW_MEAN ? VIEW_BOLD : VIEW_PLAIN);
	grid_set(grid, OVER_NAME, "%s", name);
	free(name);
	if (like->base.has)
		set_value(grid, OVER_BASE, &cmps[0], &like->base);
	for (i = 0; i < nr; i++) {
		row = find(&cmps[i], like);
		if (row)
			set_new(grid, OVER_FIRST + i * OVER_EACH, &cmps[i], row);
	}
}

/* Rows of a kind that no comparison before this one had. */
static void put_rows(struct grid *grid, const struct comparison *cmps, size_t nr,
		     enum row_kind kind)
{
	size_t i, j, before;

	for (i = 0; i < nr; i++) {
		for (j = 0; j < cmps[i].nr_rows; j++) {
			const struct row *row = &cmps[i].rows[j];

			if (row->kind != kind)
				continue;
			for (before = 0; before < i; before++)
				if (find(&cmps[before], row))
					break;
			if (before == i)
				put_row(grid, cmps, nr, row);
		}
	}
}

/* Its platform; where others have the same, its file. */
static char *title_of(const struct comparison *cmps, size_t nr, size_t which)
{
	const char *title = compare_new_title(&cmps[which]);
	const char *path = cmps[which].new->path, *slash;
	size_t i;

	for (i = 0; i < nr; i++)
		if (i != which && !strcmp(title, compare_new_title(&cmps[i])))
			break;
	if (i == nr)
		return xstrdup(title);
	slash = strrchr(path, '/');
	return text_clean(slash && slash[1] ? slash + 1 : path, true);
}

void compare_overview(const struct comparison *cmps, size_t nr,
		      const struct view_opts *opts, FILE *out)
{
	struct grid_column columns[OVER_FIRST + MOST * OVER_EACH] = {
		[OVER_NAME]	= { .title = "probe", .text = true },
		[OVER_BASE]	= { .title = compare_base_title(&cmps[0]) },
	};
	size_t shown = nr < MOST ? nr : MOST, i;
	char *titles[MOST], *called[MOST];
	struct grid grid = {
		.columns = columns, .nr_columns = OVER_FIRST + shown * OVER_EACH,
	};
	uint32_t left_out;

	fputc('\n', out);
	for (i = 1; i < nr; i++) {
		if (strcmp(cmps[i].unit, cmps[0].unit)) {
			view_note(opts, out, VIEW_WARN,
				  "Not shown side by side: some are in %s, some in %s.",
				  cmps[0].unit, cmps[i].unit);
			return;
		}
	}
	for (i = 0; i < shown; i++) {
		struct grid_column *column = &columns[OVER_FIRST + i * OVER_EACH];

		titles[i] = title_of(cmps, nr, i);
		called[i] = xasprintf("overhead of %s", titles[i]);
		column[OVER_VALUE] = (struct grid_column){
			.title = titles[i], .stays = (int)(2 * (nr - i)),
		};
		column[OVER_OVERHEAD] = (struct grid_column){
			.title = "overhead",
			.stays = (int)(2 * (nr - i)) + 1,
			.called = called[i],
		};
	}
	view_emulated(cmps[0].emulated, opts, out);
	view_note(opts, out, VIEW_BOLD, "Side by side: %s in %s, and overhead over %s:",
		  stats_figure_titles[cmps[0].how.figure], cmps[0].unit,
		  compare_base_title(&cmps[0]));
	put_rows(&grid, cmps, shown, ROW_PROBE);
	put_rows(&grid, cmps, shown, ROW_MEAN);
	left_out = grid_print(&grid, opts, out);
	fputc('\n', out);
	view_note(opts, out, VIEW_PLAIN,
		  "In brackets: did not leave for the host. ? whether it did is unknown. ~ no difference can be claimed.");
	grid_note(columns, grid.nr_columns, left_out, opts, out);
	if (shown < nr)
		view_note(opts, out, VIEW_WARN, "The first %zu of %zu are shown.",
			  shown, nr);
	for (i = 0; i < shown; i++) {
		free(titles[i]);
		free(called[i]);
	}
	grid_free(&grid);
}

// SPDX-License-Identifier: GPL-2.0
/* Comparisons as tables for people, a NEW each. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/util.h"
#include "view/compare_view.h"
#include "view/grid.h"

enum {
	COL_NAME,
	COL_BASE_ROUTE,
	COL_NEW_ROUTE,
	COL_BASE,
	COL_NEW,
	COL_OVERHEAD,
	COL_CLAIM,
	COL_INTERVAL,
	COL_RATIO,
	COL_DETECTS,
	COL_RANK,
	COL_UNITS,
	NR_COLUMNS,
};

static void set_columns(struct grid_column columns[NR_COLUMNS],
			const struct comparison *cmp)
{
	const struct grid_column all[NR_COLUMNS] = {
		[COL_NAME]	= { .title = "probe", .text = true },
		[COL_BASE_ROUTE] = { .title = "base route", .text = true,
				    .stays = 4 },
		[COL_NEW_ROUTE]	= { .title = "new route", .text = true,
				    .stays = 5 },
		[COL_BASE]	= { .title = compare_base_title(cmp),
				    .stays = 8 },
		[COL_NEW]	= { .title = compare_new_title(cmp),
				    .stays = 9 },
		[COL_OVERHEAD]	= { .title = "overhead" },
		[COL_CLAIM]	= { .title = "", .text = true },
		[COL_INTERVAL]	= { .title = "95 % interval", .text = true,
				    .stays = 7 },
		[COL_RATIO]	= { .title = "ratio", .stays = 6 },
		[COL_DETECTS]	= { .title = "seen from", .stays = 3,
				    .called = "smallest shift seen" },
		[COL_RANK]	= { .title = "rank p", .stays = 1,
				    .called = "Mann-Whitney p" },
		[COL_UNITS]	= { .title = cmp->how.by_boot ? "boots" : "runs",
				    .stays = 2 },
	};

	memcpy(columns, all, sizeof(all));
}

/* What stands in place of figures there are none of. */
static void put_state(struct grid *grid, const struct comparison *cmp,
		      const struct row *row)
{
	bool in_base = row->state == ROW_ONLY_BASE;
	const struct values *has = in_base ? &row->base : &row->new;
	char number[VIEW_NUMBER_LEN];

	if (row->state == ROW_ZERO) {
		grid_rest(grid, "no ratio: not above the bracket in %s",
			  row->kind != ROW_GUEST &&
			  (row->base.zero || row->base.mean <= 0) ?
			  compare_base_title(cmp) : compare_new_title(cmp));
		return;
	}
	view_number(has->mean, cmp->how.ns, number);
	grid_rest(grid, "%s in %s; not measured in %s%s%s", number,
		  in_base ? compare_base_title(cmp) : compare_new_title(cmp),
		  in_base ? compare_new_title(cmp) : compare_base_title(cmp),
		  row->why ? ": " : "", row->why ?: "");
}

static void set_percent(struct grid *grid, size_t column, double percent)
{
	char *text = compare_percent(percent);

	grid_set(grid, column, "%s", text);
	free(text);
}

static void set_interval(struct grid *grid, const struct evidence *ev)
{
	char *text = compare_interval(ev);

	grid_set(grid, COL_INTERVAL, "%s", text);
	free(text);
}

static void set_evidence(struct grid *grid, const struct row *row)
{
	const struct evidence *ev = &row->ev;

	grid_set(grid, COL_RATIO, ev->ratio < 99.95 ? "%.3f" : "%.0f", ev->ratio);
	if (row->base.series.nr == row->new.series.nr)
		grid_set(grid, COL_UNITS, "%zu", row->new.series.nr);
	else
		grid_set(grid, COL_UNITS, "%zu, %zu", row->base.series.nr,
			 row->new.series.nr);
	if (!evidence_differs(ev))
		grid_set(grid, COL_CLAIM, "~");
	if (!ev->has_interval) {
		grid_set(grid, COL_INTERVAL, "%s",
			 row->new.series.nr && row->base.series.nr ?
			 "too few" : "published");
		return;
	}
	set_interval(grid, ev);
	set_percent(grid, COL_DETECTS, compare_ratio_percent(ev->detects));
	if (!isnan(ev->rank_p))
		grid_set(grid, COL_RANK, "%.3f", ev->rank_p);
}

static void put_row(struct grid *grid, const struct comparison *cmp,
		    const struct row *row)
{
	enum stats_leaves leaves = stats_leaves(row->new.route);
	char number[VIEW_NUMBER_LEN];
	char *name = compare_row_name(row);
	bool mean = row->kind == ROW_MEAN;

	grid_add(grid, mean ? VIEW_BOLD : leaves == STATS_LEAVES ? VIEW_PLAIN :
		       VIEW_DIM);
	if (mean)
		grid_set(grid, COL_NAME, "%s (%zu)", name, row->nr_probes);
	else
		grid_set(grid, COL_NAME, "%s", name);
	free(name);
	if (row->state != ROW_COMPARED) {
		put_state(grid, cmp, row);
		return;
	}
	if (!mean) {
		grid_set(grid, COL_BASE_ROUTE, "%s",
			 vmexit_route_names[row->base.route]);
		grid_set(grid, COL_NEW_ROUTE, "%s",
			 vmexit_route_names[row->new.route]);
		view_number(row->base.mean, cmp->how.ns, number);
		grid_set(grid, COL_BASE, "%s", number);
		view_number(row->new.mean, cmp->how.ns, number);
		grid_set(grid, COL_NEW, "%s", number);
	}
	set_percent(grid, COL_OVERHEAD, row->overhead);
	set_evidence(grid, row);
}

static bool base_has_path(const struct comparison *cmp, uint32_t path)
{
	size_t i;

	for (i = 0; i < cmp->nr_rows; i++)
		if (cmp->rows[i].kind == ROW_PROBE && cmp->rows[i].base.has &&
		    cmp->rows[i].base_id.path == path)
			return true;
	return false;
}

/* Asked for directly, which BASE has no way to: one note for all of them. */
static bool is_direct_alone(const struct comparison *cmp, const struct row *row)
{
	return row->kind == ROW_PROBE && row->state == ROW_ONLY_NEW &&
	       row->id.path != VMEXIT_PATH_INSN &&
	       row->id.path != VMEXIT_PATH_INSN_CPL3 &&
	       !base_has_path(cmp, row->id.path);
}

/* Rows of these kinds; tells what was left out by @left_out. */
static size_t put_rows(const struct comparison *cmp, bool across,
		       const struct view_opts *opts, uint32_t *left_out,
		       FILE *out)
{
	struct grid_column columns[NR_COLUMNS];
	struct grid grid = { .columns = columns, .nr_columns = NR_COLUMNS };
	size_t i, nr;

	set_columns(columns, cmp);
	if (across) {
		columns[COL_NAME].title = "path : held against";
		columns[COL_BASE].title = "against";
	}
	for (i = 0; i < cmp->nr_rows; i++) {
		enum row_kind kind = cmp->rows[i].kind;

		if (across == (kind == ROW_DIRECT || kind == ROW_GUEST) &&
		    !is_direct_alone(cmp, &cmp->rows[i]))
			put_row(&grid, cmp, &cmp->rows[i]);
	}
	nr = grid.nr_rows;
	if (nr) {
		*left_out |= grid_print(&grid, opts, out);
		fputc('\n', out);
	}
	grid_free(&grid);
	return nr;
}

void compare_put_side(const struct side *side, const char *label,
		      const struct view_opts *opts, FILE *out)
{
	const struct published *pub = side->published;
	const struct record *rec;

	if (pub) {
		view_fact(opts, out, label, "%s: %s (published)",
			  vmexit_platform_names[pub->platform], pub->title);
		return;
	}
	rec = &side->records[0].rec;
	view_fact(opts, out, label, "%s, %zu boot%s, %zu run%s x %llu samples: %s",
		  vmexit_platform_names[rec->fp.platform], side->nr_boots,
		  view_plural(side->nr_boots), side->nr_runs,
		  view_plural(side->nr_runs),
		  (unsigned long long)rec->settings.samples, side->path);
}

static void put_head(const struct comparison *cmp, const struct view_opts *opts,
		     FILE *out)
{
	const struct fingerprint *fp = side_fp(cmp->new) ?: side_fp(cmp->base);
	char *allowance = compare_allowance(cmp);

	view_emulated(cmp->emulated, opts, out);
	compare_put_side(cmp->base, "Base", opts, out);
	compare_put_side(cmp->new, "New", opts, out);
	if (fp) {
		view_fact(opts, out, "CPU", "%s", fp->cpu_model ?: "");
		view_fact(opts, out, "Kernel", "%s", fp->kernel ?: "");
	}
	fputc('\n', out);
	view_note(opts, out, cmp->emulated ? VIEW_ALARM : VIEW_PLAIN,
		  "%s in %s%s, %s; overhead is (%s - %s) / %s%s%s:",
		  stats_figure_titles[cmp->how.figure], cmp->unit,
		  cmp->emulated ? " (emulated: not latencies)" : "",
		  compare_net(cmp),
		  compare_new_title(cmp), compare_base_title(cmp),
		  compare_base_title(cmp), *allowance ? "; " : "", allowance);
	free(allowance);
}

/* Probes that do not leave for the host on a side, or may not: nobody shall take them for exits. */
static void note_entered(const struct comparison *cmp, bool base, int entered,
			 const struct view_opts *opts, FILE *out)
{
	char *list = xstrdup(""), *named;
	char name[VMEXIT_NAME_LEN];
	struct vmexit_id id;
	size_t i;

	for (i = 0; i < cmp->nr_rows; i++) {
		const struct row *row = &cmp->rows[i];
		const struct values *values = base ? &row->base : &row->new;

		if (row->kind != ROW_PROBE || !values->has ||
		    stats_host_entered(values->route) != entered)
			continue;
		id = compare_row_id(row);
		vmexit_name_format(&id, name);
		named = xasprintf("%s (%s)", name,
				  vmexit_route_names[values->route]);
		list = xappend(list, ", ", named);
		free(named);
	}
	if (*list)
		view_note(opts, out, VIEW_PLAIN, entered ?
			  "Whether the host was entered is unknown in %s: %s." :
			  "No exit to the host in %s: %s.",
			  base ? compare_base_title(cmp) : compare_new_title(cmp),
			  list);
	free(list);
}

static void note_direct(const struct comparison *cmp,
			const struct view_opts *opts, FILE *out)
{
	size_t i, nr = 0, across = 0;

	for (i = 0; i < cmp->nr_rows; i++) {
		nr += is_direct_alone(cmp, &cmp->rows[i]);
		across += cmp->rows[i].kind == ROW_DIRECT;
	}
	if (nr)
		view_note(opts, out, VIEW_PLAIN,
			  "Only in %s: %zu direct call%s, on paths %s has not%s.",
			  compare_new_title(cmp), nr, view_plural(nr),
			  compare_base_title(cmp),
			  across ? "" : " (--cross-path holds them against instructions)");
}

static bool any_unsure(const struct comparison *cmp)
{
	size_t i;

	for (i = 0; i < cmp->nr_rows; i++)
		if (cmp->rows[i].state == ROW_COMPARED &&
		    !evidence_differs(&cmp->rows[i].ev))
			return true;
	return false;
}

static void note_evidence(const struct comparison *cmp,
			  const struct view_opts *opts, FILE *out)
{
	size_t base = compare_units(cmp, cmp->base);
	size_t new = compare_units(cmp, cmp->new);

	if (any_unsure(cmp))
		view_note(opts, out, VIEW_PLAIN,
			  "~ no difference can be claimed%s.", base && new ? "" :
			  ": published figures have no spread");
	if (!base || !new)
		return;
	compare_note_evidence(cmp, opts, out);
	compare_note_seen(cmp, opts, out);
}

static void put_comparison(const struct comparison *cmp,
			   const struct view_opts *opts, FILE *out)
{
	struct grid_column columns[NR_COLUMNS];
	uint32_t left_out = 0;
	int entered;

	set_columns(columns, cmp);
	put_head(cmp, opts, out);
	if (!put_rows(cmp, false, opts, &left_out, out))
		view_note(opts, out, VIEW_WARN, "No results.");
	put_rows(cmp, true, opts, &left_out, out);
	for (entered = 0; entered >= -1; entered--) {
		note_entered(cmp, true, entered, opts, out);
		note_entered(cmp, false, entered, opts, out);
	}
	note_direct(cmp, opts, out);
	note_evidence(cmp, opts, out);
	grid_note(columns, NR_COLUMNS, left_out, opts, out);
	compare_put_notes(&cmp->notes, NOTE_INFO, opts, out);
}

void compare_table(const struct comparison *cmps, size_t nr,
		   const struct view_opts *opts, FILE *out)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (i)
			fputc('\n', out);
		put_comparison(&cmps[i], opts, out);
	}
	if (nr > 1)
		compare_overview(cmps, nr, opts, out);
}

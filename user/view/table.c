// SPDX-License-Identifier: GPL-2.0
/*
 * The table: a probe a row. Every column is as wide as what stands in it; what
 * is left of the line is for the distributions, and where too little is left
 * columns go, the least missed first, and a note says which.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "lib/util.h"
#include "view/parts.h"

#define SPARK_WANTED	16	/* columns for which others are given up */
#define SPARK_LEAST	8	/* below it nothing can be seen */
#define SPARK_MOST	120
#define NAME_LEAST	8

enum column {
	COL_NAME,
	COL_MARK,
	COL_ROUTE,
	COL_P50,
	COL_P90,
	COL_P99,
	COL_P999,
	COL_MAX,
	COL_SAMPLES,
	COL_DISTURBED,
	NR_COLUMNS,
};

static const char *const titles[NR_COLUMNS] = {
	[COL_NAME]	= "probe",
	[COL_MARK]	= "",
	[COL_ROUTE]	= "route",
	[COL_P50]	= "p50",
	[COL_P90]	= "p90",
	[COL_P99]	= "p99",
	[COL_P999]	= "p99.9",
	[COL_MAX]	= "max",
	[COL_SAMPLES]	= "samples",
	[COL_DISTURBED]	= "disturbed",
};

/* The quantile columns, as stats_figures() numbers them. */
static const int figure_of[NR_COLUMNS] = {
	[COL_P50]	= STATS_P50,
	[COL_P90]	= STATS_P90,
	[COL_P99]	= STATS_P99,
	[COL_P999]	= STATS_P999,
	[COL_MAX]	= STATS_MAX,
};

struct row {
	const struct pooled *probe;
	char cell[NR_COLUMNS][VMEXIT_NAME_LEN];
};

struct table {
	const struct record *rec;
	const struct view_opts *opts;
	struct view_unit unit;
	struct summary sum;
	struct row *rows;
	int width[NR_COLUMNS];	/* 0: not shown */
	int gap;
	struct view_shown shown;
	struct view_axis axis;
};

static void fill_row(const struct table *table, const struct pooled *probe,
		     struct row *row)
{
	double fig[STATS_NR_FIGURES];
	int col;

	row->probe = probe;
	vmexit_name_format(&probe->id, row->cell[COL_NAME]);
	if (!probe->count)
		return;
	row->cell[COL_MARK][0] = view_mark(probe);
	snprintf(row->cell[COL_ROUTE], VMEXIT_NAME_LEN, "%s",
		 vmexit_route_names[probe->route]);
	stats_figures(probe, fig);
	for (col = COL_P50; col <= COL_MAX; col++)
		view_number(stats_net(&table->sum, probe, fig[figure_of[col]]) *
			    table->unit.factor, table->unit.decimals,
			    row->cell[col]);
	view_number(probe->count, false, row->cell[COL_SAMPLES]);
	view_number(probe->disturbed, false, row->cell[COL_DISTURBED]);
}

/* As wide as the widest cell, or the title. */
static void measure(struct table *table)
{
	size_t i;
	int col;

	for (col = 0; col < NR_COLUMNS; col++)
		table->width[col] = (int)strlen(titles[col]);
	for (i = 0; i < table->sum.nr_probes; i++) {
		for (col = 0; col < NR_COLUMNS; col++) {
			int len = (int)strlen(table->rows[i].cell[col]);

			if (len > table->width[col])
				table->width[col] = len;
		}
	}
}

/* What all columns take, the gap before the distributions included. */
static int taken(const struct table *table)
{
	int col, sum = 0;

	for (col = 0; col < NR_COLUMNS; col++)
		if (table->width[col])
			sum += table->width[col] + table->gap;
	return sum;
}

static bool fits(const struct table *table, int spark)
{
	return taken(table) + spark <= table->opts->width;
}

/* Names without their path, where that is the same for all. */
static void shorten_names(struct table *table)
{
	uint32_t path;
	int width = (int)strlen(titles[COL_NAME]);
	size_t i;

	if (!table->sum.nr_probes)
		return;
	path = table->rows[0].probe->id.path;
	for (i = 1; i < table->sum.nr_probes; i++)
		if (table->rows[i].probe->id.path != path)
			return;
	for (i = 0; i < table->sum.nr_probes; i++) {
		char *name = table->rows[i].cell[COL_NAME];

		name[strcspn(name, "/")] = '\0';
		if ((int)strlen(name) > width)
			width = (int)strlen(name);
	}
	table->width[COL_NAME] = width;
	table->shown.no_path = vmexit_path_names[path];
}

/* Whether a column says the same in every row that has figures. */
static bool all_same(const struct table *table, enum column col)
{
	const char *first = NULL;
	size_t i;

	for (i = 0; i < table->sum.nr_probes; i++) {
		const char *cell = table->rows[i].cell[col];

		if (!*cell)
			continue;
		if (first && strcmp(first, cell))
			return false;
		first = cell;
	}
	return true;
}

static void drop(struct table *table, enum column col, bool *told)
{
	table->width[col] = 0;
	*told = true;
}

static bool any_disturbed(const struct table *table)
{
	size_t i;

	for (i = 0; i < table->sum.nr_probes; i++)
		if (table->sum.probes[i].disturbed)
			return true;
	return false;
}

/* Makes the columns fit, and finds room for distributions if it can. */
static void lay_out(struct table *table)
{
	struct view_shown *shown = &table->shown;
	int spark, over;

	table->gap = 2;
	if (!fits(table, 2 * SPARK_WANTED))
		shorten_names(table);
	if (!fits(table, SPARK_WANTED))
		table->gap = 1;
	if (!fits(table, SPARK_WANTED) && !any_disturbed(table))
		drop(table, COL_DISTURBED, &shown->no_disturbed);
	if (!fits(table, SPARK_WANTED))
		drop(table, COL_P90, &shown->no_p90);
	if (!fits(table, SPARK_LEAST) && all_same(table, COL_SAMPLES))
		drop(table, COL_SAMPLES, &shown->no_samples);
	/* From here on, distributions are given up first. */
	if (!fits(table, -table->gap) && !shown->no_samples)
		drop(table, COL_SAMPLES, &shown->no_samples);
	if (!fits(table, -table->gap) && !shown->no_disturbed)
		drop(table, COL_DISTURBED, &shown->no_disturbed);
	if (!fits(table, -table->gap))
		drop(table, COL_P999, &shown->no_p999);
	if (!fits(table, -table->gap))
		drop(table, COL_P99, &shown->no_p99);
	if (!fits(table, -table->gap))
		drop(table, COL_ROUTE, &shown->no_route);
	over = taken(table) - table->gap - table->opts->width;
	if (over > 0)
		table->width[COL_NAME] -= over;
	if (table->width[COL_NAME] < NAME_LEAST)
		table->width[COL_NAME] = NAME_LEAST;

	spark = table->opts->width - taken(table);
	shown->spark = spark >= SPARK_LEAST;
	table->axis = view_axis(&table->sum, &table->unit);
	table->axis.width = spark > SPARK_MOST ? SPARK_MOST : spark;
}

static bool is_text(int col)
{
	return col <= COL_ROUTE;
}

/* Cells up to @last, without the gap that would follow. */
static void put_cells(const struct table *table,
		      const char cell[NR_COLUMNS][VMEXIT_NAME_LEN], int last,
		      FILE *out)
{
	const char *gap = "";
	int col;

	for (col = 0; col <= last; col++) {
		char text[VMEXIT_NAME_LEN];
		int width = table->width[col];

		if (!width)
			continue;
		memcpy(text, cell[col], sizeof(text));
		text_cut(text, width);
		fprintf(out, "%s%*s", gap, is_text(col) ? -width : width, text);
		gap = table->gap == 2 ? "  " : " ";
	}
}

static void put_titles(const struct table *table, FILE *out)
{
	char cell[NR_COLUMNS][VMEXIT_NAME_LEN] = { "" };
	int col;

	for (col = 0; col < NR_COLUMNS; col++)
		snprintf(cell[col], VMEXIT_NAME_LEN, "%s", titles[col]);
	fputs(view_color(table->opts, VIEW_BOLD), out);
	put_cells(table, cell, NR_COLUMNS - 1, out);
	if (table->shown.spark) {
		fprintf(out, "%*s", table->gap, "");
		view_ticks(&table->axis, out);
	}
	fprintf(out, "%s\n", view_color(table->opts, VIEW_PLAIN));
}

/* What stands in place of the figures there are none of. */
static char *no_figures(const struct pooled *probe)
{
	switch (probe->state) {
	case VMEXIT_RESULT_UNSUPPORTED:
		return xasprintf("not supported: %s",
				 probe->reason ?: "reason not told");
	case VMEXIT_RESULT_OFFLINE:
		return xstrdup("no samples: the CPU went offline");
	case VMEXIT_RESULT_DONE:
		return xstrdup("no samples: every one was disturbed");
	default:
		return xstrdup("no samples: cancelled before the first");
	}
}

static void put_reason(const struct table *table, const struct row *row,
		       FILE *out)
{
	char *text = no_figures(row->probe);
	char *clean = text_clean(text, table->opts->utf8);
	int at = table->width[COL_NAME] + table->gap;

	if (table->width[COL_MARK])
		at += table->width[COL_MARK] + table->gap;
	text_cut(clean, table->opts->width - at);
	put_cells(table, row->cell, COL_MARK, out);
	fprintf(out, "%*s%s%s%s\n", table->gap, "",
		view_color(table->opts, VIEW_DIM), clean,
		view_color(table->opts, VIEW_PLAIN));
	free(clean);
	free(text);
}

static void put_row(const struct table *table, const struct row *row, FILE *out)
{
	bool exits = view_mark(row->probe) == ' ';

	if (!row->probe->count) {
		put_reason(table, row, out);
		return;
	}
	if (!exits)
		fputs(view_color(table->opts, VIEW_DIM), out);
	put_cells(table, row->cell, NR_COLUMNS - 1, out);
	if (table->shown.spark) {
		fprintf(out, "%*s", table->gap, "");
		view_spark(&table->sum, row->probe, &table->axis, &table->unit,
			   table->opts->utf8, out);
	}
	fprintf(out, "%s\n", exits ? "" : view_color(table->opts, VIEW_PLAIN));
}

static void put_caption(const struct table *table, FILE *out)
{
	if (table->rec->fp.emulated)
		view_note(table->opts, out, VIEW_ALARM,
			  "In %s (emulated: not latencies), per execution:",
			  table->unit.name);
	else
		view_note(table->opts, out, VIEW_PLAIN, "In %s, per execution:",
			  table->unit.name);
}

void view_table(const struct record *rec, const struct view_opts *opts,
		FILE *out)
{
	struct table table = { .rec = rec, .opts = opts };
	size_t i;

	table.unit = view_unit(rec, opts);
	view_head(rec, opts, out);
	fputc('\n', out);
	summary_make(rec, &table.sum);
	if (table.sum.nr_probes) {
		table.rows = xcalloc(table.sum.nr_probes, sizeof(*table.rows));
		for (i = 0; i < table.sum.nr_probes; i++)
			fill_row(&table, &table.sum.probes[i], &table.rows[i]);
		measure(&table);
		lay_out(&table);
		put_caption(&table, out);
		put_titles(&table, out);
		for (i = 0; i < table.sum.nr_probes; i++)
			put_row(&table, &table.rows[i], out);
		fputc('\n', out);
	} else {
		view_note(opts, out, VIEW_WARN, "No results.");
	}
	view_anatomy(rec, &table.sum, opts, out);
	view_notes(rec, &table.sum, &table.shown, opts, out);
	summary_free(&table.sum);
	free(table.rows);
}

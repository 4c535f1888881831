// SPDX-License-Identifier: GPL-2.0
/* What is watched as a page: a head, a probe a row, what must be known. */
#include <stdlib.h>
#include <string.h>

#include "lib/util.h"
#include "view/compare_view.h"
#include "view/grid.h"
#include "watch/monitor.h"
#include "watch/recent.h"
#include "watch/view.h"

/* A median dearer than the baseline's by more is highlighted, in percent. */
#define STRIKING	25

enum {
	COL_NAME,
	COL_MARK,
	COL_ROUTE,
	COL_P50,
	COL_P99,
	COL_P999,
	COL_MAX,
	COL_SAMPLES,
	COL_DISTURBED,
	COL_BASE_P50,
	COL_CHANGE_P50,
	COL_BASE_P99,
	COL_CHANGE_P99,
	NR_COLUMNS,
};

static const struct grid_column columns[NR_COLUMNS] = {
	[COL_NAME]	= { "probe", true, 0, NULL },
	[COL_MARK]	= { "", true, 0, NULL },
	[COL_ROUTE]	= { "route", true, 6, NULL },
	[COL_P50]	= { "p50", false, 0, NULL },
	[COL_P99]	= { "p99", false, 9, NULL },
	[COL_P999]	= { "p99.9", false, 3, NULL },
	[COL_MAX]	= { "max", false, 4, NULL },
	[COL_SAMPLES]	= { "samples", false, 7, NULL },
	[COL_DISTURBED]	= { "disturbed", false, 1, NULL },
	[COL_BASE_P50]	= { "base p50", false, 5, NULL },
	[COL_CHANGE_P50] = { "p50 diff", false, 0, NULL },
	[COL_BASE_P99]	= { "base p99", false, 2, NULL },
	[COL_CHANGE_P99] = { "p99 diff", false, 8, NULL },
};

/* Columns of figures, and those that hold them against the baseline. */
static const struct {
	enum stats_figure figure;
	int now, base, change;
} figures[] = {
	{ STATS_P50, COL_P50, COL_BASE_P50, COL_CHANGE_P50 },
	{ STATS_P99, COL_P99, COL_BASE_P99, COL_CHANGE_P99 },
	{ STATS_P999, COL_P999, 0, 0 },
	{ STATS_MAX, COL_MAX, 0, 0 },
};

/* What a note is about, in a few words: up to its colon. */
static char *topics(const struct notes *notes)
{
	char *list = xstrdup(""), *topic;
	size_t i;

	for (i = 0; i < notes->nr; i++) {
		const char *text = notes->list[i].text;

		topic = xasprintf("%.*s", (int)strcspn(text, ":"), text);
		list = xappend(list, ", ", topic);
		free(topic);
	}
	return list;
}

static void put_against(const struct against *against,
			const struct view_opts *opts, FILE *out)
{
	const struct notes *notes = &against->notes;
	char *list;

	if (!against_any(against))
		return;
	compare_put_side(&against->base, "Base", opts, out);
	if (!notes->nr)
		return;
	list = topics(notes);
	view_fact(opts, out, "Warnings", "%zu: %s", notes->nr, list);
	free(list);
}

static void put_caption(const struct watched *watched,
			const struct view_unit *unit,
			const struct view_opts *opts, FILE *out)
{
	const char *emulated = watched->rec.fp.emulated;
	unsigned long long seconds = (watched->ms + 500) / 1000;

	view_note(opts, out, emulated ? VIEW_ALARM : VIEW_PLAIN,
		  "In %s%s, gross, of the last %llu s%s:", unit->name,
		  emulated ? " (emulated: not latencies)" : "", seconds,
		  watched->ms < RECENT_MS ? " (so far)" : "");
}

static void put_head(const struct watched *watched,
		     const struct view_unit *unit,
		     const struct view_opts *opts, FILE *out)
{
	view_emulated(watched->rec.fp.emulated, opts, out);
	view_fact(opts, out, "Monitor", "%s", watched->state);
	put_against(watched->against, opts, out);
	if (!strcmp(watched->state, MONITOR_OFF))
		view_note(opts, out, VIEW_WARN,
			  "It measures nothing. To turn it on: " MONITOR_TURN_ON);
	fputc('\n', out);
	put_caption(watched, unit, opts, out);
}

static void set_number(struct grid *grid, size_t column, double value,
		       bool decimals)
{
	char number[VIEW_NUMBER_LEN];

	view_number(value, decimals, number);
	grid_set(grid, column, "%s", number);
}

/* Columns stay where they are while samples come and go. */
static void put_figures(struct grid *grid, const struct pooled *probe,
			const struct view_unit *unit)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(figures); i++) {
		if (probe->count)
			set_number(grid, figures[i].now,
				   stats_figure(probe, figures[i].figure) *
				   unit->factor, unit->decimals);
		else
			grid_set(grid, figures[i].now, "-");
	}
}

static void put_base(struct grid *grid, const struct watched *watched,
		     const struct pooled *probe, bool ns)
{
	const struct against *against = watched->against;
	double value;
	char *text;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(figures) && figures[i].base; i++) {
		grid_set(grid, figures[i].base, "-");
		grid_set(grid, figures[i].change, "-");
		if (against_figure(against, &probe->id, figures[i].figure, ns,
				   &value))
			set_number(grid, figures[i].base, value, ns);
		if (!against_change(against, probe, figures[i].figure, &value))
			continue;
		text = compare_percent(value);
		grid_set(grid, figures[i].change, "%s", text);
		free(text);
	}
}

static enum view_color color_of(const struct watched *watched,
				const struct pooled *probe)
{
	double percent;

	if (against_any(watched->against) &&
	    against_change(watched->against, probe, STATS_P50, &percent) &&
	    percent > STRIKING)
		return VIEW_WARN;
	return stats_leaves(probe->route) == STATS_LEAVES ? VIEW_PLAIN : VIEW_DIM;
}

static void put_row(struct grid *grid, const struct watched *watched,
		    const struct pooled *probe, const struct view_unit *unit)
{
	char mark[] = { view_mark(probe), '\0' };
	char name[VMEXIT_NAME_LEN];

	vmexit_name_format(&probe->id, name);
	grid_add(grid, color_of(watched, probe));
	grid_set(grid, COL_NAME, "%s", name);
	if (!probe->count && probe->reason) {
		grid_rest(grid, "%s", probe->reason);
		return;
	}
	if (*mark != ' ')
		grid_set(grid, COL_MARK, "%s", mark);
	grid_set(grid, COL_ROUTE, "%s", vmexit_route_names[probe->route]);
	put_figures(grid, probe, unit);
	set_number(grid, COL_SAMPLES, probe->count, false);
	set_number(grid, COL_DISTURBED, probe->disturbed, false);
	if (against_any(watched->against))
		put_base(grid, watched, probe, unit->decimals);
}

/* The head ends with the column titles: the line behind what is there. */
static size_t lines_of(const char *text)
{
	size_t lines = 0;

	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

static char *head_of(const struct watched *watched, const struct view_unit *unit,
		     const struct view_opts *opts)
{
	char *text = NULL;
	size_t len;
	FILE *out = or_die(open_memstream(&text, &len));

	put_head(watched, unit, opts, out);
	or_die(fclose(out) ? NULL : text);
	return text;
}

size_t watch_table(const struct watched *watched, const struct view_opts *opts,
		   FILE *out)
{
	struct grid grid = { .columns = columns, .nr_columns = NR_COLUMNS };
	const struct summary *sum = &watched->sum;
	const struct view_shown shown = { 0 };
	struct view_opts how = *opts;
	struct view_unit unit;
	uint32_t left_out;
	size_t head, i;
	char *text;

	how.ns |= against_any(watched->against) && !watched->against->cycles;
	unit = view_unit(&watched->rec, &how);
	text = head_of(watched, &unit, &how);
	head = lines_of(text);
	fputs(text, out);
	free(text);
	if (!sum->nr_probes) {
		view_note(&how, out, VIEW_WARN, "Nothing was ever monitored.");
		return head;
	}
	for (i = 0; i < sum->nr_probes; i++)
		put_row(&grid, watched, &sum->probes[i], &unit);
	left_out = grid_print(&grid, &how, out);
	grid_free(&grid);
	view_note_marks(sum, &shown, &how, out);
	grid_note(columns, NR_COLUMNS, left_out, &how, out);
	return head + 1;
}

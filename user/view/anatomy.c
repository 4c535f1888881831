// SPDX-License-Identifier: GPL-2.0
/*
 * Where the time goes: below the table, a bar for each exit that was measured
 * as an instruction and directly. The notes say what the parts are.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "record/anatomy_spread.h"
#include "record/runs.h"
#include "view/parts.h"

#define BAR_LEAST	10
#define BAR_MOST	60
#define NUMBER_WIDTH	8

static const char *const utf8_fill[ANATOMY_NR_PARTS] = { "█", "▓", "▒", "░" };
static const char *const ascii_fill[ANATOMY_NR_PARTS] = { "#", "=", "-", "." };

struct anatomy_view {
	const struct view_opts *opts;
	struct view_unit unit;
	const struct summary *sum;
	struct anatomy *list;
	size_t nr;
	struct anatomy_words words;
	int name_width;
	int bar_width;		/* 0: no room */
	bool has_within;	/* of any: there are runs enough to tell */
	double longest;
};

static void lay_out(struct anatomy_view *view)
{
	char name[VMEXIT_NAME_LEN];
	int numbers = 1, left;
	enum anatomy_part part;
	size_t i;

	for (part = 0; part < ANATOMY_NR_PARTS; part++)
		numbers += view->words.has[part];
	view->name_width = (int)strlen("exit");
	for (i = 0; i < view->nr; i++) {
		anatomy_name(&view->list[i], name);
		if ((int)strlen(name) > view->name_width)
			view->name_width = (int)strlen(name);
		view->longest = fmax(view->longest, view->list[i].total);
		view->has_within |= !isnan(anatomy_within(&view->list[i]));
	}
	numbers += view->has_within;
	left = view->opts->width - numbers * (NUMBER_WIDTH + 1) - 2;
	if (view->name_width > left)
		view->name_width = left;
	view->bar_width = left - view->name_width;
	if (view->bar_width > BAR_MOST)
		view->bar_width = BAR_MOST;
	if (view->bar_width < BAR_LEAST)
		view->bar_width = 0;
}

/* Ends of parts are rounded, not their lengths: bars of one total end alike. */
static void put_bar(const struct anatomy_view *view, const struct anatomy *a,
		    FILE *out)
{
	const char *const *fill = view->opts->utf8 ? utf8_fill : ascii_fill;
	double end = 0;
	int at = 0, to;
	enum anatomy_part part;

	for (part = 0; part < ANATOMY_NR_PARTS; part++) {
		end += fmax(anatomy_part(a, part), 0);
		to = (int)lround(end / fmax(view->longest, 1) * view->bar_width);
		for (; at < to && at < view->bar_width; at++)
			fputs(fill[part], out);
	}
}

static void put_number(const struct anatomy_view *view, double cycles, FILE *out)
{
	char number[VIEW_NUMBER_LEN];

	view_number(fabs(cycles) * view->unit.factor, view->unit.decimals, number);
	/* Where noise is larger than the guest's part, that is what there is. */
	fprintf(out, " %*s%s", NUMBER_WIDTH - (int)strlen(number),
		cycles < 0 ? "-" : "", number);
}

static void put_row(const struct anatomy_view *view, const struct anatomy *a,
		    FILE *out)
{
	char name[VMEXIT_NAME_LEN];
	enum anatomy_part part;

	anatomy_name(a, name);
	text_cut(name, view->name_width);
	fprintf(out, "%-*s", view->name_width, name);
	put_number(view, a->total, out);
	for (part = 0; part < ANATOMY_NR_PARTS; part++) {
		if (anatomy_has(a, part))
			put_number(view, anatomy_part(a, part), out);
		else if (view->words.has[part])
			fprintf(out, " %*s", NUMBER_WIDTH, "");
	}
	if (view->has_within && !isnan(anatomy_within(a)))
		put_number(view, anatomy_within(a), out);
	else if (view->has_within)
		fprintf(out, " %*s", NUMBER_WIDTH, "");
	if (view->bar_width) {
		fputs("  ", out);
		put_bar(view, a, out);
	}
	fputc('\n', out);
}

static void put_titles(const struct anatomy_view *view, FILE *out)
{
	const char *const *fill = view->opts->utf8 ? utf8_fill : ascii_fill;
	enum anatomy_part part;

	fputs(view_color(view->opts, VIEW_BOLD), out);
	fprintf(out, "%-*s %*s", view->name_width, "exit", NUMBER_WIDTH, "insn");
	for (part = 0; part < ANATOMY_NR_PARTS; part++)
		if (view->words.has[part])
			fprintf(out, " %*s %s", NUMBER_WIDTH - 2,
				anatomy_title(&view->words, part), fill[part]);
	if (view->has_within)
		fprintf(out, " %*s%s", NUMBER_WIDTH - (view->opts->utf8 ? 1 : 3), "",
			view->opts->utf8 ? "±" : "+/-");
	fprintf(out, "%s\n", view_color(view->opts, VIEW_PLAIN));
}

static void put_notes(const struct anatomy_view *view, FILE *out)
{
	const struct pooled *trap = anatomy_trap(view->sum);
	char *alike = anatomy_alike(view->list, view->nr, &view->words);
	char number[VIEW_NUMBER_LEN];
	enum anatomy_part part;
	int i;

	for (i = 0; i < ANATOMY_NR_PARTS; i++) {
		part = anatomy_told[i];
		if (view->words.has[part])
			view_note(view->opts, out, VIEW_PLAIN, "%s: %s",
				  anatomy_title(&view->words, part),
				  anatomy_meaning(&view->words, part));
	}
	if (view->has_within)
		view_note(view->opts, out, VIEW_PLAIN,
			  "%s: a part is known to that, or better (95 %%, by what it is in each run).",
			  view->opts->utf8 ? "±" : "+/-");
	if (*alike)
		view_note(view->opts, out, VIEW_PLAIN,
			  "Not known which of two is the larger: %s.", alike);
	free(alike);
	if (trap) {
		view_number(stats_net(view->sum, trap, stats_quantile(trap, 0.5)) *
			    view->unit.factor, view->unit.decimals, number);
		view_note(view->opts, out, VIEW_PLAIN,
			  "For comparison, never subtracted: a #DE that Linux fixes up (trap) takes %s.",
			  number);
	}
}

void view_anatomy(const struct record *rec, const struct summary *sum,
		  const struct view_opts *opts, FILE *out)
{
	struct anatomy_view view = {
		.opts = opts,
		.unit = view_unit(rec, opts),
		.sum = sum,
	};
	struct summary *runs;
	size_t i;

	view.nr = anatomy_make(sum, &view.list);
	if (view.nr) {
		runs = runs_make(rec);
		anatomy_spread(runs, rec->nr_runs, view.list, view.nr);
		runs_free(runs, rec->nr_runs);
		view.words = anatomy_words(view.list, view.nr);
		lay_out(&view);
		view_note(opts, out, rec->fp.emulated ? VIEW_ALARM : VIEW_PLAIN,
			  "Where the time goes, p50 in %s%s:", view.unit.name,
			  rec->fp.emulated ? " (emulated: not latencies)" : "");
		put_titles(&view, out);
		for (i = 0; i < view.nr; i++)
			put_row(&view, &view.list[i], out);
		put_notes(&view, out);
		fputc('\n', out);
	}
	free(view.list);
}

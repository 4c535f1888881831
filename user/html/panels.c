// SPDX-License-Identifier: GPL-2.0
/* Bars drawn: several panels over one axis, so that it is never far away. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "html/bars.h"

#define BAR_HEIGHT	13.0
#define BAR_PITCH	18.0
#define NAME_HEIGHT	24.0	/* of the exit, above its bars */
#define AXIS_HEIGHT	20.0
#define TICKS		5
#define PANEL_MOST	10	/* exits */
#define PANEL_ONE	4	/* so many stay in one panel */

const char *bars_unit(const struct bars *bars)
{
	return bars->html->cmps[bars->lead].unit;
}

double bars_end(const struct bars *bars, const struct bar *bar)
{
	double end = bar->value;

	if (!isnan(bar->high))
		end = fmax(end, fmin(bar->high, bars->top * BARS_WHISKER_MOST));
	return end;
}

static double at(const struct bars *bars, double value)
{
	return bars->left + value * bars->scale;
}

static void put_axis(const struct bars *bars, double bottom, FILE *out)
{
	double step = svg_step(bars->top, TICKS), value;
	char number[VIEW_NUMBER_LEN];
	int i;

	for (i = 0; bars->scale > 0; i++) {
		value = i * step;
		if (i && value > bars->top * 1.001)
			break;
		svg_line(out, i ? "grid" : "zero", at(bars, value), AXIS_HEIGHT,
			 at(bars, value), bottom);
		svg_tick(value, number);
		svg_label(out, at(bars, value), SVG_LINE - 1, "c dim", "%s",
			  number);
	}
	svg_label(out, bars->left - BARS_GAP, SVG_LINE - 1, "e dim", "%s", bars_unit(bars));
}

/* An end that is not in the figure has no cap. */
static void put_whisker(const struct bars *bars, const struct bar *bar,
			double middle, FILE *out)
{
	double most = bars->top * BARS_WHISKER_MOST;
	double low = at(bars, bar->low), high = at(bars, fmin(bar->high, most));

	if (isnan(bar->high))
		return;
	svg_line(out, "whisker", low, middle, high, middle);
	svg_line(out, "whisker", low, middle - 4, low, middle + 4);
	if (bar->high <= most)
		svg_line(out, "whisker", high, middle - 4, high, middle + 4);
}

static void put_bar(const struct bars *bars, const struct bar *bar, double y,
		    FILE *out)
{
	const struct html_series *series = &bar->series;
	char name[VMEXIT_NAME_LEN], class[8];
	double base = y + BAR_HEIGHT - 2.5;

	svg_label(out, bars->left - BARS_GAP, base, "e", "%s", bar->name);
	if (!bar->known) {
		svg_label(out, bars->left + 4, base, "dim", "%s", bar->text);
		return;
	}
	vmexit_name_format(&series->id, name);
	html_series_class(series, class);
	fprintf(out,
		"<rect class=\"bar %s%s%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" data-value=\"%.17g\" data-probe=\"%s\" ",
		class, series->direct ? " direct" : "",
		html_stays(series->values->route) ? " stays" : "", bars->left, y,
		bar->value * bars->scale, BAR_HEIGHT, bar->value, name);
	if (series->is_base)
		fputs("data-side=\"base\"/>\n", out);
	else
		fprintf(out, "data-side=\"%zu\"/>\n", series->which);
	put_whisker(bars, bar, y + BAR_HEIGHT / 2, out);
	svg_label(out, at(bars, bars_end(bars, bar)) + 6, base, "", "%s",
		  bar->text);
}

double bars_height(const struct bars *bars, size_t first, size_t end)
{
	double height = AXIS_HEIGHT + BARS_GAP;
	size_t i;

	for (i = 0; i < bars->nr; i++)
		if (bars->list[i].exit >= first && bars->list[i].exit < end)
			height += BAR_PITCH;
	return height + (double)(end - first) * NAME_HEIGHT;
}

void bars_draw(const struct bars *bars, size_t first, size_t end)
{
	FILE *out = bars->html->out;
	char name[VMEXIT_NAME_LEN];
	double y = AXIS_HEIGHT;
	size_t i, exit = first;

	put_axis(bars, bars_height(bars, first, end) - BARS_GAP, out);
	for (i = 0; i < bars->nr; i++) {
		const struct bar *bar = &bars->list[i];

		if (bar->exit < first || bar->exit >= end)
			continue;
		if (bar->exit >= exit) {
			vmexit_name_format(&bars->exits[bar->exit].id, name);
			name[strcspn(name, "/")] = '\0';
			svg_label(out, 0, y + NAME_HEIGHT - 7, "b", "%s", name);
			y += NAME_HEIGHT;
			exit = bar->exit + 1;
		}
		put_bar(bars, bar, y, out);
		y += BAR_PITCH;
	}
}

/* The exits of one panel: @first and those before @end. */
static void put_panel(const struct bars *bars, size_t first, size_t end)
{
	FILE *out = bars->html->out;
	char *title, id[64];

	snprintf(id, sizeof(id), "bars-%zu-%zu", bars->lead, first);
	title = xasprintf("Exits %zu to %zu of %zu: %s in %s", first + 1, end,
			  bars->nr_exits,
			  stats_figure_titles[bars->html->cmps[0].how.figure],
			  bars_unit(bars));
	svg_open(out, id, BARS_WIDTH, bars_height(bars, first, end), title,
		 "Horizontal bars from zero: for each exit that of the base, then of each other side by instruction and directly. The table below has every number.");
	bars_draw(bars, first, end);
	svg_close(out);
	free(title);
}

void bars_put(const struct bars *bars)
{
	size_t panels = 1, i;

	if (bars->nr_exits > PANEL_ONE) {
		panels = (bars->nr_exits + PANEL_MOST - 1) / PANEL_MOST;
		/* They stand in two columns where there is room. */
		panels += panels % 2;
	}
	fputs("<div class=\"panels\">\n", bars->html->out);
	for (i = 0; i < panels; i++)
		put_panel(bars, bars->nr_exits * i / panels,
			  bars->nr_exits * (i + 1) / panels);
	fputs("</div>\n", bars->html->out);
}

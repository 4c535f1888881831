/* SPDX-License-Identifier: GPL-2.0 */
/* Bars of the overhead, drawn by panels.c; bars.c says what they are. */
#ifndef VMEXITSTAT_HTML_BARS_H
#define VMEXITSTAT_HTML_BARS_H

#include "html/parts.h"

#define BARS_WIDTH	760.0	/* of a panel */
#define BARS_GAP	8.0	/* beside names and numbers */
/* As many times the longest bar: what is wider shows it by an open end. */
#define BARS_WHISKER_MOST	1.5

/**
 * struct bar - a bar, or what is said in its place
 * @exit: it belongs to
 * @series: whose it is
 * @name: before it
 * @text: at its end, or what is there instead
 * @known: there is a figure
 * @value: its length
 * @low: of the interval around its end; NAN: nothing is known of it
 * @high: likewise
 */
struct bar {
	size_t exit;
	struct html_series series;
	char *name;
	char *text;
	bool known;
	double value;
	double low, high;
};

/**
 * struct bars - all of one scale
 * @html: page
 * @lead: first comparison of the scale
 * @exits: that are shown
 * @nr_exits: how many
 * @list: bars, by exit
 * @nr: how many
 * @left: where they begin
 * @scale: units of the figure for one of theirs
 * @top: longest
 */
struct bars {
	const struct html *html;
	size_t lead;
	struct html_exit *exits;
	size_t nr_exits;
	struct bar *list;
	size_t nr;
	double left;
	double scale;
	double top;
};

/* What their figures are in. */
const char *bars_unit(const struct bars *bars);

/* Where the text behind a bar begins, in the bars' own unit. */
double bars_end(const struct bars *bars, const struct bar *bar);

/* Draws them. */
void bars_put(const struct bars *bars);

#endif /* VMEXITSTAT_HTML_BARS_H */

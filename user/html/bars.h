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
 * @more: how many are not
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
	size_t more;
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

/* All bars of one scale, laid out; bars_free() them. */
void bars_make(struct bars *bars, const struct html *html, size_t lead);
void bars_free(struct bars *bars);

/* Draws them, in panels. */
void bars_put(const struct bars *bars);

/* The exits from @first to those before @end, and how much room they take. */
void bars_draw(const struct bars *bars, size_t first, size_t end);
double bars_height(const struct bars *bars, size_t first, size_t end);

#endif /* VMEXITSTAT_HTML_BARS_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* One small figure of distributions, and what the table below tells of it. */
#ifndef VMEXITSTAT_HTML_PLOT_H
#define VMEXITSTAT_HTML_PLOT_H

#include "html/parts.h"

/* Percentiles that are marked, and told in the table. */
#define PLOT_PERCENTILES	7

extern const double plot_percentiles[PLOT_PERCENTILES];
extern const char *const plot_percentile_names[PLOT_PERCENTILES];

/**
 * struct line - a distribution
 * @series: whose
 * @curve: samples, some
 * @name: what stands beside its end
 * @end: where it ends, from the top
 * @at: where its name stands
 */
struct line {
	struct html_series series;
	struct curve curve;
	char *name;
	double end;
	double at;
};

/**
 * struct plot - the distributions of an exit
 * @html: page
 * @lead: first comparison of the scale
 * @exit: the exit
 * @lines: ordered by where they end
 * @nr: how many, one at least
 * @right: end of the plot; names are beyond
 * @height: of it
 * @nines: at its right end
 * @low: of the upright axis
 * @high: likewise
 */
struct plot {
	const struct html *html;
	size_t lead;
	struct html_exit exit;
	struct line *lines;
	size_t nr;
	double right;
	double height;
	double nines;
	double low, high;
};

/* Return: whether there is anything to be seen of it; if not, nothing is held. */
bool plot_make(struct plot *plot, const struct html *html, size_t lead,
	       const struct html_exit *exit);
void plot_free(struct plot *plot);

/* @nr: its number among those of one scale. */
void plot_put(const struct plot *plot, size_t nr);

/* Whether there are samples enough to tell a percentile. */
bool plot_tells(const struct line *line, double percentile);

#endif /* VMEXITSTAT_HTML_PLOT_H */

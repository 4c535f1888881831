// SPDX-License-Identifier: GPL-2.0
/* Distributions, an exit a figure, and the numbers that they show. */
#include <stdlib.h>

#include "html/plot.h"

static void number_row(const struct plot *plot, const struct line *line)
{
	FILE *out = plot->html->out;
	const struct html_series *series = &line->series;
	char number[VIEW_NUMBER_LEN];
	char *name = html_series_name(plot->html, series);
	size_t i;

	fputs("<tr><th scope=\"row\">", out);
	html_probe(out, &series->id);
	fputs("</th><td>", out);
	html_text(out, "%s", name);
	fprintf(out, "</td><td>%s</td><td class=\"n\">%llu</td>",
		vmexit_route_names[series->values->route],
		(unsigned long long)line->curve.count);
	for (i = 0; i < PLOT_PERCENTILES; i++) {
		fputs("<td class=\"n\">", out);
		if (plot_tells(line, plot_percentiles[i])) {
			html_number(series->cmp,
				    curve_quantile(&line->curve, plot_percentiles[i]),
				    number);
			fputs(number, out);
		}
		fputs("</td>", out);
	}
	html_number(series->cmp, line->curve.max, number);
	fprintf(out, "<td class=\"n\">%s</td></tr>\n", number);
	free(name);
}

static void put_numbers(const struct plot *plots, size_t nr, FILE *out)
{
	const struct comparison *cmp = &plots->html->cmps[plots->lead];
	size_t i, j;

	fprintf(out,
		"<details><summary>The numbers of these curves</summary>\n<div class=\"wide\"><table>\n<caption>Percentiles in %s, %s, as far as there are samples to tell.</caption>\n",
		cmp->unit, compare_net(cmp));
	fputs("<thead><tr>" HTML_TH "probe</th>" HTML_TH "side</th>" HTML_TH
	      "route</th>" HTML_TH_R "samples</th>", out);
	for (i = 0; i < PLOT_PERCENTILES; i++)
		fprintf(out, HTML_TH_R "%s</th>", plot_percentile_names[i]);
	fputs(HTML_TH_R "max</th></tr></thead>\n<tbody>\n", out);
	for (i = 0; i < nr; i++)
		for (j = 0; j < plots[i].nr; j++)
			number_row(&plots[i], &plots[i].lines[j]);
	fputs("</tbody></table></div></details>\n", out);
}

static void put_caption(const struct html *html, size_t lead, size_t more)
{
	const struct comparison *cmp = &html->cmps[lead];

	html_caption(html, cmp, "figcaption");
	fprintf(html->out,
		"Percentiles of all samples of a side, %s, in %s; lower is better. To the right percentiles, the tail stretched: 90, 99 and 99.9 are as far from each other. Upwards the time, logarithmic, with a scale for each figure. Dashed: asked for directly (ghcb-page, tdvmcall). Dotted, and *: no exit to the host, or none that is certain.",
		compare_net(cmp), cmp->unit);
	if (more)
		fprintf(html->out,
			" <strong>%zu more exits are not drawn.</strong>",
			more);
	fputs("</figcaption>\n", html->out);
}

void html_curves(const struct html *html, size_t lead)
{
	struct plot plots[HTML_MOST_EXITS];
	struct html_exit *exits;
	size_t nr_exits, i, nr = 0;

	nr_exits = html_exits(html, lead, &exits);
	for (i = 0; i < nr_exits && nr < HTML_MOST_EXITS; i++)
		nr += plot_make(&plots[nr], html, lead, &exits[i]);
	if (nr) {
		fputs("<figure>\n", html->out);
		put_caption(html, lead, nr_exits - i);
		fputs("<div class=\"plots\">\n", html->out);
		for (i = 0; i < nr; i++)
			plot_put(&plots[i], i);
		fputs("</div>\n", html->out);
		put_numbers(plots, nr, html->out);
		fputs("</figure>\n", html->out);
	} else {
		fputs("<p>No samples: single figures have no distribution.</p>\n",
		      html->out);
	}
	for (i = 0; i < nr; i++)
		plot_free(&plots[i]);
	free(exits);
}

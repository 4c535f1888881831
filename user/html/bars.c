// SPDX-License-Identifier: GPL-2.0
/*
 * Overhead as bars: for each exit that of BASE, and for each NEW by instruction
 * and directly.
 */
#include <math.h>
#include <stdlib.h>

#include "compare/weigh.h"
#include "html/bars.h"
#include "lib/text.h"

#define PLOT_LEAST	150.0	/* bars are given that, whatever is written behind */

/* What can be said of a series against BASE's instruction. */
static struct evidence evidence(const struct html_series *series)
{
	struct evidence ev = { 0 };
	const struct values *base = series->base;

	if (series->is_base || !base || base->zero || series->values->zero ||
	    !base->series.nr || !series->values->series.nr)
		return ev;
	weigh_values(series->cmp, base, series->values, &ev);
	return ev;
}

static char *why_no_bar(const struct html_series *series)
{
	const char *why = series->row ? series->row->why : NULL;
	char *text, *clean;

	if (!why)
		return xstrdup("not measured");
	text = xasprintf("not measured: %s", why);
	clean = text_clean(text, true);
	free(text);
	return clean;
}

/* The number at the end of a bar, and what keeps it from being an exit's. */
static char *end_text(const struct bar *bar, const struct evidence *ev)
{
	const struct html_series *series = &bar->series;
	const char *stays = html_stays(series->values->route);
	char number[VIEW_NUMBER_LEN], percent[VIEW_NUMBER_LEN] = "";

	html_number(series->cmp, bar->value, number);
	if (series->base && series->base->mean > 0)
		html_percent((bar->value - series->base->mean) /
			     series->base->mean * 100, percent);
	return xasprintf("%s%s%s%s%s%s%s", number, *percent ? " (" : "", percent,
			 !*percent ? "" :
			 ev->has_interval && !evidence_differs(ev) ? " %, ~)" :
			 " %)",
			 stays ? ", " : "", stays ?: "",
			 html_side(series)->published ? ", published" : "");
}

static void make_bar(struct bars *bars, struct bar *bar)
{
	const struct values *values = bar->series.values;
	struct evidence ev;

	bar->name = html_series_name(bars->html, &bar->series);
	bar->low = NAN;
	bar->high = NAN;
	bar->known = values && values->has;
	if (!bar->known) {
		bar->text = why_no_bar(&bar->series);
		return;
	}
	bar->value = values->mean;
	ev = evidence(&bar->series);
	bar->text = end_text(bar, &ev);
	if (ev.has_interval) {
		/* Around the bar's own end: a mean, where the ratio is of others. */
		bar->low = bar->value * ev.low / ev.ratio;
		bar->high = bar->value * ev.high / ev.ratio;
	}
	bars->top = fmax(bars->top, bar->value);
}

static void make_bars(struct bars *bars)
{
	struct html_series *series;
	size_t i, j, nr;

	for (i = 0; i < bars->nr_exits; i++) {
		nr = html_series(bars->html, bars->lead, &bars->exits[i], &series);
		bars->list = xrealloc(bars->list, bars->nr + nr,
				      sizeof(*bars->list));
		for (j = 0; j < nr; j++) {
			struct bar *bar = &bars->list[bars->nr++];

			*bar = (struct bar){ .exit = i, .series = series[j] };
			make_bar(bars, bar);
		}
		free(series);
	}
}

/* As long as can be, with room for what is written behind each bar. */
static void lay_out(struct bars *bars)
{
	double room;
	size_t i;

	for (i = 0; i < bars->nr; i++)
		bars->left = fmax(bars->left, svg_width(bars->list[i].name));
	bars->left += BARS_GAP;
	bars->scale = INFINITY;
	for (i = 0; i < bars->nr; i++) {
		const struct bar *bar = &bars->list[i];

		room = BARS_WIDTH - bars->left - BARS_GAP;
		if (!bar->known || bars_end(bars, bar) <= 0) {
			text_cut(bar->text, (int)(room / SVG_CHAR));
			continue;
		}
		text_cut(bar->text, (int)((room - BARS_GAP - PLOT_LEAST) / SVG_CHAR));
		room -= svg_width(bar->text) + BARS_GAP;
		bars->scale = fmin(bars->scale, room / bars_end(bars, bar));
	}
	if (!isfinite(bars->scale))
		bars->scale = 0;
}

static void put_numbers(const struct bars *bars)
{
	FILE *out = bars->html->out;
	char low[VIEW_NUMBER_LEN], high[VIEW_NUMBER_LEN];
	size_t i;

	fprintf(out,
		"<details><summary>The numbers of these bars</summary>\n<div class=\"wide\"><table>\n<caption>In %s. The interval is that of the ratio to BASE, around the bar's end.</caption>\n",
		bars_unit(bars));
	fputs("<thead><tr>" HTML_TH "probe</th>" HTML_TH "side</th>" HTML_TH
	      "route</th>" HTML_TH_R "figure</th>" HTML_TH_R
	      "95 % interval</th></tr></thead>\n<tbody>\n", out);
	for (i = 0; i < bars->nr; i++) {
		const struct bar *bar = &bars->list[i];

		fputs("<tr><th scope=\"row\">", out);
		html_probe(out, &bar->series.id);
		fputs("</th><td>", out);
		html_text(out, "%s", bar->name);
		fputs("</td><td>", out);
		if (bar->known)
			fputs(vmexit_route_names[bar->series.values->route], out);
		fputs("</td><td class=\"n\">", out);
		html_text(out, "%s", bar->text);
		fputs("</td><td class=\"n\">", out);
		if (!isnan(bar->high)) {
			html_number(bar->series.cmp, bar->low, low);
			html_number(bar->series.cmp, bar->high, high);
			fprintf(out, "%s … %s", low, high);
		}
		fputs("</td></tr>\n", out);
	}
	fputs("</tbody></table></div></details>\n", out);
}

static void put_caption(const struct bars *bars)
{
	const struct comparison *cmp = &bars->html->cmps[bars->lead];
	FILE *out = bars->html->out;

	html_caption(bars->html, cmp, "figcaption");
	fprintf(out,
		"%s in %s, mean of the %ss, %s: shorter is better. In brackets the overhead over %s's instruction, ~ where no difference can be claimed. Whiskers: 95 %% interval of the ratio to it, around the bar's end. Pale: the same exit asked for directly (ghcb-page, tdvmcall). Dashed, without filling: no exit to the host, or none that is certain.",
		stats_figure_titles[cmp->how.figure], cmp->unit,
		compare_unit_name(cmp), compare_net(cmp), bars->html->base);
	html_allowance(bars->html, cmp);
	if (bars->more)
		fprintf(out, " <strong>%zu more exits are not drawn.</strong>",
			bars->more);
	fputs("</figcaption>\n", out);
}

void bars_make(struct bars *bars, const struct html *html, size_t lead)
{
	size_t i, nr, kept = 0;

	*bars = (struct bars){ .html = html, .lead = lead };
	nr = html_exits(html, lead, &bars->exits);
	for (i = 0; i < nr; i++)
		if (bars->exits[i].may_leave)
			bars->exits[kept++] = bars->exits[i];
	bars->nr_exits = kept > HTML_MOST_EXITS ? HTML_MOST_EXITS : kept;
	bars->more = kept - bars->nr_exits;
	make_bars(bars);
	lay_out(bars);
}

void bars_free(struct bars *bars)
{
	size_t i;

	for (i = 0; i < bars->nr; i++) {
		free(bars->list[i].name);
		free(bars->list[i].text);
	}
	free(bars->list);
	free(bars->exits);
}

void html_bars(const struct html *html, size_t lead)
{
	struct bars bars;

	bars_make(&bars, html, lead);
	if (bars.nr_exits) {
		fputs("<figure>\n", html->out);
		put_caption(&bars);
		bars_put(&bars);
		put_numbers(&bars);
		fputs("</figure>\n", html->out);
	} else {
		fputs("<p>Nothing was measured that leaves the guest, or may.</p>\n",
		      html->out);
	}
	bars_free(&bars);
}

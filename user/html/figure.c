// SPDX-License-Identifier: GPL-2.0
/* The overhead as one figure by itself, for a paper: SVG. */
#include "html/html.h"

#include <stdlib.h>

#include "html/bars.h"
#include "view/compare_view.h"

#define HEAD_PITCH	17.0

/* Lines above the bars: what nobody who sees the figure alone may miss. */
static double put_head(const struct html *html, const struct bars *bars, bool draw)
{
	const struct comparison *cmp = &html->cmps[bars->lead];
	char *allowance = compare_allowance(cmp);
	FILE *out = html->out;
	double y = HEAD_PITCH - 4;
	char *news = html_title(html);

	if (draw)
		svg_label(out, 0, y, "b", "%s", news);
	free(news);
	if (cmp->emulated) {
		y += HEAD_PITCH;
		if (draw)
			svg_label(out, 0, y, "b", "EMULATED (%s): figures are not latencies",
				  cmp->emulated);
	}
	y += HEAD_PITCH;
	if (draw)
		svg_label(out, 0, y, "dim",
			  "%s in %s, mean of the %ss, %s; whiskers: 95 %% interval; ~ no difference claimed",
			  stats_figure_titles[cmp->how.figure], cmp->unit,
			  compare_unit_name(cmp), compare_net(cmp));
	if (*allowance) {
		y += HEAD_PITCH;
		if (draw)
			svg_label(out, 0, y, "dim", "%s", allowance);
	}
	free(allowance);
	return y + HEAD_PITCH / 2;
}

void view_svg(const struct comparison *cmps, size_t nr, FILE *out)
{
	struct html html;
	struct bars bars;
	double head, height;

	html_begin(&html, cmps, nr, out);
	bars_make(&bars, &html, 0);
	head = put_head(&html, &bars, false);
	height = head + bars_height(&bars, 0, bars.nr_exits);
	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-8 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\">\n",
		BARS_WIDTH + 16, height, BARS_WIDTH + 16, height);
	svg_style(out);
	put_head(&html, &bars, true);
	fprintf(out, "<g transform=\"translate(0 %.0f)\">\n", head);
	if (bars.nr_exits)
		bars_draw(&bars, 0, bars.nr_exits);
	else
		svg_label(out, 0, SVG_LINE, "",
			  "Nothing was measured that leaves the guest, or may.");
	fputs("</g>\n", out);
	svg_close(out);
	bars_free(&bars);
	html_end(&html);
}

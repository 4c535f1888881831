// SPDX-License-Identifier: GPL-2.0
/* The overhead as one figure by itself, for a paper: SVG. */
#include "html/html.h"

#include <stdlib.h>

#include "html/bars.h"
#include "view/compare_view.h"

#define HEAD_PITCH	17.0

/* Lines above the bars: its title and what it is of, if it is emulated, what is allowed for. */
static double head_height(const struct comparison *cmp, const char *allowance)
{
	return (2 + !!cmp->emulated + !!*allowance + 0.5) * HEAD_PITCH - 4;
}

/* What nobody who sees the figure alone may miss. */
static void put_head(const struct html *html, const struct comparison *cmp,
		     const char *allowance)
{
	char *title = html_title(html);
	FILE *out = html->out;
	double y = HEAD_PITCH - 4;

	svg_label(out, 0, y, "b", "%s", title);
	free(title);
	if (cmp->emulated) {
		y += HEAD_PITCH;
		svg_label(out, 0, y, "b", "EMULATED: figures are not latencies (%s)",
			  cmp->emulated);
	}
	y += HEAD_PITCH;
	svg_label(out, 0, y, "dim",
		  "%s in %s, mean of the %ss, %s; whiskers: 95 %% interval; ~ no difference claimed",
		  stats_figure_titles[cmp->how.figure], cmp->unit,
		  compare_unit_name(cmp), compare_net(cmp));
	if (*allowance)
		svg_label(out, 0, y + HEAD_PITCH, "dim", "%s", allowance);
}

void view_svg(const struct comparison *cmps, size_t nr, FILE *out)
{
	struct html html;
	struct bars bars;
	char *allowance = compare_allowance(&cmps[0]);
	double head = head_height(&cmps[0], allowance), height;

	html_begin(&html, cmps, nr, out);
	bars_make(&bars, &html, 0);
	height = head + bars_height(&bars, 0, bars.nr_exits);
	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-8 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\">\n",
		BARS_WIDTH + 16, height, BARS_WIDTH + 16, height);
	svg_style(out);
	put_head(&html, &cmps[0], allowance);
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
	free(allowance);
}

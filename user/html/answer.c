// SPDX-License-Identifier: GPL-2.0
/* What the page says first: how much dearer, of what, and by whom. */
#include "html/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record/anatomy.h"
#include "view/compare_view.h"

/* The geometric mean of what is asked for by instruction, NULL where there is none. */
static const struct row *mean_of(const struct comparison *cmp)
{
	size_t i;

	for (i = 0; i < cmp->nr_rows; i++)
		if (cmp->rows[i].kind == ROW_MEAN &&
		    (cmp->rows[i].id.path == VMEXIT_PATH_INSN ||
		     cmp->rows[i].id.path == VMEXIT_PATH_INSN_CPL3))
			return &cmp->rows[i];
	return NULL;
}

/**
 * struct extremes - probes that leave on both sides, by instruction
 * @least: smallest overhead
 * @most: largest
 * @nr: how many there are
 */
struct extremes {
	const struct row *least;
	const struct row *most;
	size_t nr;
};

static bool leaves(const struct row *row)
{
	return (row->id.path == VMEXIT_PATH_INSN || row->id.path == VMEXIT_PATH_INSN_CPL3) &&
	       stats_leaves(row->base.route) == STATS_LEAVES &&
	       stats_leaves(row->new.route) == STATS_LEAVES;
}

static struct extremes extremes_of(const struct comparison *cmp)
{
	struct extremes found = { 0 };
	size_t i;

	for (i = 0; i < cmp->nr_rows; i++) {
		const struct row *row = &cmp->rows[i];

		if (row->kind != ROW_PROBE || row->state != ROW_COMPARED || !leaves(row))
			continue;
		found.nr++;
		if (!found.least || row->overhead < found.least->overhead)
			found.least = row;
		if (!found.most || row->overhead > found.most->overhead)
			found.most = row;
	}
	return found;
}

/* Never broken before its sign. */
static void put_percent(FILE *out, double percent)
{
	char *text = compare_percent(percent), *rest = text;

	fputs(strsep(&rest, " "), out);
	if (rest)
		fprintf(out, "&#160;%s", rest);
	free(text);
}

static void put_interval(FILE *out, const struct evidence *ev)
{
	fputs("95 % interval ", out);
	put_percent(out, compare_ratio_percent(ev->low));
	fputs(" to ", out);
	put_percent(out, compare_ratio_percent(ev->high));
}

static void put_mean(const struct html *html, size_t which, const struct row *mean)
{
	FILE *out = html->out;

	if (!evidence_differs(&mean->ev)) {
		fputs("<strong>No difference can be claimed</strong> between ", out);
		html_text(out, "%s and %s: ", html->news[which], html->base);
	} else {
		fputs("In ", out);
		html_text(out, "%s an exit takes ", html->news[which]);
		fprintf(out, mean->ev.ratio < 999.5 ? "<strong>%.3g times as long</strong> as in " :
			"<strong>%.0f times as long</strong> as in ", mean->ev.ratio);
		html_text(out, "%s: ", html->base);
	}
	put_percent(out, mean->overhead);
	if (mean->ev.has_interval) {
		fputs(" (", out);
		put_interval(out, &mean->ev);
		fputs(")", out);
	}
	fprintf(out, ", the geometric mean of %zu probe%s.", mean->nr_probes,
		mean->nr_probes == 1 ? "" : "s");
}

static void put_one(FILE *out, const struct row *row)
{
	struct vmexit_id id = compare_row_id(row);

	put_percent(out, row->overhead);
	fputs(" of ", out);
	html_probe(out, &id);
}

static void put_extremes(FILE *out, const struct extremes *found)
{
	if (found->nr < 2)
		return;
	fputs(" It is ", out);
	put_one(out, found->least);
	fputs(" at least, ", out);
	put_one(out, found->most);
	fputs(" at most.", out);
}

/* The guest's share of each exit that was measured both ways: from, to. */
static void put_share(const struct html *html, size_t which)
{
	const struct side *side = html->cmps[which].new;
	double least = INFINITY, most = -INFINITY;
	struct anatomy *list;
	size_t i, nr;

	if (!side->nr_records)
		return;
	nr = anatomy_make(&side->records[0].sum, &list);
	for (i = 0; i < nr; i++) {
		double share = list[i].guest / list[i].total * 100;

		if (!(list[i].total > 0) || share < 0)
			continue;
		least = fmin(least, share);
		most = fmax(most, share);
	}
	free(list);
	if (least > most)
		return;
	fprintf(html->out, " Of all that such an exit takes the guest kernel's part is ");
	if (most - least < 1)
		fprintf(html->out, "%.0f %%", most);
	else
		fprintf(html->out, "%.0f to %.0f %%", least, most);
	fputs(", the rest is the world switch and the host.", html->out);
}

/* Of what a verdict would be spoiled by: not to be missed, however far down it is told. */
static size_t warnings_of(const struct comparison *cmp)
{
	size_t i, nr = 0;

	for (i = 0; i < cmp->notes.nr; i++)
		nr += cmp->notes.list[i].level >= NOTE_WARN;
	return nr;
}

static void put_one_answer(const struct html *html, size_t which)
{
	const struct comparison *cmp = &html->cmps[which];
	const struct row *mean = mean_of(cmp);
	struct extremes found = extremes_of(cmp);
	FILE *out = html->out;
	size_t warnings = warnings_of(cmp);

	fputs("<p class=\"answer\">", out);
	if (cmp->emulated)
		fputs("<strong class=\"alarm\">Emulated, not latencies.</strong> ", out);
	if (mean) {
		put_mean(html, which, mean);
	} else {
		html_text(out, "Of %s and %s there is no mean to tell: ",
			  html->news[which], html->base);
		fputs(cmp->base->published || cmp->new->published ?
		      "published figures have no runs." :
		      "by instruction no probe leaves for the host on both sides.", out);
	}
	put_extremes(out, &found);
	put_share(html, which);
	if (warnings)
		fprintf(out, " <a href=\"#notes\">%zu warning%s</a>.", warnings,
			warnings == 1 ? "" : "s");
	fputs("</p>\n", out);
}

void html_answer(const struct html *html)
{
	size_t i;

	for (i = 0; i < html->nr; i++)
		put_one_answer(html, i);
}

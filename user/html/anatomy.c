// SPDX-License-Identifier: GPL-2.0
/* Where the time of a NEW's exits goes: parts stacked, and their numbers. */
#include "html/parts.h"

#include <math.h>
#include <stdlib.h>

#include "record/anatomy_spread.h"

#define WIDTH		760.0
#define HEAD		24.0
#define BAR_HEIGHT	15.0
#define BAR_PITCH	21.0
#define NUMBER_WIDTH	64.0
#define GAP		10.0

struct anatomy_figure {
	const struct html *html;
	size_t which;
	const struct side_record *rec;
	double factor;
	struct anatomy_words words;
	struct anatomy *list;
	size_t nr;
	size_t more;		/* that are not shown */
	double name_width;
	double bar_left;
	double longest;
};

static const char *const part_class[ANATOMY_NR_PARTS] = {
	[ANATOMY_EXCEPTION]	= "exception",
	[ANATOMY_GUEST]		= "guest",
	[ANATOMY_MODULE]	= "module",
	[ANATOMY_HOST]		= "host",
};

static const struct comparison *cmp_of(const struct anatomy_figure *fig)
{
	return &fig->html->cmps[fig->which];
}

static void lay_out(struct anatomy_figure *fig)
{
	char name[VMEXIT_NAME_LEN];
	enum anatomy_part part;
	int numbers = 1;
	size_t i;

	for (part = 0; part < ANATOMY_NR_PARTS; part++)
		numbers += fig->words.has[part];
	for (i = 0; i < fig->nr; i++) {
		anatomy_name(&fig->list[i], name);
		fig->name_width = fmax(fig->name_width, svg_width(name));
		fig->longest = fmax(fig->longest, fig->list[i].total);
	}
	fig->bar_left = fig->name_width + numbers * NUMBER_WIDTH + GAP;
}

static void put_number(const struct anatomy_figure *fig, double right, double y,
		       double cycles, FILE *out)
{
	char number[VIEW_NUMBER_LEN];

	html_number(cmp_of(fig), cycles * fig->factor, number);
	svg_label(out, right, y, "e", "%s", number);
}

/* Beside its colour two of the parts, that have others on both sides, a pattern. */
static void put_patterns(const struct anatomy_figure *fig, FILE *out)
{
	fprintf(out,
		"<defs><pattern id=\"guest-%zu\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect class=\"on-guest\" width=\"6\" height=\"6\"/><line class=\"hatch\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\"/></pattern>\n",
		fig->which);
	fprintf(out,
		"<pattern id=\"module-%zu\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect class=\"on-module\" width=\"6\" height=\"6\"/><circle class=\"dots\" cx=\"3\" cy=\"3\" r=\"1.2\"/></pattern></defs>\n",
		fig->which);
}

static void put_part(const struct anatomy_figure *fig, enum anatomy_part part,
		     double x, double y, double width, double height, FILE *out)
{
	fprintf(out, "<rect class=\"part %s\" ", part_class[part]);
	if (part == ANATOMY_GUEST || part == ANATOMY_MODULE)
		fprintf(out, "fill=\"url(#%s-%zu)\" ", part_class[part],
			fig->which);
	fprintf(out,
		"x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
		x, y, width, height);
}

/* Titles of the columns, with what the parts look like. */
static void put_head(const struct anatomy_figure *fig, FILE *out)
{
	double right = fig->name_width + NUMBER_WIDTH;
	enum anatomy_part part;
	const char *title;

	svg_label(out, 0, 13, "b", "exit");
	svg_label(out, right, 13, "e b", "insn");
	for (part = 0; part < ANATOMY_NR_PARTS; part++) {
		if (!fig->words.has[part])
			continue;
		title = anatomy_title(&fig->words, part);
		right += NUMBER_WIDTH;
		svg_label(out, right, 13, "e b", "%s", title);
		put_part(fig, part, right - svg_width(title) - 16, 3, 12, 12, out);
	}
}

static void put_exit(const struct anatomy_figure *fig, const struct anatomy *a,
		     double y, FILE *out)
{
	double right = fig->name_width + NUMBER_WIDTH, x = fig->bar_left;
	double base = y + BAR_HEIGHT - 3.5, width;
	char name[VMEXIT_NAME_LEN];
	enum anatomy_part part;

	anatomy_name(a, name);
	svg_label(out, 0, base, "", "%s", name);
	put_number(fig, right, base, a->total, out);
	for (part = 0; part < ANATOMY_NR_PARTS; part++) {
		if (!fig->words.has[part])
			continue;
		right += NUMBER_WIDTH;
		if (!anatomy_has(a, part))
			continue;
		put_number(fig, right, base, anatomy_part(a, part), out);
		/* Noise may make a part less than nothing: there is no bar of it. */
		width = fmax(anatomy_part(a, part), 0) /
			fmax(fig->longest, 1) * (WIDTH - fig->bar_left);
		width = fmin(width, WIDTH - x);
		put_part(fig, part, x, y, width, BAR_HEIGHT, out);
		x += width;
	}
}

static void put_figure(const struct anatomy_figure *fig)
{
	FILE *out = fig->html->out;
	double y = HEAD;
	char *id, *title;
	size_t i;

	id = xasprintf("parts-%zu", fig->which);
	title = xasprintf("Parts of %s's exits, p50 in %s",
			  fig->html->news[fig->which], cmp_of(fig)->unit);
	svg_open(out, id, WIDTH, HEAD + (double)fig->nr * BAR_PITCH, title,
		 "A row for each exit: what the instruction takes, its parts as numbers, and the parts as a bar. The table below has every number.");
	put_patterns(fig, out);
	put_head(fig, out);
	for (i = 0; i < fig->nr; i++, y += BAR_PITCH)
		put_exit(fig, &fig->list[i], y, out);
	svg_close(out);
	free(title);
	free(id);
}

static void put_meanings(const struct anatomy_figure *fig)
{
	const struct pooled *trap = anatomy_trap(&fig->rec->sum);
	char *alike = anatomy_alike(fig->list, fig->nr, &fig->words);
	FILE *out = fig->html->out;
	char number[VIEW_NUMBER_LEN];
	enum anatomy_part part;
	int i;

	fputs("<dl class=\"meanings\">\n", out);
	for (i = 0; i < ANATOMY_NR_PARTS; i++) {
		part = anatomy_told[i];
		if (!fig->words.has[part])
			continue;
		fputs("<dt>", out);
		html_text(out, "%s", anatomy_title(&fig->words, part));
		fputs("</dt><dd>", out);
		html_text(out, "%s", anatomy_meaning(&fig->words, part));
		fputs("</dd>\n", out);
	}
	if (*alike) {
		fputs("<dt>close</dt><dd>", out);
		html_text(out, "not known which of two is the larger: %s.", alike);
		fputs("</dd>\n", out);
	}
	free(alike);
	if (trap) {
		html_number(cmp_of(fig), stats_net(&fig->rec->sum, trap,
						   stats_quantile(trap, 0.5)) *
					 fig->factor, number);
		fprintf(out,
			"<dt>trap</dt><dd>for comparison, never subtracted: a #DE that Linux fixes up takes %s %s.</dd>\n",
			number, cmp_of(fig)->unit);
	}
	fputs("</dl>\n", out);
}

static void put_part_number(const struct anatomy_figure *fig, const struct anatomy *a,
			    enum anatomy_part part, FILE *out)
{
	char number[VIEW_NUMBER_LEN];

	fputs("<td class=\"n\">", out);
	if (anatomy_has(a, part)) {
		html_number(cmp_of(fig), anatomy_part(a, part) * fig->factor, number);
		fputs(number, out);
	}
	if (!isnan(a->within[part])) {
		html_number(cmp_of(fig), a->within[part] * fig->factor, number);
		fprintf(out, " <span class=\"why\">± %s</span>", number);
	}
	fputs("</td>", out);
}

static void put_numbers(const struct anatomy_figure *fig)
{
	FILE *out = fig->html->out;
	char number[VIEW_NUMBER_LEN];
	enum anatomy_part part;
	size_t i;

	fprintf(out,
		"<details><summary>The numbers of these parts</summary>\n<div class=\"wide\"><table>\n<caption>p50 in %s, net of the bracket; ±: 95 %% interval, by what the part is in each run.</caption>\n<thead><tr>",
		cmp_of(fig)->unit);
	fputs(HTML_TH "probe</th>" HTML_TH_R "insn</th>", out);
	for (part = 0; part < ANATOMY_NR_PARTS; part++) {
		if (!fig->words.has[part])
			continue;
		fputs(HTML_TH_R, out);
		html_text(out, "%s", anatomy_title(&fig->words, part));
		fputs("</th>", out);
	}
	fputs("</tr></thead>\n<tbody>\n", out);
	for (i = 0; i < fig->nr; i++) {
		const struct anatomy *a = &fig->list[i];

		fputs("<tr><th scope=\"row\">", out);
		html_probe(out, &a->insn->id);
		html_number(cmp_of(fig), a->total * fig->factor, number);
		fprintf(out, "</th><td class=\"n\">%s</td>", number);
		for (part = 0; part < ANATOMY_NR_PARTS; part++) {
			if (!fig->words.has[part])
				continue;
			put_part_number(fig, a, part, out);
		}
		fputs("</tr>\n", out);
	}
	fputs("</tbody></table></div></details>\n", out);
}

static void put_caption(const struct anatomy_figure *fig)
{
	const struct side *side = cmp_of(fig)->new;
	FILE *out = fig->html->out;

	html_caption(fig->html, cmp_of(fig), "figcaption");
	fputs("<strong>", out);
	html_text(out, "%s", fig->html->news[fig->which]);
	fprintf(out,
		"</strong>, p50 in %s, net of the bracket: exits that were measured as an instruction and directly. Parts are differences of medians.",
		cmp_of(fig)->unit);
	if (side->nr_records > 1) {
		fprintf(out, " Of the first of %zu records alone: ",
			side->nr_records);
		html_text(out, "%s.", fig->rec->path);
	}
	if (fig->more)
		fprintf(out, " <strong>%zu more exits are left out.</strong>",
			fig->more);
	fputs("</figcaption>\n", out);
}

bool html_anatomy(const struct html *html, size_t which)
{
	const struct comparison *cmp = &html->cmps[which];
	struct anatomy_figure fig = { .html = html, .which = which };

	if (!cmp->new->nr_records)
		return false;
	fig.rec = &cmp->new->records[0];
	fig.factor = values_factor(&cmp->how, &fig.rec->rec);
	fig.nr = anatomy_make(&fig.rec->sum, &fig.list);
	anatomy_spread(fig.rec->runs, fig.rec->rec.nr_runs, fig.list, fig.nr);
	if (fig.nr > HTML_MOST_EXITS) {
		fig.more = fig.nr - HTML_MOST_EXITS;
		fig.nr = HTML_MOST_EXITS;
	}
	if (fig.nr) {
		fig.words = anatomy_words(fig.list, fig.nr);
		lay_out(&fig);
		fputs("<figure>\n", html->out);
		put_caption(&fig);
		put_figure(&fig);
		put_meanings(&fig);
		put_numbers(&fig);
		fputs("</figure>\n", html->out);
	}
	free(fig.list);
	return fig.nr;
}

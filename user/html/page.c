// SPDX-License-Identifier: GPL-2.0
/* The frame of the HTML page: what is compared, what must be known, sections. */
#include "html/parts.h"

#include <stdlib.h>
#include <string.h>

#include "view/compare_view.h"

static void put_news(const struct html *html)
{
	char *title = html_title(html);

	html_text(html->out, "%s", title);
	free(title);
}

static void put_head(const struct html *html)
{
	FILE *out = html->out;

	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n", out);
	fprintf(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n",
		"default-src 'none'; style-src 'unsafe-inline'");
	fputs("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n", out);
	fputs("<meta name=\"generator\" content=\"vmexitstat " VMEXITSTAT_VERSION "\">\n", out);
	fputs("<title>", out);
	put_news(html);
	fputs(" - vmexitstat</title>\n", out);
	html_style(out);
	fputs("</head>\n<body>\n<main>\n", out);
}

/* Each once: the same emulator may be under all sides. */
static void put_banners(const struct html *html)
{
	size_t i, j;

	for (i = 0; i <= html->nr; i++) {
		const struct fingerprint *fp = side_fp(i ? html->cmps[i - 1].new :
						       html->cmps[0].base);
		bool told = false;

		if (!fp || !fp->emulated)
			continue;
		for (j = 0; j < i && !told; j++) {
			const struct fingerprint *other =
				side_fp(j ? html->cmps[j - 1].new :
					    html->cmps[0].base);

			told = other && other->emulated &&
			       !strcmp(other->emulated, fp->emulated);
		}
		if (told)
			continue;
		fputs("<p class=\"banner\" role=\"alert\">", html->out);
		html_text(html->out, "EMULATED: %s: figures are not latencies",
			  fp->emulated);
		fputs("</p>\n", html->out);
	}
}

static void put_side(const struct html *html, const struct side *side,
		     const char *role, const char *name,
		     const struct comparison *cmp)
{
	char *allowance = cmp ? compare_allowance(cmp) : NULL;
	FILE *out = html->out;

	fprintf(out, "<tr><th scope=\"row\">%s</th><td><strong>", role);
	html_text(out, "%s", name);
	fputs("</strong></td><td><code>", out);
	html_text(out, "%s", side->path);
	fputs("</code></td><td>", out);
	if (side->published)
		html_text(out, "published: %s, %s", side->published->title,
			  side->published->source);
	else
		fprintf(out, "%zu record%s, %zu run%s", side->nr_records,
			side->nr_records == 1 ? "" : "s", side->nr_runs,
			side->nr_runs == 1 ? "" : "s");
	fputs("</td><td>", out);
	if (cmp && (cmp->base->published || cmp->new->published))
		fputs("none: published", out);
	else if (cmp)
		fprintf(out, "%s, %zu against %zu%s%s", compare_unit_name(cmp),
			compare_units(cmp, cmp->new),
			compare_units(cmp, cmp->base), *allowance ? "; " : "",
			allowance);
	free(allowance);
	fprintf(out, "</td><td>%s</td></tr>\n", cmp ? cmp->unit : "");
}

static void put_sides(const struct html *html)
{
	FILE *out = html->out;
	size_t i;

	fprintf(out,
		"<div class=\"wide\"><table class=\"sides\">\n<caption>Statistic: %s of each probe's samples. Made by vmexitstat "
		VMEXITSTAT_VERSION ".</caption>\n",
		stats_figure_titles[html->cmps[0].how.figure]);
	fputs("<thead><tr>" HTML_TH "side</th>" HTML_TH "platform</th>" HTML_TH
	      "file</th>" HTML_TH "holds</th>" HTML_TH "unit of evidence</th>" HTML_TH
	      "unit</th></tr></thead>\n<tbody>\n", out);
	put_side(html, html->cmps[0].base, "base", html->base, NULL);
	for (i = 0; i < html->nr; i++)
		put_side(html, html->cmps[i].new, "new", html->news[i],
			 &html->cmps[i]);
	fputs("</tbody></table></div>\n", out);
}

static void put_title(const struct html *html)
{
	fputs("<h1>", html->out);
	put_news(html);
	fputs("</h1>\n", html->out);
	put_banners(html);
}

/* A note and its place among those of all comparisons. */
struct placed {
	const struct note *note;
	size_t place;
};

static int compare_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int compare_texts(const void *va, const void *vb)
{
	const struct placed *a = va, *b = vb;

	return compare_numbers(b->note->level, a->note->level) ?:
	       strcmp(a->note->text, b->note->text) ?:
	       compare_numbers(a->place, b->place);
}

static int compare_levels(const void *va, const void *vb)
{
	const struct placed *a = va, *b = vb;

	return compare_numbers(b->note->level, a->note->level) ?:
	       compare_numbers(a->place, b->place);
}

/* All of them once, the worst first, else as they were made. */
static size_t gather_notes(const struct html *html, struct placed **list)
{
	struct placed *all;
	size_t i, j, nr = 0, kept = 0;

	for (i = 0; i < html->nr; i++)
		nr += html->cmps[i].notes.nr;
	all = xcalloc(nr, sizeof(*all));
	nr = 0;
	for (i = 0; i < html->nr; i++) {
		for (j = 0; j < html->cmps[i].notes.nr; j++) {
			all[nr].note = &html->cmps[i].notes.list[j];
			all[nr].place = nr;
			nr++;
		}
	}
	qsort(all, nr, sizeof(*all), compare_texts);
	for (i = 0; i < nr; i++)
		if (!kept || all[kept - 1].note->level != all[i].note->level ||
		    strcmp(all[kept - 1].note->text, all[i].note->text))
			all[kept++] = all[i];
	qsort(all, kept, sizeof(*all), compare_levels);
	*list = all;
	return kept;
}

static void put_notes(const struct html *html)
{
	FILE *out = html->out;
	struct placed *notes;
	size_t i, nr;

	nr = gather_notes(html, &notes);
	if (nr)
		fputs("<ul class=\"notes\">\n", out);
	for (i = 0; i < nr; i++) {
		const char *level = note_level_names[notes[i].note->level];

		fprintf(out, "<li class=\"%s\"><b>%s</b> ", level, level);
		html_text(out, "%s", notes[i].note->text);
		fputs("</li>\n", out);
	}
	if (nr)
		fputs("</ul>\n", out);
	free(notes);
}

static void put_tables(const struct html *html)
{
	FILE *out = html->out;
	size_t i;

	for (i = 0; i < html->nr; i++) {
		fputs("<section>\n<h3>", out);
		html_text(out, "%s against %s", html->news[i], html->base);
		fputs("</h3>\n", out);
		html_table(html, i);
		fputs("</section>\n", out);
	}
}

static void put_bars(const struct html *html)
{
	size_t i;

	for (i = 0; i < html->nr; i++)
		if (html_leads(html, i))
			html_bars(html, i);
}

static void put_curves(const struct html *html)
{
	size_t i;

	for (i = 0; i < html->nr; i++)
		if (html_leads(html, i))
			html_curves(html, i);
}

static void put_parts(const struct html *html)
{
	size_t i, nr = 0;

	fputs("<div class=\"panels\">\n", html->out);
	for (i = 0; i < html->nr; i++)
		nr += html_anatomy(html, i);
	fputs("</div>\n", html->out);
	if (!nr)
		fputs("<p>No exit was measured as an instruction and directly.</p>\n",
		      html->out);
}

/* Where what is compared comes from, and what is wrong with it. */
static void put_known(const struct html *html)
{
	put_sides(html);
	put_notes(html);
}

/* Sections, in the order of the page: from the answer to the last figure. */
static const struct section {
	const char *id;
	const char *title;
	void (*put)(const struct html *html);
	bool screen;	/* not on paper, where two pages have to do */
} sections[] = {
	{ "overhead", "Overhead", put_bars, false },
	{ "parts", "Where the time goes", put_parts, false },
	{ "notes", "What must be known", put_known, false },
	{ "distributions", "Distributions", put_curves, true },
	{ "machines", "Machines and settings", html_machines, true },
	{ "figures", "Figures", put_tables, true },
};

static void put_nav(FILE *out)
{
	size_t i;

	fputs("<nav aria-label=\"sections\">", out);
	for (i = 0; i < ARRAY_SIZE(sections); i++)
		fprintf(out, "<a href=\"#%s\">%s</a>\n", sections[i].id,
			sections[i].title);
	fputs("</nav>\n", out);
}

static void put_sections(const struct html *html)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sections); i++) {
		fprintf(html->out, "<section%s>\n<h2 id=\"%s\">%s</h2>\n",
			sections[i].screen ? " class=\"screen\"" : "", sections[i].id,
			sections[i].title);
		sections[i].put(html);
		fputs("</section>\n", html->out);
	}
}

void view_html(const struct comparison *cmps, size_t nr, FILE *out)
{
	struct html html;

	html_begin(&html, cmps, nr, out);
	put_head(&html);
	put_title(&html);
	html_answer(&html);
	put_nav(out);
	put_sections(&html);
	fputs("<footer>Made by vmexitstat " VMEXITSTAT_VERSION
	      ". One file, no script, nothing fetched.<span class=\"paper\"> On paper without distributions, settings and the tables of figures, which are in the file.</span></footer>\n</main>\n</body>\n</html>\n",
	      out);
	html_end(&html);
}

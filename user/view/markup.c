// SPDX-License-Identifier: GPL-2.0
/* Markdown and LaTeX. */
#include "view/markup.h"

#include <stdlib.h>
#include <string.h>

#include "lib/util.h"

/* What has a meaning of its own in Markdown, and in LaTeX what is written for it. */
#define MARKDOWN_SIGNS	"\\`*_<>|#[]~&!"

static const struct {
	char sign;
	const char *latex;
} latex_signs[] = {
	{ '\\', "\\textbackslash{}" }, { '~', "\\textasciitilde{}" },
	{ '^', "\\textasciicircum{}" }, { '#', "\\#" }, { '%', "\\%" }, { '&', "\\&" },
	{ '_', "\\_" }, { '$', "\\$" }, { '{', "\\{" }, { '}', "\\}" },
	{ '<', "\\textless{}" }, { '>', "\\textgreater{}" },
};

static void put_latex(char sign, FILE *out)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(latex_signs); i++) {
		if (latex_signs[i].sign == sign) {
			fputs(latex_signs[i].latex, out);
			return;
		}
	}
	fputc(sign, out);
}

static void put_text(enum view_markup markup, const char *text, FILE *out)
{
	for (; *text; text++) {
		if (markup == VIEW_LATEX) {
			put_latex(*text, out);
			continue;
		}
		if (strchr(MARKDOWN_SIGNS, *text))
			fputc('\\', out);
		fputc(*text, out);
	}
}

void markup_note(enum view_markup markup, bool loud, const char *text, FILE *out)
{
	bool latex = markup == VIEW_LATEX;

	/* A comment is to be read in the source, as it is. */
	if (latex && !loud) {
		fprintf(out, "%% %s\n", text);
		return;
	}
	if (loud)
		fputs(latex ? "\\noindent\\textbf{" : "**", out);
	put_text(markup, text, out);
	if (loud)
		fputs(latex ? "}\\par" : "**", out);
	fputs("\n\n", out);
}

static size_t shown(const struct grid *grid, const int *width)
{
	size_t i, nr = 0;

	for (i = 0; i < grid->nr_columns; i++)
		nr += width[i] > 0;
	return nr;
}

/* @rest stands in place of all cells behind the first. */
static void put_row(const struct grid *grid, const int *width, char *const *cell,
		    const char *rest, enum view_markup markup, FILE *out)
{
	bool latex = markup == VIEW_LATEX;
	size_t i, nr = 0;

	for (i = 0; i < grid->nr_columns; i++) {
		if (!width[i])
			continue;
		if (nr == 2 && rest && latex)
			break;
		fputs(latex ? (nr ? " & " : "") : (nr ? " | " : "| "), out);
		if (nr == 1 && rest && latex)
			fprintf(out, "\\multicolumn{%zu}{l}{", shown(grid, width) - 1);
		put_text(markup, !nr || !rest ? cell[i] : nr == 1 ? rest : "", out);
		if (nr++ == 1 && rest && latex)
			fputc('}', out);
	}
	fputs(latex ? " \\\\\n" : " |\n", out);
}

static void put_titles(const struct grid *grid, const int *width, enum view_markup markup,
		       FILE *out)
{
	char **titles = xcalloc(grid->nr_columns, sizeof(*titles));
	bool latex = markup == VIEW_LATEX;
	size_t i;

	for (i = 0; i < grid->nr_columns; i++)
		titles[i] = (char *)grid->columns[i].title;
	if (latex) {
		fputs("\\begin{tabular}{", out);
		for (i = 0; i < grid->nr_columns; i++)
			if (width[i])
				fputc(grid->columns[i].text ? 'l' : 'r', out);
		fputs("}\n\\hline\n", out);
	}
	put_row(grid, width, titles, NULL, markup, out);
	if (latex)
		fputs("\\hline\n", out);
	for (i = 0; i < grid->nr_columns && !latex; i++)
		if (width[i])
			fputs(grid->columns[i].text ? "|:--" : "|--:", out);
	fputs(latex ? "" : "|\n", out);
	free(titles);
}

void markup_grid(const struct grid *grid, const int *width, enum view_markup markup,
		 FILE *out)
{
	size_t i;

	put_titles(grid, width, markup, out);
	for (i = 0; i < grid->nr_rows; i++)
		put_row(grid, width, grid->rows[i].cell, grid->rows[i].rest, markup, out);
	if (markup == VIEW_LATEX)
		fputs("\\hline\n\\end{tabular}\n", out);
}

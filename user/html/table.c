// SPDX-License-Identifier: GPL-2.0
/* The figures of one NEW against BASE, all of them. */
#include "html/parts.h"

#include <math.h>

/* Heads above two columns, and beside the two rows of heads. */
#define TH_BOTH	"<th scope=\"colgroup\" colspan=\"2\" class=\"r\">"
#define TH_HIGH	"<th scope=\"col\" rowspan=\"2\" class=\"r\">"

struct table {
	const struct html *html;
	const struct comparison *cmp;
	size_t which;
	FILE *out;
};

/* A row's own figure, to be read by a program. */
static void put_data(const struct table *table, const struct row *row,
		     const struct vmexit_id *id, bool base, const char *what,
		     double value)
{
	char name[VMEXIT_NAME_LEN];

	vmexit_name_format(id, name);
	if (row->kind == ROW_MEAN)
		snprintf(name, sizeof(name), "%s", vmexit_path_names[id->path]);
	fprintf(table->out,
		"<td class=\"n\" data-kind=\"%s\" data-what=\"%s\" data-probe=\"%s\" ",
		row_kind_names[row->kind], what, name);
	if (base)
		fputs("data-side=\"base\"", table->out);
	else
		fprintf(table->out, "data-side=\"%zu\"", table->which);
	if (isfinite(value))
		fprintf(table->out, " data-value=\"%.17g\"", value);
	fputc('>', table->out);
}

static void put_figure(const struct table *table, const struct row *row,
		       bool base)
{
	const struct values *values = base ? &row->base : &row->new;
	char number[VIEW_NUMBER_LEN] = "–";

	/* Both figures of the guest's part are NEW's. */
	put_data(table, row, base ? &row->base_id : &row->id,
		 base && row->kind != ROW_GUEST, "figure",
		 values->has ? values->mean : NAN);
	if (values->has)
		html_number(table->cmp, values->mean, number);
	fprintf(table->out, "%s</td>", number);
}

static void put_percent(const struct table *table, const struct row *row,
			const char *what, double percent, const char *mark)
{
	char number[VIEW_NUMBER_LEN];

	html_percent(percent, number);
	put_data(table, row, &row->id, false, what, percent);
	fprintf(table->out, "%s%s</td>", mark, number);
}

static void put_interval(const struct table *table, const struct row *row)
{
	const struct evidence *ev = &row->ev;
	char low[VIEW_NUMBER_LEN], high[VIEW_NUMBER_LEN];

	html_percent((ev->low - 1) * 100, low);
	html_percent((ev->high - 1) * 100, high);
	put_data(table, row, &row->id, false, "low", (ev->low - 1) * 100);
	fprintf(table->out, "%s</td>", low);
	put_data(table, row, &row->id, false, "high", (ev->high - 1) * 100);
	fprintf(table->out, "%s</td>", high);
	put_percent(table, row, "detects", (ev->detects - 1) * 100, "");
}

static void put_p(const struct table *table, const struct row *row)
{
	put_data(table, row, &row->id, false, "rank-p", row->ev.rank_p);
	if (isnan(row->ev.rank_p))
		fputs("–</td>", table->out);
	else if (row->ev.rank_p < 0.001)
		fputs("&lt; 0.001</td>", table->out);
	else
		fprintf(table->out, "%.3f</td>", row->ev.rank_p);
}

static void put_evidence(const struct table *table, const struct row *row)
{
	bool differs = evidence_differs(&row->ev);

	put_percent(table, row, "overhead", row->overhead,
		    differs ? "" : "<abbr title=\"no difference can be claimed\">~</abbr> ");
	put_data(table, row, &row->id, false, "ratio", row->ev.ratio);
	if (isnan(row->ev.ratio))
		fputs("–</td>", table->out);
	else
		fprintf(table->out,
			row->ev.ratio < 99.9995 ? "%.3f</td>" : "%.4g</td>",
			row->ev.ratio);
	if (row->ev.has_interval) {
		put_interval(table, row);
		put_p(table, row);
	} else {
		fputs("<td colspan=\"4\" class=\"why\">no interval</td>", table->out);
	}
}

/* Where there is nothing to compare, that and why. */
static void put_why(const struct table *table, const struct row *row)
{
	FILE *out = table->out;

	fprintf(out, "<td colspan=\"6\" class=\"why\" data-state=\"%s\">",
		row_state_names[row->state]);
	if (row->state == ROW_ZERO)
		fputs("not above the bracket: there is no ratio", out);
	else if (row->state == ROW_ONLY_BASE)
		html_text(out, "not measured in %s", table->html->news[table->which]);
	else
		html_text(out, "not measured in %s", table->html->base);
	if (row->why)
		html_text(out, ": %s", row->why);
	fputs("</td>", out);
}

/* A published figure is no unit of anything. */
static void put_unit_count(const struct side *side, const struct values *values,
			   FILE *out)
{
	if (side->published)
		fputs("–", out);
	else
		fprintf(out, "%zu", values->series.nr);
}

static void put_units(const struct table *table, const struct row *row)
{
	const struct side *base = row->kind == ROW_GUEST ? table->cmp->new :
							   table->cmp->base;

	fputs("<td class=\"n\">", table->out);
	put_unit_count(base, &row->base, table->out);
	fputs(" / ", table->out);
	put_unit_count(table->cmp->new, &row->new, table->out);
	fputs("</td>", table->out);
}

static void put_route(const struct table *table, const struct values *values)
{
	const char *stays = values->has ? html_stays(values->route) : NULL;

	fputs("<td>", table->out);
	if (values->has)
		fprintf(table->out, "<span class=\"route\">%s</span>",
			vmexit_route_names[values->route]);
	if (stays)
		fprintf(table->out, "<br><em>%s</em>", stays);
	fputs("</td>", table->out);
}

static void put_head(const struct table *table, const struct row *row)
{
	struct vmexit_id id = compare_row_id(row);
	FILE *out = table->out;

	fputs("<th scope=\"row\">", out);
	switch (row->kind) {
	case ROW_MEAN:
		fprintf(out, "geometric mean, <code>%s</code> (%zu probe%s)",
			vmexit_path_names[row->id.path], row->nr_probes,
			row->nr_probes == 1 ? "" : "s");
		break;
	case ROW_DIRECT:
	case ROW_GUEST:
		html_probe(out, &row->id);
		fputs("<br>against ", out);
		html_text(out, "%s's ", row->kind == ROW_GUEST ?
			  table->html->news[table->which] : table->html->base);
		fprintf(out, "<code>%s</code>",
			vmexit_path_names[row->base_id.path]);
		break;
	default:
		html_probe(out, &id);
		if (!vmexit_same_exit(&row->id, &row->base_id)) {
			fputs("<br>against ", out);
			html_probe(out, &row->base_id);
		}
	}
	fputs("</th>", out);
}

static void put_row(const struct table *table, const struct row *row)
{
	fprintf(table->out, "<tr class=\"%s\">", row_kind_names[row->kind]);
	put_head(table, row);
	put_route(table, &row->base);
	put_route(table, &row->new);
	put_figure(table, row, true);
	put_figure(table, row, false);
	if (row->state == ROW_COMPARED)
		put_evidence(table, row);
	else
		put_why(table, row);
	put_units(table, row);
	fputs("</tr>\n", table->out);
}

/* Two rows of heads: what stands above both sides, and the sides. */
static void put_titles(const struct table *table, bool across)
{
	static const char *const single[] = { "over&shy;head, %", "ratio" };
	static const char *const last[] = { "could see, %", "rank p" };
	const char *new = table->html->news[table->which];
	const char *base = across ? "held against" : table->html->base;
	FILE *out = table->out;
	size_t i;

	fputs("<thead><tr><th scope=\"col\" rowspan=\"2\">probe</th>", out);
	fputs("<th scope=\"colgroup\" colspan=\"2\">route</th>", out);
	fprintf(out, TH_BOTH "%s, %s</th>",
		stats_figure_titles[table->cmp->how.figure], table->cmp->unit);
	for (i = 0; i < ARRAY_SIZE(single); i++)
		fprintf(out, TH_HIGH "%s</th>", single[i]);
	fputs(TH_BOTH "95 % interval, %</th>", out);
	for (i = 0; i < ARRAY_SIZE(last); i++)
		fprintf(out, TH_HIGH "%s</th>", last[i]);
	fprintf(out, TH_HIGH "%ss</th></tr>\n<tr>", compare_unit_name(table->cmp));
	/* Routes are text, figures are numbers. */
	for (i = 0; i < 2; i++) {
		fputs(i ? HTML_TH_R : HTML_TH, out);
		html_text(out, "%s", base);
		fprintf(out, "</th>%s", i ? HTML_TH_R : HTML_TH);
		html_text(out, "%s", new);
		fputs("</th>", out);
	}
	fputs(HTML_TH_R "from</th>" HTML_TH_R "to</th></tr></thead>\n", out);
}

static bool is_across(const struct row *row)
{
	return row->kind == ROW_DIRECT || row->kind == ROW_GUEST;
}

/* Means are always shown; of other rows so many. */
static bool is_counted(const struct row *row, bool across)
{
	return is_across(row) == across && row->kind != ROW_MEAN;
}

/* Rows that the table has no room for. */
static size_t left_out(const struct comparison *cmp, bool across)
{
	size_t i, nr = 0;

	for (i = 0; i < cmp->nr_rows; i++)
		nr += is_counted(&cmp->rows[i], across);
	return nr > HTML_MOST_ROWS ? nr - HTML_MOST_ROWS : 0;
}

static void put_caption(const struct table *table, bool across)
{
	const struct comparison *cmp = table->cmp;
	size_t more = left_out(cmp, across);
	FILE *out = table->out;

	html_caption(table->html, cmp, "caption");
	if (across) {
		html_text(out,
			  "Across paths: the direct call against %s's instruction, and the instruction against the direct call of the same side.",
			  table->html->base);
	} else {
		fprintf(out,
			"%s in %s, mean of the %ss, %s. Overhead: (new - base) / base. ~: no difference can be claimed. Could see: the smallest shift that would have been seen. Rank p: Mann-Whitney, for information.",
			stats_figure_titles[cmp->how.figure], cmp->unit,
			compare_unit_name(cmp), compare_net(cmp));
		html_allowance(table->html, cmp);
	}
	if (cmp->base->published || cmp->new->published)
		fputs(" Published figures are single numbers.", out);
	if (more)
		fprintf(out,
			" <strong>The first %d rows; %zu more are left out: <code>vmexitstat compare --csv</code> has all.</strong>",
			HTML_MOST_ROWS, more);
	fputs("</caption>\n", out);
}

static void put_table(const struct table *table, bool across)
{
	const struct comparison *cmp = table->cmp;
	FILE *out = table->out;
	size_t i, nr = 0;

	fprintf(out,
		"<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"%s\">\n<table class=\"figures\" data-new=\"%zu\">\n",
		across ? "figures across paths" : "figures", table->which);
	put_caption(table, across);
	put_titles(table, across);
	fputs("<tbody>\n", out);
	for (i = 0; i < cmp->nr_rows; i++)
		if (is_across(&cmp->rows[i]) == across &&
		    (!is_counted(&cmp->rows[i], across) || nr++ < HTML_MOST_ROWS))
			put_row(table, &cmp->rows[i]);
	fputs("</tbody></table></div>\n", out);
}

void html_table(const struct html *html, size_t which)
{
	const struct table table = {
		.html = html, .cmp = &html->cmps[which], .which = which,
		.out = html->out,
	};
	size_t i;

	put_table(&table, false);
	for (i = 0; i < table.cmp->nr_rows; i++) {
		if (is_across(&table.cmp->rows[i])) {
			put_table(&table, true);
			break;
		}
	}
}

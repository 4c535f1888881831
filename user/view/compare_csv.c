// SPDX-License-Identifier: GPL-2.0
/* Comparisons as CSV: one line a row, quoted by RFC 4180. */
#include <math.h>
#include <stdlib.h>

#include "lib/csv.h"
#include "lib/util.h"
#include "view/compare_view.h"

static void put_titles(FILE *out)
{
	fputs("kind,probe,base_probe,state,reason,statistic,unit,net,emulated,"
	      "base_path,new_path,base_route,new_route,base,new,"
	      "overhead_percent,ratio,ratio_low,ratio_high,differs,"
	      "smallest_ratio_seen,mann_whitney_p,evidence,base_units,new_units,boot_cv_percent\n",
	      out);
}

/* An empty field for what is not known. */
static void put_number(double value, bool known, FILE *out)
{
	fputc(',', out);
	if (known && !isnan(value))
		fprintf(out, "%.10g", value);
}

static void put_row(const struct comparison *cmp, const struct row *row,
		    FILE *out)
{
	bool mean = row->kind == ROW_MEAN, compared = row->state == ROW_COMPARED;
	char base[VMEXIT_NAME_LEN];
	char *name = compare_row_name(row);

	vmexit_name_format(&row->base_id, base);
	fprintf(out, "%s,", row_kind_names[row->kind]);
	csv_text(name, out);
	fprintf(out, ",%s,%s,", mean ? "" : base, row_state_names[row->state]);
	csv_text(row->why, out);
	fprintf(out, ",%s,%s,%s,", stats_figure_names[cmp->how.figure], cmp->unit,
		cmp->how.gross ? "no" : "yes");
	csv_text(cmp->emulated, out);
	fputc(',', out);
	csv_text(cmp->base->path, out);
	fputc(',', out);
	csv_text(cmp->new->path, out);
	fprintf(out, ",%s,%s",
		row->base.has ? vmexit_route_names[row->base.route] : "",
		row->new.has ? vmexit_route_names[row->new.route] : "");
	put_number(row->base.mean, row->base.has, out);
	put_number(row->new.mean, row->new.has, out);
	put_number(row->overhead, compared, out);
	put_number(row->ev.ratio, compared, out);
	put_number(row->ev.low, row->ev.has_interval, out);
	put_number(row->ev.high, row->ev.has_interval, out);
	fprintf(out, ",%s", !row->ev.has_interval ? "" :
			    evidence_differs(&row->ev) ? "yes" : "no");
	put_number(row->ev.detects, row->ev.has_interval, out);
	put_number(row->ev.rank_p, compared, out);
	fprintf(out, ",%s,%zu,%zu", compare_row_unit(row), row->base.series.nr,
		row->new.series.nr);
	put_number(row->boot_cv * 100, row->ev.has_interval, out);
	fputc('\n', out);
	free(name);
}

void compare_csv(const struct comparison *cmps, size_t nr, FILE *out)
{
	size_t i, row;

	put_titles(out);
	for (i = 0; i < nr; i++)
		for (row = 0; row < cmps[i].nr_rows; row++)
			put_row(&cmps[i], &cmps[i].rows[row], out);
}

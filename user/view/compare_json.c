// SPDX-License-Identifier: GPL-2.0
/* Comparisons as one JSON document. */
#include <math.h>
#include <stdlib.h>

#include "lib/util.h"
#include "record/json_out.h"
#include "view/compare_view.h"

#define COMPARISON_FORMAT	"vmexitstat-comparison"
#define COMPARISON_VERSION	1

static json_t *number(double value, bool known)
{
	return known && isfinite(value) ? json_real(value) : json_null();
}

static json_t *numbers(const double *list, size_t nr)
{
	json_t *array = json_made(json_array());
	size_t i;

	for (i = 0; i < nr; i++)
		if (json_array_append_new(array, json_real(list[i])))
			json_made(NULL);
	return array;
}

static json_t *figure(const struct values *values, const struct vmexit_id *id)
{
	json_t *object = json_made(json_object());

	if (!values->has) {
		json_decref(object);
		return json_null();
	}
	json_set(object, "probe", json_probe(id));
	json_set(object, "route", json_string(vmexit_route_names[values->route]));
	json_set(object, "mean", number(values->mean, true));
	json_set(object, "units", numbers(values->value, values->series.nr));
	return object;
}

static json_t *interval(const struct evidence *ev)
{
	json_t *array;

	if (!ev->has_interval)
		return json_null();
	array = json_made(json_array());
	if (json_array_append_new(array, number(ev->low, true)) ||
	    json_array_append_new(array, number(ev->high, true)))
		json_made(NULL);
	return array;
}

json_t *compare_json_row(const struct row *row)
{
	bool mean = row->kind == ROW_MEAN, compared = row->state == ROW_COMPARED;
	bool known = row->ev.has_interval;
	json_t *object = json_made(json_object());
	char *name = compare_row_name(row);

	json_set(object, "kind", json_string(row_kind_names[row->kind]));
	json_set(object, "name", json_text(name));
	json_set(object, "state", json_string(row_state_names[row->state]));
	json_set(object, "reason", json_text(row->why));
	json_set(object, "probes",
		 json_integer(mean ? (json_int_t)row->nr_probes : 1));
	json_set(object, "base", figure(&row->base, &row->base_id));
	json_set(object, "new", figure(&row->new, &row->id));
	json_set(object, "overhead_percent", number(row->overhead, compared));
	json_set(object, "ratio", number(row->ev.ratio, compared));
	json_set(object, "ratio_interval", interval(&row->ev));
	json_set(object, "differs", known ?
		 json_boolean(evidence_differs(&row->ev)) : json_null());
	json_set(object, "smallest_ratio_seen", number(row->ev.detects, known));
	json_set(object, "degrees_of_freedom", number(row->ev.df, known));
	json_set(object, "mann_whitney_p", number(row->ev.rank_p, compared));
	json_set(object, "evidence", json_string(compare_row_unit(row)));
	json_set(object, "boot_cv_percent", number(row->boot_cv * 100, known));
	free(name);
	return object;
}

json_t *compare_json_notes(const struct notes *notes)
{
	json_t *array = json_made(json_array());
	size_t i;

	for (i = 0; i < notes->nr; i++) {
		json_t *object = json_made(json_object());

		json_set(object, "level",
			 json_string(note_level_names[notes->list[i].level]));
		json_set(object, "text", json_text(notes->list[i].text));
		if (json_array_append_new(array, object))
			json_made(NULL);
	}
	return array;
}

static json_t *side(const struct side *side)
{
	json_t *object = json_made(json_object()), *files;
	const struct published *pub = side->published;
	size_t i;

	json_set(object, "path", json_text(side->path));
	if (pub) {
		json_set(object, "published", json_text(pub->title));
		json_set(object, "source", json_text(pub->source));
		json_set(object, "date", json_text(pub->date));
		json_set(object, "platform",
			 json_string(vmexit_platform_names[pub->platform]));
		return object;
	}
	files = json_made(json_array());
	for (i = 0; i < side->nr_records; i++)
		if (json_array_append_new(files, json_text(side->records[i].path)))
			json_made(NULL);
	json_set(object, "records", files);
	json_set(object, "runs", json_integer((json_int_t)side->nr_runs));
	json_set(object, "fingerprint",
		 json_struct(json_fingerprint, side_fp(side)));
	return object;
}

static json_t *comparison(const struct comparison *cmp)
{
	json_t *object = json_made(json_object());
	json_t *rows = json_made(json_array());
	size_t i;

	json_set(object, "unit", json_string(cmp->unit));
	json_set(object, "net", json_boolean(!cmp->how.gross));
	json_set(object, "emulated", json_text(cmp->emulated));
	json_set(object, "evidence", json_string(compare_unit_name(cmp)));
	json_set(object, "boot_cv_percent", json_real(cmp->boot_cv * 100));
	json_set(object, "new", side(cmp->new));
	json_set(object, "notes", compare_json_notes(&cmp->notes));
	for (i = 0; i < cmp->nr_rows; i++)
		if (json_array_append_new(rows,
					  compare_json_row(&cmp->rows[i])))
			json_made(NULL);
	json_set(object, "rows", rows);
	return object;
}

void compare_json(const struct comparison *cmps, size_t nr, FILE *out)
{
	json_t *document = json_document(COMPARISON_FORMAT, COMPARISON_VERSION);
	json_t *list = json_made(json_array());
	size_t i;

	json_set(document, "created_by",
		 json_string("vmexitstat " VMEXITSTAT_VERSION));
	json_set(document, "statistic",
		 json_string(stats_figure_names[cmps[0].how.figure]));
	json_set(document, "level", json_real(EVIDENCE_LEVEL));
	json_set(document, "base", side(cmps[0].base));
	for (i = 0; i < nr; i++)
		if (json_array_append_new(list, comparison(&cmps[i])))
			json_made(NULL);
	json_set(document, "comparisons", list);
	json_print(document, out);
}

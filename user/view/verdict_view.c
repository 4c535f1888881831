// SPDX-License-Identifier: GPL-2.0
/* Verdicts for people and for programs. */
#include "view/verdict_view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/util.h"
#include "record/json_out.h"
#include "view/compare_view.h"
#include "view/grid.h"

#define VERDICT_FORMAT	"vmexitstat-verdict"
#define VERDICT_VERSION	1

enum {
	COL_NAME,
	COL_BASE,
	COL_NEW,
	COL_OVERHEAD,
	COL_INTERVAL,
	COL_LIMIT,
	COL_HOLM,
	COL_VERDICT,
	NR_COLUMNS,
};

static void set_row(struct grid *grid, const struct comparison *cmp,
		    const struct judged *judged)
{
	const struct row *row = judged->row;
	char number[VIEW_NUMBER_LEN];
	char *text;

	view_number(row->base.mean, cmp->how.ns, number);
	grid_set(grid, COL_BASE, "%s", number);
	view_number(row->new.mean, cmp->how.ns, number);
	grid_set(grid, COL_NEW, "%s", number);
	text = compare_percent(row->overhead);
	grid_set(grid, COL_OVERHEAD, "%s", text);
	free(text);
	text = compare_interval(&row->ev);
	grid_set(grid, COL_INTERVAL, "%s", text);
	free(text);
	grid_set(grid, COL_HOLM, "%.3f", judged->holm);
}

char *verdict_why(const struct judged *judged)
{
	const char *more = judged->row->why;

	return xasprintf("%s%s%s", judged->why, more ? ": " : "", more ?: "");
}

static void put_judged(struct grid *grid, const struct comparison *cmp,
		       const struct judged *judged)
{
	char name[VMEXIT_NAME_LEN];
	char *text;

	grid_add(grid, judged->verdict == VERDICT_BEYOND ? VIEW_ALARM :
		       judged->verdict == VERDICT_UNDECIDED ? VIEW_WARN :
		       VIEW_PLAIN);
	vmexit_name_format(&judged->id, name);
	grid_set(grid, COL_NAME, "%s", name);
	if (isnan(judged->p)) {
		text = verdict_why(judged);
		grid_rest(grid, "undecided: %s", text);
		free(text);
		return;
	}
	set_row(grid, cmp, judged);
	text = compare_percent(judged->limit);
	grid_set(grid, COL_LIMIT, "%s", text);
	free(text);
	grid_set(grid, COL_VERDICT, "%s", verdict_names[judged->verdict]);
}

/* The probes of one verdict by name, "" if there are none. */
static char *names_of(const struct verdict_of *verdict, enum verdict which)
{
	char *list = xstrdup("");
	char name[VMEXIT_NAME_LEN];
	size_t i;

	for (i = 0; i < verdict->nr; i++) {
		if (verdict->list[i].verdict != which)
			continue;
		vmexit_name_format(&verdict->list[i].id, name);
		list = xappend(list, ", ", name);
	}
	return list;
}

/* What would decide those that hang on evidence. */
static void note_wanted(const struct comparison *cmp,
			const struct verdict_of *verdict,
			const struct view_opts *opts, FILE *out)
{
	bool never = false, by_holm = false;
	size_t i, most = 0, units;

	/* Runs do not narrow what boots are allowed. */
	if (cmp->boot_cv > 0) {
		view_note(opts, out, VIEW_PLAIN,
			  "What would decide it: a baseline of five boots, or a limit further away (the manual's ERROR RATES).");
		return;
	}
	for (i = 0; i < verdict->nr; i++) {
		const struct judged *judged = &verdict->list[i];
		const struct evidence *ev = &judged->row->ev;

		if (judged->verdict != VERDICT_UNDECIDED || isnan(judged->p))
			continue;
		if (!verdict_straddles(judged)) {
			by_holm = true;
			continue;
		}
		units = evidence_units_wanted(ev, ev->ratio / (1 + judged->limit / 100));
		never |= !units || units > RECORD_MAX_RUNS;
		most = units > most ? units : most;
	}
	if (by_holm)
		view_note(opts, out, VIEW_PLAIN,
			  "Beyond by itself, but one of many is so by chance: fewer probes (-P), or more %ss, would decide it.",
			  compare_unit_name(cmp));
	if (never)
		view_note(opts, out, VIEW_PLAIN,
			  "A probe lies so near its limit that no number of %ss one could take will decide it.",
			  compare_unit_name(cmp));
	else if (most)
		view_note(opts, out, VIEW_PLAIN,
			  "About %zu %ss a side would decide it%s, if what was measured is the truth.",
			  most, compare_unit_name(cmp),
			  cmp->how.by_boot ? "" : " (--runs)");
}

/* What no limit was held to: nobody shall take it for within. */
static void note_left(const struct verdict_of *verdict,
		      const struct view_opts *opts, FILE *out)
{
	char *list = xstrdup(""), *named;
	char name[VMEXIT_NAME_LEN];
	size_t i;

	for (i = 0; i < verdict->nr_left; i++) {
		const struct row *row = verdict->left[i];
		struct vmexit_id id;

		id = compare_row_id(row);
		vmexit_name_format(&id, name);
		named = xasprintf("%s (%s)", name, verdict_left_why(row));
		list = xappend(list, ", ", named);
		free(named);
	}
	if (*list)
		view_note(opts, out, VIEW_PLAIN, "Not judged: %s.", list);
	free(list);
}

static void put_conclusion(const struct comparison *cmp,
			   const struct verdict_of *verdict,
			   const struct view_opts *opts, FILE *out)
{
	char *beyond = names_of(verdict, VERDICT_BEYOND);
	char *undecided = names_of(verdict, VERDICT_UNDECIDED);

	if (verdict->foreign)
		view_note(opts, out, VIEW_WARN,
			  "Undecided: the baseline is of another machine, or of another kind (--force judges nevertheless).");
	else if (!verdict->nr)
		view_note(opts, out, VIEW_WARN,
			  "Undecided: no probe of the baseline to judge.");
	else if (*beyond)
		view_note(opts, out, VIEW_ALARM, "Beyond the limit: %s.", beyond);
	else if (*undecided)
		view_note(opts, out, VIEW_WARN, "Undecided: %s.", undecided);
	else
		view_note(opts, out, VIEW_BOLD, "Within the limit: all %zu probe%s.",
			  verdict->nr, view_plural(verdict->nr));
	if (!verdict->foreign && verdict->all == VERDICT_UNDECIDED)
		note_wanted(cmp, verdict, opts, out);
	free(beyond);
	free(undecided);
}

void verdict_put_head(const struct comparison *cmp, const struct view_opts *opts, FILE *out)
{
	char *allowance = compare_allowance(cmp);

	view_emulated(cmp->emulated, opts, out);
	view_note(opts, out, VIEW_PLAIN, "%s in %s%s, %s%s%s:",
		  stats_figure_titles[cmp->how.figure], cmp->unit,
		  cmp->emulated ? " (emulated: not latencies)" : "",
		  compare_net(cmp), *allowance ? "; " : "", allowance);
	free(allowance);
}

void verdict_put_notes(const struct comparison *cmp, const struct verdict_of *verdict,
		       const struct view_opts *opts, FILE *out)
{
	note_left(verdict, opts, out);
	compare_note_evidence(cmp, opts, out);
	compare_put_notes(&cmp->notes, NOTE_INFO, opts, out);
	put_conclusion(cmp, verdict, opts, out);
}

void verdict_table(const struct comparison *cmp, const struct verdict_of *verdict,
		   const struct view_opts *opts, FILE *out)
{
	const struct grid_column columns[NR_COLUMNS] = {
		[COL_NAME]	= { .title = "probe", .text = true },
		[COL_BASE]	= { .title = "baseline", .stays = 3 },
		[COL_NEW]	= { .title = "new", .stays = 2 },
		[COL_OVERHEAD]	= { .title = "overhead" },
		[COL_INTERVAL]	= { .title = "95 % interval", .text = true,
				    .stays = 4 },
		[COL_LIMIT]	= { .title = "limit" },
		[COL_HOLM]	= { .title = "Holm p", .stays = 1 },
		[COL_VERDICT]	= { .title = "verdict", .text = true },
	};
	struct grid grid = { .columns = columns, .nr_columns = NR_COLUMNS };
	uint32_t left_out = 0;
	size_t i;

	verdict_put_head(cmp, opts, out);
	for (i = 0; i < verdict->nr; i++)
		put_judged(&grid, cmp, &verdict->list[i]);
	if (verdict->nr)
		left_out = grid_print(&grid, opts, out);
	grid_free(&grid);
	fputc('\n', out);
	grid_note(columns, NR_COLUMNS, left_out, opts, out);
	verdict_put_notes(cmp, verdict, opts, out);
}

static json_t *left_json(const struct verdict_of *verdict)
{
	json_t *array = json_made(json_array()), *object;
	size_t i;

	for (i = 0; i < verdict->nr_left; i++) {
		object = json_made(json_object());
		json_set(object, "probe", json_probe(&verdict->left[i]->id));
		json_set(object, "reason",
			 json_string(verdict_left_why(verdict->left[i])));
		if (json_array_append_new(array, object))
			json_made(NULL);
	}
	return array;
}

static json_t *judged_json(const struct judged *judged)
{
	json_t *object = json_made(json_object());

	json_set(object, "probe", json_probe(&judged->id));
	json_set(object, "verdict", json_string(verdict_names[judged->verdict]));
	json_set(object, "reason", json_text(judged->why));
	json_set(object, "limit_percent", json_real(judged->limit));
	json_set(object, "p", isnan(judged->p) ? json_null() :
						 json_real(judged->p));
	json_set(object, "p_holm", isnan(judged->holm) ? json_null() :
							 json_real(judged->holm));
	json_set(object, "row", compare_json_row(judged->row));
	return object;
}

static json_t *head_json(enum verdict all, const char *why, int status)
{
	json_t *document = json_document(VERDICT_FORMAT, VERDICT_VERSION);

	json_set(document, "created_by",
		 json_string("vmexitstat " VMEXITSTAT_VERSION));
	json_set(document, "verdict", json_string(verdict_names[all]));
	json_set(document, "reason", json_text(why));
	json_set(document, "exit_status", json_integer(status));
	return document;
}

void verdict_json_unmeasured(const char *why, int status, FILE *out)
{
	json_t *document = head_json(VERDICT_UNDECIDED, why, status);

	json_set(document, "probes", json_made(json_array()));
	json_print(document, out);
}

void verdict_json(const struct comparison *cmp, const struct verdict_of *verdict,
		  int status, FILE *out)
{
	json_t *document = head_json(verdict->all, NULL, status);
	json_t *list = json_made(json_array());
	size_t i;

	json_set(document, "foreign", json_boolean(verdict->foreign));
	json_set(document, "statistic",
		 json_string(stats_figure_names[cmp->how.figure]));
	json_set(document, "unit", json_string(cmp->unit));
	json_set(document, "emulated", json_text(cmp->emulated));
	json_set(document, "boot_cv_percent", json_real(cmp->boot_cv * 100));
	json_set(document, "notes", compare_json_notes(&cmp->notes));
	for (i = 0; i < verdict->nr; i++)
		if (json_array_append_new(list,
					  judged_json(&verdict->list[i])))
			json_made(NULL);
	json_set(document, "probes", list);
	json_set(document, "not_judged", left_json(verdict));
	json_print(document, out);
}

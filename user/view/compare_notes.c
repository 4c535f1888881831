// SPDX-License-Identifier: GPL-2.0
/* What must be known to read a comparison: the lines below its table. */
#include <stdlib.h>

#include "lib/util.h"
#include "view/compare_view.h"

/* Shifts beyond which it is said what would make them seen. */
#define COARSE	1.05
/* What one then might want to see. */
#define WANTED	1.03

void compare_put_notes(const struct notes *notes, enum note_level least,
		       const struct view_opts *opts, FILE *out)
{
	size_t i;

	for (i = 0; i < notes->nr; i++) {
		const struct note *note = &notes->list[i];

		if (note->level < least)
			continue;
		view_note(opts, out, note->level == NOTE_REFUSE ? VIEW_ALARM :
				     note->level == NOTE_INFO ? VIEW_PLAIN : VIEW_WARN,
			  "%s%s", note->level == NOTE_INFO ? "" : "Warning: ",
			  note->text);
	}
}

void compare_note_evidence(const struct comparison *cmp,
			   const struct view_opts *opts, FILE *out)
{
	const char *unit = compare_unit_name(cmp);
	size_t base = compare_units(cmp, cmp->base);
	size_t new = compare_units(cmp, cmp->new);

	view_note(opts, out, VIEW_PLAIN,
		  "Evidence: %zu %s%s against %zu, not their samples (t tests of logarithms).",
		  new, unit, view_plural(new), base);
	if (cmp->how.by_boot && (base < COMPARE_BOOTS || new < COMPARE_BOOTS))
		view_note(opts, out, VIEW_PLAIN,
			  "So few boots do not tell how boots differ: what all of them show is taken for both sides.");
	else if (base < 2 || new < 2)
		view_note(opts, out, VIEW_WARN,
			  "One run alone says nothing of how runs differ: take five a side (--runs 5).");
	if (cmp->how.by_boot)
		return;
	if (cmp->same_boot)
		view_note(opts, out, VIEW_PLAIN,
			  "Both sides are of the same boot: what drifted meanwhile looks like a difference. Take them in turns.");
	else if (cmp->boot_cv > 0)
		view_note(opts, out, VIEW_WARN,
			  "Too few boots to tell how boots differ: they are taken to by %.3g %% (--boot-cv), and nothing less is claimed than these may by chance, whatever their runs say. Give a directory with the records of five boots a side, which tell.",
			  cmp->boot_cv * 100);
	else
		view_note(opts, out, VIEW_WARN,
			  "Nothing is allowed for how boots differ: what is claimed is true of these boots, and another may differ by more.");
}

/* What would show a shift one might want to see. */
static void note_wanted(const struct comparison *cmp, const struct row *row,
			const char *name, const struct view_opts *opts, FILE *out)
{
	size_t units = evidence_units_wanted(&row->ev, WANTED);
	char *wanted = compare_percent(compare_ratio_percent(WANTED));

	if (!units)
		view_note(opts, out, VIEW_WARN,
			  "Too coarse? %s of %s is less than its histogram or its TSC resolves: try --statistic mean.",
			  wanted, name);
	else if (units > RECORD_MAX_RUNS)
		view_note(opts, out, VIEW_WARN,
			  "Too coarse? No number of %ss one could take would show %s of %s: look for what makes them differ (steal, idle, neighbours).",
			  compare_unit_name(cmp), wanted, name);
	else
		view_note(opts, out, VIEW_WARN,
			  "Too coarse? To see %s of %s, take about %zu %ss a side%s, on an idle host.",
			  wanted, name, units, compare_unit_name(cmp),
			  cmp->how.by_boot ? "" : " (--runs)");
	free(wanted);
}

void compare_note_seen(const struct comparison *cmp,
		       const struct view_opts *opts, FILE *out)
{
	const struct row *best = NULL, *worst = NULL;
	char *from, *to, *name;
	size_t i;

	for (i = 0; i < cmp->nr_rows; i++) {
		const struct row *row = &cmp->rows[i];

		if (row->kind != ROW_PROBE || !row->ev.has_interval ||
		    row->id.exit == VMEXIT_EXIT_NULL)
			continue;
		if (!best || row->ev.detects < best->ev.detects)
			best = row;
		if (!worst || row->ev.detects > worst->ev.detects)
			worst = row;
	}
	if (!best)
		return;
	from = compare_percent(compare_ratio_percent(best->ev.detects));
	to = compare_percent(compare_ratio_percent(worst->ev.detects));
	name = compare_row_name(worst);
	view_note(opts, out, VIEW_PLAIN,
		  "Smallest shift that would have been seen, four times in five: %s at best, %s of %s.",
		  from, to, name);
	/* Of too few boots it is said already what would tell more. */
	if (worst->ev.detects > COARSE && !(cmp->boot_cv > 0))
		note_wanted(cmp, worst, name, opts, out);
	free(from);
	free(to);
	free(name);
}

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Views of comparisons, one a NEW, all with the same BASE. None closes or
 * flushes @out; the caller looks at ferror().
 */
#ifndef VMEXITSTAT_VIEW_COMPARE_VIEW_H
#define VMEXITSTAT_VIEW_COMPARE_VIEW_H

#include <jansson.h>

#include "compare/compare.h"
#include "view/parts.h"

void compare_table(const struct comparison *cmps, size_t nr,
		   const struct view_opts *opts, FILE *out);

/* What follows the tables of several NEWs: all of them in one. */
void compare_overview(const struct comparison *cmps, size_t nr,
		      const struct view_opts *opts, FILE *out);

void compare_csv(const struct comparison *cmps, size_t nr, FILE *out);
void compare_json(const struct comparison *cmps, size_t nr, FILE *out);

/*
 * A row as JSON, for documents that hold some; NULL never, and the caller's to
 * release.
 */
json_t *compare_json_row(const struct row *row);

/* Notes as JSON, likewise. */
json_t *compare_json_notes(const struct notes *notes);

/* How a row is called: the probe, or what it is the mean of; to be freed. */
char *compare_row_name(const struct row *row);

/* What is in the intervals besides what was measured, "" if nothing; to be freed. */
char *compare_allowance(const struct comparison *cmp);

/* "+53.7 %", "-0.4 %", "+1234 %"; of a ratio: (ratio - 1) in percent */
char *compare_percent(double percent);
double compare_ratio_percent(double ratio);

/* "+47.1 .. +52.9 %"; to be freed. */
char *compare_interval(const struct evidence *ev);

/* What the evidence is, and what it cannot tell; both sides were measured. */
void compare_note_evidence(const struct comparison *cmp,
			   const struct view_opts *opts, FILE *out);

/* The smallest shifts it could have seen, and what would show smaller ones. */
void compare_note_seen(const struct comparison *cmp,
		       const struct view_opts *opts, FILE *out);

/* The line that tells what a side is. */
void compare_put_side(const struct side *side, const char *label,
		      const struct view_opts *opts, FILE *out);

/* Notes of a comparison as paragraphs, from level @least on. */
void compare_put_notes(const struct notes *notes, enum note_level least,
		       const struct view_opts *opts, FILE *out);

#endif /* VMEXITSTAT_VIEW_COMPARE_VIEW_H */

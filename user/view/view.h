/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Views: a record made readable. Each is made from the record, none from
 * another view. (The JSON view is the record itself: record_write().)
 */
#ifndef VMEXITSTAT_VIEW_H
#define VMEXITSTAT_VIEW_H

#include <stdbool.h>
#include <stdio.h>

#include "record/stats.h"

/* What a table is written in, where it is not for a terminal. */
enum view_markup {
	VIEW_NO_MARKUP,
	VIEW_MARKDOWN,
	VIEW_LATEX,
};

/**
 * struct view_opts - how to show it
 * @ns: times in ns instead of cycles, where that can be said at all
 * @color: with ANSI colours
 * @utf8: with Unicode block characters, else ASCII
 * @markup: in place of columns; @width then chooses which of them there are
 * @width: no line gets longer, TERM_MIN_WIDTH .. TERM_MAX_WIDTH columns
 */
struct view_opts {
	bool ns;
	bool color;
	bool utf8;
	enum view_markup markup;
	int width;
};

/* Neither closes nor flushes @out; the caller looks at ferror(). */
void view_table(const struct record *rec, const struct view_opts *opts,
		FILE *out);
void view_csv(const struct record *rec, FILE *out);

/**
 * view_hgrm() - the percentile distribution of a probe, as HdrHistogram writes it
 * @rec: record
 * @sum: of it
 * @probe: one of @sum's; count above 0
 * @opts: unit
 * @out: stream
 *
 * Values are quantiles as the table has them, net likewise; the total count is of samples
 * up to the end of the bucket that a value is in.
 */
void view_hgrm(const struct record *rec, const struct summary *sum, const struct pooled *probe,
	       const struct view_opts *opts, FILE *out);

#endif /* VMEXITSTAT_VIEW_H */

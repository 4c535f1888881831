/* SPDX-License-Identifier: GPL-2.0 */
/* Whether probes keep their limits, as far as that can be known. */
#ifndef VMEXITSTAT_COMPARE_VERDICT_H
#define VMEXITSTAT_COMPARE_VERDICT_H

#include "compare/compare.h"
#include "compare/max_overhead.h"

enum verdict {
	VERDICT_WITHIN,
	VERDICT_BEYOND,
	VERDICT_UNDECIDED,
};

extern const char *const verdict_names[];

/**
 * struct judged - one probe's
 * @row: of the comparison
 * @id: probe
 * @limit: overhead in percent that is still within
 * @p: of "it is within the limit", one-sided; NAN without an interval
 * @holm: the same, corrected for all that were judged
 * @verdict: beyond if @holm is small; within if the whole interval is; else
 *	undecided
 * @why: what keeps it undecided; static
 */
struct judged {
	const struct row *row;
	struct vmexit_id id;
	double limit;
	double p;
	double holm;
	enum verdict verdict;
	const char *why;
};

/**
 * struct verdict_of - on all probes
 * @list: those judged, @nr of them
 * @left: rows of both sides or one that no limit was held to, @nr_left of them
 * @all: beyond if one is; within if all are; undecided else, and if there are
 *	none
 * @foreign: the sides are not to be judged against each other: all are
 *	undecided whatever the figures
 */
struct verdict_of {
	struct judged *list;
	size_t nr;
	const struct row **left;
	size_t nr_left;
	enum verdict all;
	bool foreign;
};

/**
 * verdict_make() - judge a comparison
 * @cmp: comparison; must outlive the verdict
 * @limits: those of probes that BASE has
 * @chosen: probes were chosen: what NEW was not asked for is not missed, and
 *	what BASE has not is
 * @out: filled; verdict_free() it
 *
 * The limit of all holds for what BASE has, and is not known to stay in the guest
 * on both sides; a limit of its own for any probe.
 */
void verdict_make(const struct comparison *cmp, const struct limits *limits,
		  bool chosen, struct verdict_of *out);
void verdict_free(struct verdict_of *verdict);

/* Undecided since its interval holds the limit, whatever Holm says. */
bool verdict_straddles(const struct judged *judged);

/* Why no limit was held to a row; static. */
const char *verdict_left_why(const struct row *row);

#endif /* VMEXITSTAT_COMPARE_VERDICT_H */

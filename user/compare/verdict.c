// SPDX-License-Identifier: GPL-2.0
/* Limits held against a comparison. */
#include "compare/verdict.h"

#include <math.h>
#include <stdlib.h>

#include "lib/util.h"

/* One side of EVIDENCE_LEVEL: the interval and the verdict agree. */
#define ALPHA	((1 - EVIDENCE_LEVEL) / 2)

const char *const verdict_names[] = {
	[VERDICT_WITHIN]	= "within",
	[VERDICT_BEYOND]	= "beyond",
	[VERDICT_UNDECIDED]	= "undecided",
};

static double ratio_of(double percent)
{
	return 1 + percent / 100;
}

/* Asked for by NEW, be it that it gave no sample. */
static bool is_known(const struct side *side, const struct vmexit_id *id)
{
	size_t i;

	for (i = 0; i < side->nr_records; i++)
		if (side_probe(&side->records[i], id))
			return true;
	return side->published;
}

static bool may_leave(const struct values *values)
{
	return values->has && stats_leaves(values->route) != STATS_STAYS;
}

/* Whether the limit of all is this row's as well. */
static bool is_general(const struct comparison *cmp, const struct row *row,
		       bool chosen)
{
	if (!row->base.has && !chosen)
		return false;
	if (!row->new.has && chosen && !is_known(cmp->new, &row->id))
		return false;
	/* What stayed and is not to be had any more may leave by now. */
	return may_leave(&row->base) || may_leave(&row->new) ||
	       (!row->new.has && row->id.exit != VMEXIT_EXIT_NULL);
}

/* The limit of a probe, by either side's name for it. */
static const struct limit *limit_of(const struct limits *limits, const struct row *row)
{
	const struct limit *by_new = limits_find(limits, &row->id);
	const struct limit *by_base = limits_find(limits, &row->base_id);

	return by_new && !by_new->all ? by_new : by_base;
}

/* An exit that NEW has by another path, as user space has what the module has. */
static bool by_another_path(const struct comparison *cmp, const struct row *row)
{
	struct vmexit_id other;
	size_t i;

	/* By the same path as @row there is none: that is why it is asked. */
	for (i = 0; i < cmp->nr_rows; i++) {
		other = cmp->rows[i].id;
		other.path = row->id.path;
		if (cmp->rows[i].new.has && vmexit_same_exit(&other, &row->id))
			return true;
	}
	return false;
}

static struct judged judge(const struct comparison *cmp, const struct row *row, double limit)
{
	struct judged judged = {
		.row = row, .id = compare_row_id(row), .limit = limit, .p = NAN,
		.holm = NAN, .verdict = VERDICT_UNDECIDED,
	};

	if (row->state == ROW_ONLY_NEW)
		judged.why = "not in the baseline";
	else if (row->state == ROW_ONLY_BASE)
		judged.why = by_another_path(cmp, row) ? "measured by another path" :
							 "not measured";
	else if (row->state == ROW_ZERO)
		judged.why = "not above the bracket";
	else if (!row->ev.has_interval)
		judged.why = "too few runs to be evidence";
	else
		judged.p = evidence_above(&row->ev, ratio_of(limit));
	return judged;
}

static void judge_rows(const struct comparison *cmp, const struct limits *limits,
		       bool chosen, struct verdict_of *out)
{
	size_t i;

	out->list = xcalloc(cmp->nr_rows, sizeof(*out->list));
	out->left = xcalloc(cmp->nr_rows, sizeof(*out->left));
	for (i = 0; i < cmp->nr_rows; i++) {
		const struct row *row = &cmp->rows[i];
		const struct limit *limit = limit_of(limits, row);

		if (row->kind != ROW_PROBE)
			continue;
		if (!limit || (limit->all && !is_general(cmp, row, chosen))) {
			out->left[out->nr_left++] = row;
			continue;
		}
		out->list[out->nr++] = judge(cmp, row, limit->percent);
	}
}

/*
 * "Beyond" is claimed of any of many probes: corrected. "Within" is claimed of
 * all at once, which is wrong only if it is wrong of one: not corrected.
 */
static void decide(struct verdict_of *out)
{
	double *p = xcalloc(out->nr, sizeof(*p));
	size_t i, nr = 0;

	for (i = 0; i < out->nr; i++)
		if (!isnan(out->list[i].p))
			p[nr++] = out->list[i].p;
	evidence_holm(p, nr);
	for (i = 0, nr = 0; i < out->nr; i++) {
		struct judged *judged = &out->list[i];

		if (isnan(judged->p))
			continue;
		judged->holm = p[nr++];
		if (judged->holm < ALPHA)
			judged->verdict = VERDICT_BEYOND;
		else if (1 - judged->p < ALPHA)
			judged->verdict = VERDICT_WITHIN;
		else if (judged->p < ALPHA)
			judged->why = "beyond by itself, not as one of so many (Holm)";
		else
			judged->why = "the interval holds the limit";
	}
	free(p);
}

/* A verdict on another machine is none, whatever the figures. */
static void withdraw(struct verdict_of *out)
{
	size_t i;

	for (i = 0; i < out->nr; i++) {
		out->list[i].verdict = VERDICT_UNDECIDED;
		out->list[i].why = "the baseline is of another machine, or of another kind";
	}
}

void verdict_make(const struct comparison *cmp, const struct limits *limits,
		  bool chosen, struct verdict_of *out)
{
	size_t i;

	*out = (struct verdict_of){ .all = VERDICT_WITHIN };
	out->foreign = !cmp->force && notes_worst(&cmp->notes) >= NOTE_FOREIGN;
	judge_rows(cmp, limits, chosen, out);
	decide(out);
	if (out->foreign)
		withdraw(out);
	for (i = 0; i < out->nr; i++) {
		if (out->list[i].verdict == VERDICT_BEYOND)
			out->all = VERDICT_BEYOND;
		else if (out->list[i].verdict == VERDICT_UNDECIDED &&
			 out->all == VERDICT_WITHIN)
			out->all = VERDICT_UNDECIDED;
	}
	if (!out->nr)
		out->all = VERDICT_UNDECIDED;
}

void verdict_free(struct verdict_of *verdict)
{
	free(verdict->list);
	free(verdict->left);
	*verdict = (struct verdict_of){ 0 };
}

bool verdict_straddles(const struct judged *judged)
{
	return judged->verdict == VERDICT_UNDECIDED && judged->p >= ALPHA;
}

const char *verdict_left_why(const struct row *row)
{
	if (!row->base.has)
		return "not in the baseline";
	if (!row->new.has)
		return "not measured";
	if (!may_leave(&row->base) && !may_leave(&row->new))
		return "stays in the guest";
	return "has no limit";
}

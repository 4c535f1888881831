/* SPDX-License-Identifier: GPL-2.0 */
/* Verdicts for people and for programs. */
#ifndef VMEXITSTAT_VIEW_VERDICT_VIEW_H
#define VMEXITSTAT_VIEW_VERDICT_VIEW_H

#include "compare/verdict.h"
#include "view/parts.h"

void verdict_table(const struct comparison *cmp, const struct verdict_of *verdict,
		   const struct view_opts *opts, FILE *out);

/* @status: what the process will end with */
void verdict_json(const struct comparison *cmp, const struct verdict_of *verdict,
		  int status, FILE *out);

/* KTAP 1: a test a probe that was judged; what is undecided is skipped. */
void verdict_ktap(const struct comparison *cmp, const struct verdict_of *verdict, FILE *out);

/* Where there is nothing to compare, @why: no test and no probe, all the same KTAP and JSON. */
void verdict_ktap_unmeasured(const char *why, FILE *out);
void verdict_json_unmeasured(const char *why, int status, FILE *out);

/* What is said before the rows, and after them. */
void verdict_put_head(const struct comparison *cmp, const struct view_opts *opts, FILE *out);
void verdict_put_notes(const struct comparison *cmp, const struct verdict_of *verdict,
		       const struct view_opts *opts, FILE *out);

/* What keeps a probe undecided, with what the record says of it; to be freed. */
char *verdict_why(const struct judged *judged);

#endif /* VMEXITSTAT_VIEW_VERDICT_VIEW_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* Verdicts for people and for programs. */
#ifndef VMEXITSTAT_VIEW_VERDICT_VIEW_H
#define VMEXITSTAT_VIEW_VERDICT_VIEW_H

#include "compare/verdict.h"
#include "view/view.h"

void verdict_table(const struct comparison *cmp, const struct verdict_of *verdict,
		   const struct view_opts *opts, FILE *out);

/* @status: what the process will end with */
void verdict_json(const struct comparison *cmp, const struct verdict_of *verdict,
		  int status, FILE *out);

#endif /* VMEXITSTAT_VIEW_VERDICT_VIEW_H */

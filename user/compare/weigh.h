/* SPDX-License-Identifier: GPL-2.0 */
/* What the rows of a comparison are evidence of. For compare_make(). */
#ifndef VMEXITSTAT_COMPARE_WEIGH_H
#define VMEXITSTAT_COMPARE_WEIGH_H

#include "compare/compare.h"

/* Sets @cmp->boot_cv, @boot_cv where boots are to be allowed for, and @cmp->same_boot. */
void weigh_boots(struct comparison *cmp, double boot_cv);

/* What two values say, by the units of the comparison. */
void weigh_values(const struct comparison *cmp, const struct values *base,
		  const struct values *new, struct evidence *ev);

/* The state, overhead and evidence of a row whose values are there. */
void weigh_row(const struct comparison *cmp, struct row *row);

/* Likewise, where both values are of the same units, by @how: what each says by itself counts. */
void weigh_paired(const struct comparison *cmp, const struct values_how *how, struct row *row);

#endif /* VMEXITSTAT_COMPARE_WEIGH_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* What in the samples speaks against taking runs for independent values of one thing. */
#ifndef VMEXITSTAT_COMPARE_DOUBTS_H
#define VMEXITSTAT_COMPARE_DOUBTS_H

#include "compare/compare.h"

/*
 * Notes where runs of a side have to do with those before, where a figure jumps between two
 * modes from run to run, and where disturbed samples may hide more of it than a little; its
 * rows are there.
 */
void doubts_add(struct comparison *cmp);

/**
 * struct modes - two humps of a distribution
 * @low: mean of the lower, in the histogram's buckets, as is @high
 * @high: of the higher
 * @at: first bucket of the higher
 * @share: of all samples that lie in the lower
 */
struct modes {
	double low;
	double high;
	uint32_t at;
	double share;
};

/**
 * modes_find() - two humps with a valley between
 * @probe: its samples
 * @step: the clock's, in cycles: what is no further apart is one value
 * @modes: set where there are
 *
 * Ashman's D of the best division is 4 at least, and a tenth of all samples is on either
 * side: no division of one hump, normal, uniform or exponential, comes to as much.
 *
 * Return: whether there are two.
 */
bool modes_find(const struct pooled *probe, uint32_t step, struct modes *modes);

#endif /* VMEXITSTAT_COMPARE_DOUBTS_H */

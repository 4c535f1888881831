/* SPDX-License-Identifier: GPL-2.0 */
/* What disturbed samples may hide: they are missing ones, and perhaps not by chance. */
#ifndef VMEXITSTAT_RECORD_HIDDEN_H
#define VMEXITSTAT_RECORD_HIDDEN_H

#include "record/stats.h"

/* A quantile that is known to this, up or down, is known well enough to say nothing of. */
#define HIDDEN_LITTLE	0.01

/**
 * hidden_least(), hidden_most() - bounds of a quantile of all samples, disturbed ones too
 * @probe: count above 0
 * @q: above 0, below 1
 *
 * Had all disturbed ones been faster than any that counts, or slower.
 *
 * Return: cycles, not net; -INFINITY and INFINITY where the quantile were one of those.
 */
double hidden_least(const struct pooled *probe, double q);
double hidden_most(const struct pooled *probe, double q);

/* Whether either is further than HIDDEN_LITTLE from the quantile of those that count. */
bool hidden_matters(const struct pooled *probe, double q);

#endif /* VMEXITSTAT_RECORD_HIDDEN_H */

// SPDX-License-Identifier: GPL-2.0
/* Bounds by ranks. */
#include "record/hidden.h"

#include <math.h>

static double all_of(const struct pooled *probe)
{
	return (double)probe->count + (double)probe->disturbed;
}

double hidden_least(const struct pooled *probe, double q)
{
	double at = (q * all_of(probe) - (double)probe->disturbed) / (double)probe->count;

	return at > 0 ? stats_quantile(probe, at) : -INFINITY;
}

double hidden_most(const struct pooled *probe, double q)
{
	double at = q * all_of(probe) / (double)probe->count;

	return at <= 1 ? stats_quantile(probe, at) : INFINITY;
}

bool hidden_matters(const struct pooled *probe, double q)
{
	double known = stats_quantile(probe, q), little = HIDDEN_LITTLE * known;

	if (!probe->disturbed)
		return false;
	return hidden_most(probe, q) > known + little || hidden_least(probe, q) < known - little;
}

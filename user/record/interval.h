/* SPDX-License-Identifier: GPL-2.0 */
/* How well the mean of a few values is known. */
#ifndef VMEXITSTAT_RECORD_INTERVAL_H
#define VMEXITSTAT_RECORD_INTERVAL_H

#include <stddef.h>

/* Of every interval and claim, two-sided. */
#define INTERVAL_LEVEL	0.95

/**
 * interval_half() - half of an interval at INTERVAL_LEVEL, by Student's t
 * @values: independent of each other
 * @nr: how many
 * @blur: variance of their mean that they do not show, since all may be off by the same
 *
 * Return: in their unit; NAN of fewer than two.
 */
double interval_half(const double *values, size_t nr, double blur);

#endif /* VMEXITSTAT_RECORD_INTERVAL_H */

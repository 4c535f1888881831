/* SPDX-License-Identifier: GPL-2.0 */
/* Whether values taken one after the other have to do with each other. */
#ifndef VMEXITSTAT_COMPARE_SERIAL_H
#define VMEXITSTAT_COMPARE_SERIAL_H

#include <stddef.h>

/* Values below which nothing can be told: even a row of four that rises or falls is one in 12. */
#define SERIAL_LEAST	5

/*
 * p below which values are taken to be related. Of five values that is a row that only
 * rises or only falls, which comes by chance once in 60 times.
 */
#define SERIAL_LEVEL	0.017

/**
 * serial_p() - p of "their order says nothing", against a trend or a positive correlation
 * @values: in the order they were taken
 * @nr: how many
 *
 * By von Neumann's ratio of ranks (Bartels 1982), approximated by a beta distribution
 * as he has it; but never less than what a row that only rises or falls has, 2 / nr!.
 *
 * Return: one-sided; 1 of fewer than SERIAL_LEAST values, or where all are equal.
 */
double serial_p(const double *values, size_t nr);

/**
 * serial_related() - by how much more the variance of their mean is
 * @values: in the order they were taken
 * @nr: how many
 *
 * (1 + r) / (1 - r) with r the first serial correlation, corrected for so few values
 * (Kendall 1954), where serial_p() is below SERIAL_LEVEL.
 *
 * Return: 1, at least.
 */
double serial_related(const double *values, size_t nr);

#endif /* VMEXITSTAT_COMPARE_SERIAL_H */

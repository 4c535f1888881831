// SPDX-License-Identifier: GPL-2.0
/* Trends and serial correlation. */
#include "compare/serial.h"

#include <math.h>
#include <stdbool.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

/* More would say that all values are one. */
#define MOST	0.9

/* 1 for the least; the mean of those that are equal. */
static double rank_of(const double *values, size_t nr, size_t which)
{
	size_t below = 0, equal = 0, i;

	for (i = 0; i < nr; i++) {
		below += values[i] < values[which];
		equal += values[i] == values[which];
	}
	return (double)below + ((double)equal + 1) / 2;
}

/* What neighbours differ by over what all do, of ranks; 2 is expected, NAN where all are equal. */
static double rank_ratio(const double *values, size_t nr)
{
	double steps = 0, squares = 0, last = 0, rank;
	size_t i;

	for (i = 0; i < nr; i++) {
		rank = rank_of(values, nr, i);
		if (i)
			steps += pow(rank - last, 2);
		squares += pow(rank - ((double)nr + 1) / 2, 2);
		last = rank;
	}
	return squares > 0 ? steps / squares : NAN;
}

double serial_p(const double *values, size_t nr)
{
	double n = (double)nr, shape, ratio;

	if (nr < SERIAL_LEAST)
		return 1;
	ratio = rank_ratio(values, nr);
	if (isnan(ratio))
		return 1;
	shape = 5 * n * (n + 1) * pow(n - 1, 2) /
		(2 * (n - 2) * (5 * n * n - 2 * n - 9)) - 0.5;
	return fmax(pbeta(ratio / 4, shape, shape, 1, 0), 2 / tgamma(n + 1));
}

static double correlation(const double *values, size_t nr)
{
	double mean = 0, products = 0, squares = 0;
	size_t i;

	for (i = 0; i < nr; i++)
		mean += values[i] / (double)nr;
	for (i = 0; i < nr; i++) {
		squares += pow(values[i] - mean, 2);
		if (i)
			products += (values[i] - mean) * (values[i - 1] - mean);
	}
	return squares > 0 ? products / squares : 0;
}

double serial_related(const double *values, size_t nr)
{
	double r;

	if (serial_p(values, nr) >= SERIAL_LEVEL)
		return 1;
	r = correlation(values, nr);
	r = fmin(fmax(r + (1 + 4 * r) / (double)nr, 0), MOST);
	return (1 + r) / (1 - r);
}

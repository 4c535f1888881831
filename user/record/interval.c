// SPDX-License-Identifier: GPL-2.0
/* Student's t. */
#include "record/interval.h"

#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

double interval_half(const double *values, size_t nr, double blur)
{
	double n = (double)nr, mean = 0, squares = 0;
	size_t i;

	if (nr < 2)
		return NAN;
	for (i = 0; i < nr; i++)
		mean += values[i] / n;
	for (i = 0; i < nr; i++)
		squares += pow(values[i] - mean, 2);
	return qt((1 + INTERVAL_LEVEL) / 2, n - 1, 1, 0) * sqrt(squares / (n - 1) / n + blur);
}

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whether two sets of figures differ, by how much, and how sure that is.
 *
 * The unit of evidence is whatever was repeated as a whole, a run or a record:
 * each gives one value of a statistic. Values are compared by their logarithms,
 * so that differences are ratios, by Welch's t-test: no equal variances are
 * assumed, and with five values a side its interval holds what it promises,
 * where a bootstrap's does not.
 */
#ifndef VMEXITSTAT_COMPARE_EVIDENCE_H
#define VMEXITSTAT_COMPARE_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "record/interval.h"

/* Of every interval and claim, two-sided. */
#define EVIDENCE_LEVEL	INTERVAL_LEVEL
/* Of the smallest shift that could have been seen. */
#define EVIDENCE_POWER	0.80

/**
 * struct series - a statistic, one value a unit of evidence
 * @log: natural logarithms of the values
 * @nr: how many
 * @blur: variance of their mean that they do not show themselves, since they may
 *	all be off by the same: how coarsely each value is known, what their boot
 *	made of them
 * @related: variance of their mean, over what it were if none had to do with the
 *	one before; 1 is the least, and what 0 stands for
 * @step: logarithm of the ratio that the clock cannot tell from 1, where it
 *	counts in steps; 0 where it does not
 */
struct series {
	double *log;
	size_t nr;
	double blur;
	double related;
	double step;
};

/**
 * struct evidence - what two series say about NEW / BASE
 * @ratio: of the geometric means
 * @has_interval: both series have two values at least; where not, nothing
 *	below is set, and no difference may be claimed
 * @low: of the ratio's interval at EVIDENCE_LEVEL
 * @high: likewise
 * @se: standard error of the ratio's logarithm
 * @blur: the part of @se squared that no repetition takes away
 * @step: logarithm of the ratio within which nothing is claimed, however sure
 *	the rest is: the clock's step. The interval reaches as far beyond what
 *	chance alone would make it
 * @unit_var: variances of one unit, of both sides together: with n units a
 *	side, @se squared is @unit_var / n + @blur where @step is 0
 * @df: degrees of freedom of @se, Welch and Satterthwaite's; INFINITY where
 *	nothing had to be estimated
 * @detects: the smallest ratio above 1 that would have been seen with
 *	EVIDENCE_POWER
 * @rank_p: p of the Mann-Whitney test, two-sided: for information, no claim
 *	rests on it; NAN where it is not made
 */
struct evidence {
	double ratio;
	bool has_interval;
	double low;
	double high;
	double se;
	double blur;
	double step;
	double unit_var;
	double df;
	double detects;
	double rank_p;
};

/* @base, @new: one value at least each; independent of each other */
void evidence_welch(const struct series *base, const struct series *new,
		    struct evidence *ev);

/**
 * evidence_pooled() - where a side has too few units to show their spread
 * @base: one value at least
 * @new: likewise; independent of @base, and two values at least on one of them
 *
 * What both show of it is taken for that of either: how else a boot may fall out.
 */
void evidence_pooled(const struct series *base, const struct series *new,
		     struct evidence *ev);

/* @ratios: NEW / BASE of each unit, both taken from the same one */
void evidence_paired(const struct series *ratios, struct evidence *ev);

/* Whether a difference can be claimed: the interval does not hold 1. */
bool evidence_differs(const struct evidence *ev);

/**
 * evidence_above() - p of "the ratio is @limit at most", against "it is above"
 * @ev: with an interval
 * @limit: above 0
 *
 * Below (1 - EVIDENCE_LEVEL) / 2 where the whole interval is above the limit.
 */
double evidence_above(const struct evidence *ev, double limit);

/**
 * evidence_holm() - correct p values for how many there are
 * @p: changed in place: each to what it is worth beside the others (Holm 1979)
 * @nr: how many
 */
void evidence_holm(double *p, size_t nr);

/**
 * evidence_units_wanted() - how often to repeat, to see a shift
 * @ev: with an interval
 * @shift: ratio that is to be seen with EVIDENCE_POWER, above 0, not 1
 *
 * Return: units a side, about; 0 where no number will do, since what is known
 * of each value is too coarse.
 */
size_t evidence_units_wanted(const struct evidence *ev, double shift);

#endif /* VMEXITSTAT_COMPARE_EVIDENCE_H */

// SPDX-License-Identifier: GPL-2.0
/* Welch's t-test on logarithms, and what goes with it. */
#include "compare/evidence.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "lib/util.h"

/*
 * Rounding in the logarithms of two values that are the same: an interval is
 * never narrower, and nothing is claimed of less.
 */
#define ROUNDING	(1 / 1e9)

/* Units a side beyond which Mann-Whitney's p is approximated, as in R. */
#define RANK_EXACT	50

struct moments {
	double mean;
	double var;	/* of the mean; without the blur */
};

static struct moments moments(const struct series *series)
{
	struct moments m = { 0 };
	double squares = 0;
	size_t i;

	for (i = 0; i < series->nr; i++)
		m.mean += series->log[i];
	m.mean /= (double)series->nr;
	if (series->nr < 2)
		return m;
	for (i = 0; i < series->nr; i++)
		squares += pow(series->log[i] - m.mean, 2);
	m.var = squares / (double)(series->nr - 1) / (double)series->nr *
		fmax(series->related, 1);
	return m;
}

/* t at which @p of the distribution lie below. */
static double t_at(double p, double df)
{
	return qt(p, df, 1, 0);
}

/*
 * The clock's step may have hidden as much in each value, the same way: it comes
 * on top of what chance makes of them. It is put into the error, so that what
 * else is derived from that (evidence_above()) agrees with the interval.
 */
static void set_interval(struct evidence *ev, double shift)
{
	double t = t_at((1 + EVIDENCE_LEVEL) / 2, ev->df);
	double reach;

	ev->se += ev->step / t;
	reach = t * ev->se;
	ev->has_interval = true;
	ev->low = exp(shift - reach);
	ev->high = exp(shift + reach);
	ev->detects = exp(reach + t_at(EVIDENCE_POWER, ev->df) * ev->se);
}

/* What one series adds below Satterthwaite's fraction. */
static double df_term(const struct moments *m, size_t nr)
{
	return m->var * m->var / (double)(nr - 1);
}

static int compare_doubles(const void *va, const void *vb)
{
	const double *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

/* How often a value of @new is above one of @base; half where they are equal. */
static double rank_u(const struct series *base, const struct series *new)
{
	double u = 0;
	size_t i, j;

	for (i = 0; i < base->nr; i++)
		for (j = 0; j < new->nr; j++)
			u += new->log[j] > base->log[i] ? 1 :
			     new->log[j] == base->log[i] ? 0.5 : 0;
	return u;
}

/* Sum over all groups of equal values, t of them, of t^3 - t. */
static double ties(const struct series *base, const struct series *new)
{
	size_t nr = base->nr + new->nr, i, next;
	double *all = xcalloc(nr, sizeof(*all));
	double sum = 0;

	memcpy(all, base->log, base->nr * sizeof(*all));
	memcpy(all + base->nr, new->log, new->nr * sizeof(*all));
	qsort(all, nr, sizeof(*all), compare_doubles);
	for (i = 0; i < nr; i = next) {
		for (next = i; next < nr && all[next] == all[i]; next++)
			;
		sum += pow((double)(next - i), 3) - (double)(next - i);
	}
	free(all);
	return sum;
}

/* Exact for few values without ties; else normal, ties and steps corrected. */
static double mann_whitney(const struct series *base, const struct series *new)
{
	double n = (double)base->nr, m = (double)new->nr;
	double u = rank_u(base, new), tied = ties(base, new);
	double var, z, p;

	if (tied == 0 && base->nr < RANK_EXACT && new->nr < RANK_EXACT) {
		p = u > n * m / 2 ? pwilcox(u - 1, m, n, 0, 0) :
				    pwilcox(u, m, n, 1, 0);
		return fmin(2 * p, 1);
	}
	var = n * m / 12 * (n + m + 1 - tied / ((n + m) * (n + m - 1)));
	if (var <= 0)
		return 1;	/* all are equal */
	z = fmax(fabs(u - n * m / 2) - 0.5, 0) / sqrt(var);
	return 2 * pnorm5(z, 0, 1, 0, 0);
}

void evidence_welch(const struct series *base, const struct series *new,
		    struct evidence *ev)
{
	struct moments b = moments(base), n = moments(new);
	double below;

	*ev = (struct evidence){ .ratio = exp(n.mean - b.mean), .rank_p = NAN };
	if (base->nr < 2 || new->nr < 2)
		return;
	ev->blur = base->blur + new->blur + ROUNDING * ROUNDING;
	ev->step = fmax(base->step, new->step);
	ev->unit_var = b.var * (double)base->nr + n.var * (double)new->nr;
	ev->se = sqrt(b.var + n.var + ev->blur);
	/* Only what was estimated has degrees of freedom to lose. */
	below = df_term(&b, base->nr) + df_term(&n, new->nr);
	ev->df = below > 0 ? pow(ev->se, 4) / below : INFINITY;
	set_interval(ev, n.mean - b.mean);
	ev->rank_p = mann_whitney(base, new);
}

void evidence_pooled(const struct series *base, const struct series *new,
		     struct evidence *ev)
{
	struct moments b = moments(base), n = moments(new);
	double nr_base = (double)base->nr, nr_new = (double)new->nr;
	double df = nr_base + nr_new - 2, of_one, estimated;

	*ev = (struct evidence){ .ratio = exp(n.mean - b.mean), .rank_p = NAN };
	if (df < 1)
		return;
	of_one = (b.var * nr_base * (nr_base - 1) + n.var * nr_new * (nr_new - 1)) / df;
	estimated = of_one * (1 / nr_base + 1 / nr_new);
	ev->blur = base->blur + new->blur + ROUNDING * ROUNDING;
	ev->step = fmax(base->step, new->step);
	ev->unit_var = 2 * of_one;
	ev->se = sqrt(estimated + ev->blur);
	/* Not Satterthwaite's: of so few, a spread small by chance would hide behind the blur. */
	ev->df = df;
	set_interval(ev, n.mean - b.mean);
}

void evidence_paired(const struct series *ratios, struct evidence *ev)
{
	struct moments m = moments(ratios);

	*ev = (struct evidence){ .ratio = exp(m.mean), .rank_p = NAN };
	if (ratios->nr < 2)
		return;
	ev->blur = ratios->blur + ROUNDING * ROUNDING;
	ev->step = ratios->step;
	ev->unit_var = m.var * (double)ratios->nr;
	ev->se = sqrt(m.var + ev->blur);
	ev->df = m.var > 0 ? pow(ev->se, 4) / df_term(&m, ratios->nr) : INFINITY;
	set_interval(ev, m.mean);
}

bool evidence_differs(const struct evidence *ev)
{
	return ev->has_interval && (ev->low > 1 || ev->high < 1);
}

double evidence_above(const struct evidence *ev, double limit)
{
	return pt((log(ev->ratio) - log(limit)) / ev->se, ev->df, 0, 0);
}

struct ranked {
	double p;
	size_t place;
};

static int compare_ranked(const void *va, const void *vb)
{
	const struct ranked *a = va, *b = vb;

	return (a->p > b->p) - (a->p < b->p);
}

void evidence_holm(double *p, size_t nr)
{
	struct ranked *ranked = xcalloc(nr, sizeof(*ranked));
	double least = 0;
	size_t i;

	for (i = 0; i < nr; i++)
		ranked[i] = (struct ranked){ .p = p[i], .place = i };
	if (nr)
		qsort(ranked, nr, sizeof(*ranked), compare_ranked);
	for (i = 0; i < nr; i++) {
		least = fmax(least, fmin(ranked[i].p * (double)(nr - i), 1));
		p[ranked[i].place] = least;
	}
	free(ranked);
}

size_t evidence_units_wanted(const struct evidence *ev, double shift)
{
	double reach = qnorm5((1 + EVIDENCE_LEVEL) / 2, 0, 1, 1, 0) +
		       qnorm5(EVIDENCE_POWER, 0, 1, 1, 0);
	double beyond = fmax(fabs(log(shift)) - ev->step, 0);
	double room = pow(beyond / reach, 2) - ev->blur;
	double wanted;

	if (room <= 0)
		return 0;
	/* Two more for what t is wider than the normal distribution. */
	wanted = ceil(ev->unit_var / room) + 2;
	return wanted < (double)(SIZE_MAX / 2) ? (size_t)wanted : 0;
}

/* SPDX-License-Identifier: GPL-2.0 */
/* A figure of one side, unit of evidence by unit of evidence. */
#ifndef VMEXITSTAT_COMPARE_VALUES_H
#define VMEXITSTAT_COMPARE_VALUES_H

#include "compare/evidence.h"
#include "compare/side.h"

/**
 * struct values_how - what is wanted of each distribution
 * @figure: which figure
 * @ns: in ns, else in cycles; of published figures nothing is converted
 * @gross: the bracket's own cost stays in; else it is subtracted
 * @by_boot: the boot is the unit of evidence, and its value the geometric mean
 *	of its runs; else the run
 */
struct values_how {
	enum stats_figure figure;
	bool ns;
	bool gross;
	bool by_boot;
};

/**
 * struct values - a figure on one side, one value a unit of evidence
 * @has: there are samples, or a published figure
 * @route: enum vmexit_route, unknown where units do not agree
 * @mean: arithmetic, of the units, in the comparison's unit
 * @value: one a unit, in the same unit, NULL if published
 * @unit: which run or boot of the side each value is of, ascending; likewise
 * @series: their logarithms; no use where @zero
 * @zero: one of them is 0
 */
struct values {
	bool has;
	uint32_t route;
	double mean;
	double *value;
	size_t *unit;
	struct series series;
	bool zero;
};

/**
 * values_of() - what a side says of a probe
 * @side: side; its TSC frequencies are known if @how->ns
 * @id: probe
 * @how: what is wanted
 *
 * Return: the values, for values_free(); nothing in them where nothing is known.
 */
struct values values_of(const struct side *side, const struct vmexit_id *id,
			const struct values_how *how);
void values_free(struct values *values);

/* serial_related() of a series of runs; 1 of boots, each of which begins anew. */
double values_related(const struct values_how *how, const struct series *series);

/* One cycle of a record in the unit of the comparison. */
double values_factor(const struct values_how *how, const struct record *rec);

/* Cycles of a record's probe, less the bracket unless @how->gross. */
double values_net(const struct values_how *how, const struct side_record *rec,
		  const struct pooled *probe, double cycles);

/*
 * A record's probe, samples or none; of a role the one that has the number, else the first.
 * NULL where it has none.
 */
const struct pooled *side_probe(const struct side_record *rec, const struct vmexit_id *id);

/* Likewise; NULL where no sample was taken. */
const struct pooled *side_measured(const struct side_record *rec,
				   const struct vmexit_id *id);

#endif /* VMEXITSTAT_COMPARE_VALUES_H */

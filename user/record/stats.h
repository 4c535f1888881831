/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Statistics of results: quantiles out of sparse histograms, CPUs and runs
 * pooled per probe, net of the empty bracket.
 */
#ifndef VMEXITSTAT_RECORD_STATS_H
#define VMEXITSTAT_RECORD_STATS_H

#include "record/record.h"

/**
 * struct pooled - one probe, its results of all runs and CPUs together
 * @id: which probe
 * @route: enum vmexit_route; unknown where its results do not agree, as are
 *	@basis and @expected
 * @state: DONE if any result is; else that of the last one; never pending
 * @reason: of an unsupported probe, NULL otherwise; owned by the record
 * @executed: sums over the results, as are @disturbed, @count and @sum
 * @min: over all results; exact, as are @max and @sum
 * @buckets: merged, ascending
 */
struct pooled {
	struct vmexit_id id;
	uint32_t route;
	uint32_t basis;
	uint32_t expected;
	uint32_t state;
	const char *reason;
	uint64_t executed;
	uint64_t disturbed;
	uint64_t count;
	uint64_t min;
	uint64_t max;
	uint64_t sum;
	struct bucket *buckets;
	size_t nr_buckets;
};

/**
 * struct summary - every probe of a record, pooled, in first-seen order
 * @probes: @nr_probes of them
 * @by_id: the same in the order of their ids, for summary_find()
 * @has_null: per path, whether the record holds samples of null there; where
 *	not, nothing is known to be net
 * @overhead: the bracket's own cost per path: p50 of null on that path, in
 *	cycles; 0 without @has_null. What "net" is net of
 */
struct summary {
	struct pooled *probes;
	size_t nr_probes;
	const struct pooled **by_id;
	bool has_null[VMEXIT_NR_PATHS];
	double overhead[VMEXIT_NR_PATHS];
};

/* The figures views show of a probe that has samples. */
enum stats_figure {
	STATS_P50,
	STATS_P90,
	STATS_P99,
	STATS_P999,
	STATS_MAX,
	STATS_MIN,
	STATS_MEAN,
	STATS_NR_FIGURES,
};

/* As members and columns are called; for people, p99.9 has its point. */
extern const char *const stats_figure_names[STATS_NR_FIGURES];
extern const char *const stats_figure_titles[STATS_NR_FIGURES];

/* Where a route leads: nobody may take a sample that stayed for an exit. */
enum stats_leaves {
	STATS_LEAVES,		/* to the host */
	STATS_TO_MODULE,	/* to the TDX module; the host is not entered */
	STATS_STAYS,		/* in the guest */
	STATS_UNSURE,		/* nobody can tell */
};

/**
 * summary_make() - pool a record
 * @rec: record; must outlive the summary
 * @sum: filled; summary_free() it
 */
void summary_make(const struct record *rec, struct summary *sum);
void summary_free(struct summary *sum);

/* What was measured under a name: NULL where nothing was, samples or none. */
const struct pooled *summary_find(const struct summary *sum,
				  const struct vmexit_id *id);

/* Ids in one order, any but always the same; as qsort() wants it. */
int stats_compare_ids(const struct vmexit_id *a, const struct vmexit_id *b);

/* The sample that is a quantile: ceil(q * count) within [1, count]. */
uint64_t stats_rank(double q, uint64_t count);

/**
 * stats_quantile() - a quantile of a histogram
 * @probe: count above 0
 * @q: 0 .. 1
 *
 * Interpolated inside the bucket that holds rank ceil(q * count), then clamped
 * to [min, max].
 *
 * Return: cycles, not net.
 */
double stats_quantile(const struct pooled *probe, double q);

/**
 * stats_figures() - all figures of a probe
 * @probe: count above 0
 * @fig: filled, in cycles, not net
 */
void stats_figures(const struct pooled *probe, double fig[STATS_NR_FIGURES]);

/* Which quantile a figure is; 0 of one that is none. */
double stats_of_quantile(enum stats_figure which);

/* One of them. */
double stats_figure(const struct pooled *probe, enum stats_figure which);

/**
 * stats_width() - how far apart samples may lie and still give the same figure
 * @probe: count above 0
 * @which: which figure
 * @index: set to the bucket a quantile is in, VMEXIT_HIST_BUCKETS if it is exact
 *
 * Return: cycles: what lies within [min, max] of that bucket, 1 at least; 0 of
 * what is exact.
 */
double stats_width(const struct pooled *probe, enum stats_figure which,
		   uint32_t *index);

/* Path whose null is the bracket of @path: the module's paths share one. */
uint32_t stats_null_path(uint32_t path);

/**
 * stats_direct_path() - where the exit behind an exception is asked for directly
 * @route: #VC+VMGEXIT or #VE+TDVMCALL of an instruction
 *
 * Return: enum vmexit_path, VMEXIT_NR_PATHS for any other route.
 */
uint32_t stats_direct_path(uint32_t route);

/* @route: enum vmexit_route */
enum stats_leaves stats_leaves(uint32_t route);

/* Whether the host was entered: 1 it was, 0 it was not, -1 that is unknown. */
int stats_host_entered(uint32_t route);

/* Mean in cycles, exact up to double's 53 bits; @probe->count above 0. */
double stats_mean(const struct pooled *probe);

/*
 * @cycles less the bracket, never below 0; the null probe is not reduced. Where
 * the probe's path has no null, gross: for a file, stats_has_net() first.
 */
double stats_net(const struct summary *sum, const struct pooled *probe,
		 double cycles);

/* Whether stats_net() is net: there are samples, and some of null beside. */
bool stats_has_net(const struct summary *sum, const struct pooled *probe);

#endif /* VMEXITSTAT_RECORD_STATS_H */

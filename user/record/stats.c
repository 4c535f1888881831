// SPDX-License-Identifier: GPL-2.0
/* Statistics of results: pooling, quantiles, net figures. */
#include "record/stats.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "lib/util.h"

const char *const stats_figure_names[STATS_NR_FIGURES] = {
	[STATS_P50]	= "p50",
	[STATS_P90]	= "p90",
	[STATS_P99]	= "p99",
	[STATS_P999]	= "p999",
	[STATS_MAX]	= "max",
	[STATS_MIN]	= "min",
	[STATS_MEAN]	= "mean",
};

const char *const stats_figure_titles[STATS_NR_FIGURES] = {
	[STATS_P50]	= "p50",
	[STATS_P90]	= "p90",
	[STATS_P99]	= "p99",
	[STATS_P999]	= "p99.9",
	[STATS_MAX]	= "max",
	[STATS_MIN]	= "min",
	[STATS_MEAN]	= "mean",
};

/* A result and its place in the record, so that sorting can be undone. */
struct member {
	const struct result *res;
	size_t place;
};

/* A pooled probe and the place it was first seen at. */
struct group {
	struct pooled pooled;
	size_t place;
};

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

int stats_compare_ids(const struct vmexit_id *a, const struct vmexit_id *b)
{
	return compare(a->exit, b->exit) ?: compare(a->path, b->path) ?:
	       compare(a->param, b->param) ?: compare(a->index, b->index);
}

static int compare_members(const void *va, const void *vb)
{
	const struct member *a = va, *b = vb;

	return stats_compare_ids(&a->res->id, &b->res->id) ?:
	       compare(a->place, b->place);
}

static int compare_pooled(const void *va, const void *vb)
{
	const struct pooled *const *a = va, *const *b = vb;

	return stats_compare_ids(&(*a)->id, &(*b)->id);
}

static int compare_groups(const void *va, const void *vb)
{
	const struct group *a = va, *b = vb;

	return compare(a->place, b->place);
}

/* What was timed speaks for the route, not what was never executed. */
static void add_route(struct pooled *to, const struct result *res)
{
	if (!to->count) {
		to->route = res->route;
		to->basis = res->basis;
		to->expected = res->expected;
		return;
	}
	if (!res->count)
		return;
	if (res->route != to->route)
		to->route = VMEXIT_ROUTE_UNKNOWN;
	if (res->basis != to->basis)
		to->basis = VMEXIT_BASIS_UNKNOWN;
	if (res->expected != to->expected)
		to->expected = VMEXIT_ROUTE_UNKNOWN;
}

/* Adds one result's figures; its buckets to @dense, one counter a bucket. */
static void add_result(struct pooled *to, const struct result *res,
		       uint64_t *dense)
{
	size_t i;

	add_route(to, res);

	/* What a source left pending will never be done. */
	if (to->state != VMEXIT_RESULT_DONE)
		to->state = res->state == VMEXIT_RESULT_PENDING ?
			    VMEXIT_RESULT_CANCELLED : res->state;
	to->reason = to->state == VMEXIT_RESULT_UNSUPPORTED ? res->reason : NULL;
	to->executed += res->executed;
	to->disturbed += res->disturbed;
	if (!res->count)
		return;
	if (!to->count || res->min < to->min)
		to->min = res->min;
	if (!to->count || res->max > to->max)
		to->max = res->max;
	to->count += res->count;
	to->sum += res->sum;
	for (i = 0; i < res->nr_buckets; i++)
		dense[res->buckets[i].index] += res->buckets[i].count;
}

static void pack(struct pooled *to, const uint64_t *dense)
{
	uint32_t i;

	for (i = 0; i < VMEXIT_HIST_BUCKETS; i++)
		to->nr_buckets += !!dense[i];
	to->buckets = xcalloc(to->nr_buckets, sizeof(*to->buckets));
	to->nr_buckets = 0;
	for (i = 0; i < VMEXIT_HIST_BUCKETS; i++)
		if (dense[i])
			to->buckets[to->nr_buckets++] = (struct bucket){
				.index = i, .count = dense[i]
			};
}

/* All results of the record, those of one probe beside each other. */
static struct member *sorted_members(const struct record *rec, size_t *nr)
{
	struct member *members;
	size_t i, j;

	*nr = 0;
	for (i = 0; i < rec->nr_runs; i++)
		*nr += rec->runs[i].nr_results;
	members = xcalloc(*nr, sizeof(*members));
	*nr = 0;
	for (i = 0; i < rec->nr_runs; i++) {
		for (j = 0; j < rec->runs[i].nr_results; j++) {
			members[*nr].res = &rec->runs[i].results[j];
			members[*nr].place = *nr;
			++*nr;
		}
	}
	if (*nr)
		qsort(members, *nr, sizeof(*members), compare_members);
	return members;
}

void summary_make(const struct record *rec, struct summary *sum)
{
	uint64_t *dense = xcalloc(VMEXIT_HIST_BUCKETS, sizeof(*dense));
	struct group *groups = NULL;
	struct member *members;
	size_t nr, i, next;

	*sum = (struct summary){ 0 };
	members = sorted_members(rec, &nr);
	groups = xcalloc(nr, sizeof(*groups));
	for (i = 0; i < nr; i = next) {
		struct group *group = &groups[sum->nr_probes++];

		group->place = members[i].place;
		group->pooled.id = members[i].res->id;
		memset(dense, 0, VMEXIT_HIST_BUCKETS * sizeof(*dense));
		for (next = i; next < nr; next++) {
			if (!vmexit_id_equal(&members[next].res->id,
					     &group->pooled.id))
				break;
			add_result(&group->pooled, members[next].res, dense);
		}
		pack(&group->pooled, dense);
	}
	if (nr)
		qsort(groups, sum->nr_probes, sizeof(*groups), compare_groups);
	sum->probes = xcalloc(sum->nr_probes, sizeof(*sum->probes));
	sum->by_id = xcalloc(sum->nr_probes, sizeof(*sum->by_id));
	for (i = 0; i < sum->nr_probes; i++) {
		const struct pooled *probe = &groups[i].pooled;

		sum->probes[i] = *probe;
		sum->by_id[i] = &sum->probes[i];
		if (probe->id.exit != VMEXIT_EXIT_NULL || !probe->count)
			continue;
		sum->has_null[probe->id.path] = true;
		sum->overhead[probe->id.path] = stats_quantile(probe, 0.5);
	}
	if (nr)
		qsort(sum->by_id, sum->nr_probes, sizeof(*sum->by_id),
		      compare_pooled);
	free(groups);
	free(members);
	free(dense);
}

void summary_free(struct summary *sum)
{
	size_t i;

	for (i = 0; i < sum->nr_probes; i++)
		free(sum->probes[i].buckets);
	free(sum->by_id);
	free(sum->probes);
	*sum = (struct summary){ 0 };
}

const struct pooled *summary_find(const struct summary *sum,
				  const struct vmexit_id *id)
{
	const struct pooled key = { .id = *id }, *wanted = &key;
	const struct pooled **found = NULL;

	if (sum->nr_probes)
		found = bsearch(&wanted, sum->by_id, sum->nr_probes,
				sizeof(*sum->by_id), compare_pooled);
	return found ? *found : NULL;
}

/*
 * A q such as 0.9 is not exact: without care its error, times ten samples,
 * would lift the ninth to the tenth.
 */
uint64_t stats_rank(double q, uint64_t count)
{
	long double rank = (long double)q * count;
	long double whole = roundl(rank);

	if (fabsl(rank - whole) <= whole * DBL_EPSILON)
		rank = whole;
	rank = ceill(rank);
	if (!(rank >= 1))
		return 1;
	return rank >= count ? count : (uint64_t)rank;
}

/*
 * The bucket that holds a rank, and the rank within it; NULL where the buckets
 * hold fewer.
 */
static const struct bucket *bucket_of(const struct pooled *probe, uint64_t *rank)
{
	size_t i;

	for (i = 0; i < probe->nr_buckets; i++) {
		if (*rank <= probe->buckets[i].count)
			return &probe->buckets[i];
		*rank -= probe->buckets[i].count;
	}
	return NULL;
}

double stats_quantile(const struct pooled *probe, double q)
{
	uint64_t rank = stats_rank(q, probe->count);
	const struct bucket *bucket = bucket_of(probe, &rank);
	double value = probe->max;
	uint64_t width;

	if (bucket) {
		width = vmexit_hist_width(bucket->index);
		value = vmexit_hist_lower(bucket->index);
		if (width > 1)
			value += width * (rank - 0.5) / bucket->count;
	}
	/* The buckets of the extremes are known to less than they could hold. */
	return fmin(fmax(value, probe->min), probe->max);
}

double stats_mean(const struct pooled *probe)
{
	return (double)((long double)probe->sum / probe->count);
}

/* Of the figures that are quantiles; what is not stays 0. */
static const double quantiles[STATS_NR_FIGURES] = {
	[STATS_P50]	= 0.5,
	[STATS_P90]	= 0.9,
	[STATS_P99]	= 0.99,
	[STATS_P999]	= 0.999,
};

double stats_of_quantile(enum stats_figure which)
{
	return quantiles[which];
}

double stats_figure(const struct pooled *probe, enum stats_figure which)
{
	switch (which) {
	case STATS_MAX:
		return probe->max;
	case STATS_MIN:
		return probe->min;
	case STATS_MEAN:
		return stats_mean(probe);
	default:
		return stats_quantile(probe, quantiles[which]);
	}
}

void stats_figures(const struct pooled *probe, double fig[STATS_NR_FIGURES])
{
	int i;

	for (i = 0; i < STATS_NR_FIGURES; i++)
		fig[i] = stats_figure(probe, i);
}

double stats_width(const struct pooled *probe, enum stats_figure which,
		   uint32_t *index)
{
	uint64_t rank = stats_rank(quantiles[which], probe->count);
	const struct bucket *bucket = bucket_of(probe, &rank);
	double from, to;

	*index = VMEXIT_HIST_BUCKETS;
	if (quantiles[which] == 0 || !bucket)
		return 0;
	*index = bucket->index;
	from = vmexit_hist_lower(bucket->index);
	to = from + vmexit_hist_width(bucket->index);
	return fmax(fmin(to, probe->max + 1.0) - fmax(from, probe->min), 1);
}

uint32_t stats_null_path(uint32_t path)
{
	/* All in the kernel carry the same bracket. */
	return path == VMEXIT_PATH_INSN_CPL3 ? path : VMEXIT_PATH_INSN;
}

uint32_t stats_direct_path(uint32_t route)
{
	switch (route) {
	case VMEXIT_ROUTE_VC_VMGEXIT:
		return VMEXIT_PATH_GHCB_PAGE;
	case VMEXIT_ROUTE_VE_TDVMCALL:
		return VMEXIT_PATH_TDVMCALL;
	default:
		return VMEXIT_NR_PATHS;
	}
}

double stats_net(const struct summary *sum, const struct pooled *probe,
		 double cycles)
{
	/* Of these no bracket is part. */
	if (probe->id.exit == VMEXIT_EXIT_NULL || vmexit_is_latency(probe->id.exit))
		return cycles;
	return fmax(cycles - sum->overhead[stats_null_path(probe->id.path)], 0);
}

bool stats_has_net(const struct summary *sum, const struct pooled *probe)
{
	if (vmexit_is_latency(probe->id.exit))
		return probe->count;
	return probe->count && sum->has_null[stats_null_path(probe->id.path)];
}

enum stats_leaves stats_leaves(uint32_t route)
{
	switch (route) {
	case VMEXIT_ROUTE_VMEXIT:
	case VMEXIT_ROUTE_VC_VMGEXIT:
	case VMEXIT_ROUTE_VMGEXIT:
	case VMEXIT_ROUTE_VE_TDVMCALL:
	case VMEXIT_ROUTE_TDVMCALL:
		return STATS_LEAVES;
	/* The TDX module raises the #VE, and tells its handler what it was. */
	case VMEXIT_ROUTE_VE:
	case VMEXIT_ROUTE_TDX_MODULE:
		return STATS_TO_MODULE;
	case VMEXIT_ROUTE_NONE:
	case VMEXIT_ROUTE_VC:
		return STATS_STAYS;
	default:
		return STATS_UNSURE;
	}
}

int stats_host_entered(uint32_t route)
{
	switch (stats_leaves(route)) {
	case STATS_LEAVES:
		return 1;
	case STATS_TO_MODULE:
	case STATS_STAYS:
		return 0;
	default:
		return -1;
	}
}

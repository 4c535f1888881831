// SPDX-License-Identifier: GPL-2.0
/* The last minute out of histograms that only ever grow. */
#include "watch/recent.h"

#include <stdlib.h>
#include <string.h>

#include "lib/util.h"

static struct result *find(const struct run *run, const struct vmexit_id *id)
{
	size_t i;

	for (i = 0; i < run->nr_results; i++)
		if (vmexit_id_equal(&run->results[i].id, id))
			return &run->results[i];
	return NULL;
}

/*
 * Samples of a bucket; @at is where the one before it was found, for buckets are
 * asked for in their order.
 */
static uint64_t in_bucket(const struct result *res, uint32_t index, size_t *at)
{
	while (*at < res->nr_buckets && res->buckets[*at].index < index)
		++*at;
	return *at < res->nr_buckets && res->buckets[*at].index == index ?
	       res->buckets[*at].count : 0;
}

static bool went_back(const struct result *before, const struct result *now)
{
	size_t at = 0, i;

	if (now->executed < before->executed || now->disturbed < before->disturbed)
		return true;
	for (i = 0; i < before->nr_buckets; i++)
		if (in_bucket(now, before->buckets[i].index, &at) <
		    before->buckets[i].count)
			return true;
	return false;
}

/* What nothing was measured of has nothing to subtract. */
static void forget(struct recent *recent, const struct vmexit_id *id)
{
	struct result *res;
	size_t i;

	for (i = 0; i < recent->nr; i++) {
		res = find(&recent->list[i].run, id);
		if (!res)
			continue;
		result_free(res);
		*res = (struct result){ .id = *id };
	}
}

static void forget_reset(struct recent *recent, const struct run *run)
{
	const struct run *before = &recent->list[recent->nr - 1].run;
	const struct result *now;
	struct vmexit_id id;
	size_t i;

	for (i = 0; i < before->nr_results; i++) {
		id = before->results[i].id;
		now = find(run, &id);
		if (!now || went_back(&before->results[i], now))
			forget(recent, &id);
	}
}

/* The youngest that is a minute old is the one to subtract: none before it. */
static void drop_old(struct recent *recent, uint64_t ms)
{
	size_t old = 0, i;

	while (old + 1 < recent->nr && ms - recent->list[old + 1].ms >= RECENT_MS)
		old++;
	for (i = 0; i < old; i++)
		run_free(&recent->list[i].run);
	recent->nr -= old;
	memmove(recent->list, recent->list + old,
		recent->nr * sizeof(*recent->list));
}

void recent_add(struct recent *recent, struct run *run, uint64_t ms)
{
	if (recent->nr)
		forget_reset(recent, run);
	recent->list = xrealloc(recent->list, recent->nr + 1,
				sizeof(*recent->list));
	recent->list[recent->nr++] = (struct snapshot){ .ms = ms, .run = *run };
	*run = (struct run){ 0 };
	drop_old(recent, ms);
}

uint64_t recent_ms(const struct recent *recent)
{
	return recent->nr ? recent->list[recent->nr - 1].ms - recent->list[0].ms : 0;
}

static void subtract_buckets(struct result *res, const struct result *now,
			     const struct result *before)
{
	size_t at = 0, i;
	uint64_t count;

	res->buckets = xcalloc(now->nr_buckets, sizeof(*res->buckets));
	for (i = 0; i < now->nr_buckets; i++) {
		const struct bucket *bucket = &now->buckets[i];

		count = bucket->count - in_bucket(before, bucket->index, &at);
		if (count)
			res->buckets[res->nr_buckets++] = (struct bucket){
				.index = bucket->index, .count = count
			};
	}
}

/*
 * As far as they are known: see recent_run(). Those of all time are of this time
 * where they lie in its outermost buckets, as far as can be told.
 */
static void bound(struct result *res, const struct result *now)
{
	uint64_t least, most;
	uint32_t last;

	if (!res->nr_buckets)
		return;
	last = res->buckets[res->nr_buckets - 1].index;
	least = vmexit_hist_lower(res->buckets[0].index);
	most = vmexit_hist_lower(last) + vmexit_hist_width(last) - 1;
	if (last == VMEXIT_HIST_BUCKETS - 1)
		most = UINT64_MAX;
	res->min = now->min > least ? now->min : least;
	res->max = now->max < most ? now->max : most;
}

static void subtract(struct result *res, const struct result *now,
		     const struct result *before)
{
	static const struct result nothing;

	before = before ?: &nothing;
	*res = (struct result){
		.id = now->id, .route = now->route, .state = now->state,
		.reason = now->reason ? xstrdup(now->reason) : NULL,
		.executed = now->executed - before->executed,
		.disturbed = now->disturbed - before->disturbed,
		.count = now->count - before->count,
		.sum = now->sum - before->sum,
	};
	subtract_buckets(res, now, before);
	bound(res, now);
}

void recent_run(const struct recent *recent, struct run *run)
{
	const struct run *before = &recent->list[0].run;
	const struct run *now = &recent->list[recent->nr - 1].run;
	size_t i;

	*run = (struct run){ 0 };
	for (i = 0; i < now->nr_results; i++)
		subtract(run_add_result(run), &now->results[i],
			 find(before, &now->results[i].id));
}

void recent_free(struct recent *recent)
{
	size_t i;

	for (i = 0; i < recent->nr; i++)
		run_free(&recent->list[i].run);
	free(recent->list);
	*recent = (struct recent){ 0 };
}

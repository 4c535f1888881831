// SPDX-License-Identifier: GPL-2.0
/* Whether what a record says can be true. */
#include <stdlib.h>

#include "record/read.h"

/* A refusal placed at a member of the object at hand. */
static struct reader *at(struct reader *rd, const char *member)
{
	reader_enter(rd, ".%s", member);
	return rd;
}

#define ULL(number)	((unsigned long long)(number))

static int check_state(struct reader *rd, const struct result *res)
{
	bool unsupported = res->state == VMEXIT_RESULT_UNSUPPORTED;

	if (res->state == VMEXIT_RESULT_PENDING)
		return reader_fail(at(rd, "state"), "nothing is pending in a file");
	if (unsupported && !res->reason)
		return reader_fail(at(rd, "reason"), "unsupported, and no reason");
	if (!unsupported && res->reason)
		return reader_fail(at(rd, "reason"), "a reason, but not unsupported");
	if (unsupported && res->count)
		return reader_fail(at(rd, "count"), "unsupported, and yet samples");
	if (unsupported && res->disturbed)
		return reader_fail(at(rd, "disturbed"), "unsupported, and yet samples");
	return 0;
}

static int check_counts(struct reader *rd, const struct result *res,
			const struct settings *set)
{
	unsigned __int128 count = 0;
	size_t i;

	for (i = 0; i < res->nr_buckets; i++)
		count += res->buckets[i].count;
	if (count != res->count)
		return reader_fail(at(rd, "count"), "%llu, but the buckets hold %s%llu",
			       ULL(res->count), count >> 64 ? "more than " : "",
			       ULL(count >> 64 ? UINT64_MAX : count));
	if (res->count > set->samples)
		return reader_fail(at(rd, "count"), "%llu, and settings.samples is %llu",
			       ULL(res->count), ULL(set->samples));
	if ((unsigned __int128)res->count + res->disturbed > res->executed)
		return reader_fail(at(rd, "executed"), "%llu, less than count and disturbed",
			       ULL(res->executed));
	return 0;
}

/* The least and the most that the buckets leave for a sum. */
static void bounds(const struct result *res, unsigned __int128 *low, unsigned __int128 *high)
{
	uint64_t from, to;
	size_t i;

	*low = 0;
	*high = 0;
	for (i = 0; i < res->nr_buckets; i++) {
		const struct bucket *bucket = &res->buckets[i];

		from = vmexit_hist_lower(bucket->index);
		to = from + vmexit_hist_width(bucket->index) - 1;
		if (from < res->min)
			from = res->min;
		if (to > res->max || bucket->index == VMEXIT_HIST_BUCKETS - 1)
			to = res->max;
		*low += (unsigned __int128)from * bucket->count;
		*high += (unsigned __int128)to * bucket->count;
	}
}

static int check_figures(struct reader *rd, const struct result *res)
{
	unsigned __int128 low, high;

	if (!res->count) {
		if (res->min || res->max || res->sum)
			return reader_fail(rd, "no samples, and yet min, max or sum");
		return 0;
	}
	if (res->min > res->max)
		return reader_fail(at(rd, "min"), "%llu is above max %llu",
			       ULL(res->min), ULL(res->max));
	if (vmexit_hist_index(res->min) != res->buckets[0].index)
		return reader_fail(at(rd, "min"), "%llu is not in the first bucket",
			       ULL(res->min));
	if (vmexit_hist_index(res->max) !=
	    res->buckets[res->nr_buckets - 1].index)
		return reader_fail(at(rd, "max"), "%llu is not in the last bucket",
			       ULL(res->max));
	bounds(res, &low, &high);
	if (res->sum < low || res->sum > high)
		return reader_fail(at(rd, "sum"), "%llu is not what such buckets add up to",
			       ULL(res->sum));
	return 0;
}

/* Pooled, a record's figures have to stay within 63 bits. */
static int check_totals(struct reader *rd, const struct result *res)
{
	rd->executed += res->executed;
	if (rd->executed > INT64_MAX)
		return reader_fail(at(rd, "executed"), "all results' exceed 2^63");
	rd->sum += res->sum;
	if (rd->sum > INT64_MAX)
		return reader_fail(at(rd, "sum"), "all results' exceed 2^63");
	return 0;
}

int reader_check_result(struct reader *rd, const struct result *res,
			const struct settings *set)
{
	if (check_state(rd, res) || check_counts(rd, res, set) ||
	    check_figures(rd, res) || check_totals(rd, res))
		return -1;
	return 0;
}

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_results(const void *va, const void *vb)
{
	const struct result *a = *(const struct result *const *)va;
	const struct result *b = *(const struct result *const *)vb;

	return compare(a->cpu, b->cpu) ?:
	       compare(a->id.exit, b->id.exit) ?:
	       compare(a->id.path, b->id.path) ?:
	       compare(a->id.param, b->id.param) ?:
	       compare(a->id.index, b->id.index);
}

int reader_check_run(struct reader *rd, const struct run *run)
{
	const struct result **sorted;
	size_t first, second, i;
	int err = 0;

	if (!run->nr_results)
		return 0;
	sorted = xcalloc(run->nr_results, sizeof(*sorted));
	for (i = 0; i < run->nr_results; i++)
		sorted[i] = &run->results[i];
	qsort(sorted, run->nr_results, sizeof(*sorted), compare_results);
	for (i = 1; i < run->nr_results && !err; i++) {
		if (compare_results(&sorted[i - 1], &sorted[i]))
			continue;
		first = (size_t)(sorted[i - 1] - run->results);
		second = (size_t)(sorted[i] - run->results);
		if (first > second) {
			size_t swap = first;

			first = second;
			second = swap;
		}
		reader_enter(rd, ".results[%zu]", second);
		err = reader_fail(at(rd, "probe"),
				  "on this CPU already results[%zu]", first);
	}
	free(sorted);
	return err;
}

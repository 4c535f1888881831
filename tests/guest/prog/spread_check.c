// SPDX-License-Identifier: GPL-2.0
/*
 *	spread_check RECORD
 *
 * Holds the trap results of a record against the sequence that the spread
 * build of the module fed, bucket by bucket. Prints the number of buckets per
 * CPU; exits 1 where anything differs.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "record.h"
#include "../spread/spread.h"

static struct vmexit_histogram want;

static int compare(const struct result *res, const struct settings *set)
{
	size_t nr = 0, i;
	uint64_t k;

	/* Executions are numbered from the support check on. */
	vmexit_hist_init(&want);
	for (k = 0; k < set->samples; k++)
		vmexit_hist_add(&want, spread_value(res->cpu,
						    1 + set->warmup + k));
	for (i = 0; i < VMEXIT_HIST_BUCKETS; i++) {
		if (!want.bucket[i])
			continue;
		if (nr == res->nr_buckets || res->buckets[nr].index != i ||
		    res->buckets[nr].count != want.bucket[i]) {
			printf("CPU %u: bucket %zu is wrong\n", res->cpu, i);
			return 1;
		}
		nr++;
	}
	if (nr != res->nr_buckets || res->count != want.count ||
	    res->sum != want.sum || res->min != want.min ||
	    res->max != want.max) {
		printf("CPU %u: count, sum, min or max are wrong\n", res->cpu);
		return 1;
	}
	printf("CPU %u: %zu buckets\n", res->cpu, nr);
	return 0;
}

int main(int argc, char **argv)
{
	struct record rec;
	char err[256];
	size_t i, seen = 0;
	int bad = 0;

	if (argc != 2 || record_load(&rec, argv[1], err, sizeof(err))) {
		printf("%s\n", argc == 2 ? err : "usage: spread_check RECORD");
		return 2;
	}
	for (i = 0; i < rec.runs[0].nr_results; i++) {
		const struct result *res = &rec.runs[0].results[i];

		if (res->id.exit != VMEXIT_EXIT_TRAP)
			continue;
		seen++;
		bad |= compare(res, &rec.settings);
	}
	printf("%zu CPUs\n", seen);
	record_free(&rec);
	return bad || !seen;
}

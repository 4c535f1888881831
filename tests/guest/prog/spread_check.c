// SPDX-License-Identifier: GPL-2.0
/*
 *	spread_check RECORD
 *	spread_check RECORD PROBE BASE SEED OCTAVES
 *
 * Holds results of a record against the sequence they were made from, bucket
 * by bucket and quantile by quantile: trap, as the spread build of the module
 * fed it; or PROBE, whose executions took BASE cycles and what cvmsim charged.
 * Prints the number of buckets per CPU; exits 1 where anything differs.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../spread/spread.h"
#include "record/record.h"
#include "record/stats.h"

struct sequence {
	uint64_t base;
	uint32_t seed;
	uint32_t octaves;
	uint64_t first;		/* before it: support check and warm-up */
};

static struct vmexit_histogram want;

static uint64_t value(const struct sequence *seq, uint64_t sample)
{
	return seq->base + spread_value(seq->seed, seq->first + sample,
					seq->octaves);
}

static int compare(const struct result *res, const struct settings *set,
		   const struct sequence *seq)
{
	size_t nr = 0, i;
	uint64_t k;

	vmexit_hist_init(&want);
	for (k = 0; k < set->samples; k++)
		vmexit_hist_add(&want, value(seq, k));
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

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* What the tool shows against the sorted sequence: off by 1/128 at most. */
static int compare_quantiles(const struct pooled *probe,
			     const struct settings *set,
			     const struct sequence *seq)
{
	static const unsigned int permille[] = { 500, 900, 990, 999 };
	uint64_t *values = calloc(set->samples, sizeof(*values));
	double shown, exact;
	uint64_t k;
	size_t i;
	int bad = 0;

	if (!values || !set->samples)
		return 1;
	for (k = 0; k < set->samples; k++)
		values[k] = value(seq, k);
	qsort(values, set->samples, sizeof(*values), by_value);
	for (i = 0; i < sizeof(permille) / sizeof(*permille); i++) {
		exact = values[(permille[i] * set->samples + 999) / 1000 - 1];
		shown = stats_quantile(probe, permille[i] / 1000.0);
		printf("p%g: %.1f shown, %.0f exact\n", permille[i] / 10.0,
		       shown, exact);
		if (fabs(shown - exact) > exact / 128)
			bad = 1;
	}
	free(values);
	return bad;
}

static int check_probe(const struct record *rec, const struct vmexit_id *id,
		       struct sequence *seq)
{
	const struct settings *set = &rec->settings;
	struct summary sum;
	size_t i, seen = 0;
	int bad = 0;

	for (i = 0; i < rec->runs[0].nr_results; i++) {
		const struct result *res = &rec->runs[0].results[i];

		if (!vmexit_id_equal(&res->id, id))
			continue;
		seen++;
		seq->first = 1 + set->warmup;
		bad |= compare(res, set, seq);
	}
	summary_make(rec, &sum);
	for (i = 0; i < sum.nr_probes; i++)
		if (vmexit_id_equal(&sum.probes[i].id, id))
			bad |= compare_quantiles(&sum.probes[i], set, seq);
	summary_free(&sum);
	return bad || !seen;
}

/* The spread build seeds by CPU. */
static int check_trap(const struct record *rec)
{
	struct sequence seq = { .octaves = SPREAD_OCTAVES };
	size_t i, seen = 0;
	int bad = 0;

	for (i = 0; i < rec->runs[0].nr_results; i++) {
		const struct result *res = &rec->runs[0].results[i];

		if (res->id.exit != VMEXIT_EXIT_TRAP)
			continue;
		seen++;
		seq.seed = res->cpu;
		seq.first = 1 + rec->settings.warmup;
		bad |= compare(res, &rec->settings, &seq);
	}
	printf("%zu CPUs\n", seen);
	return bad || !seen;
}

int main(int argc, char **argv)
{
	struct vmexit_id id = { 0 };
	struct sequence seq = { 0 };
	struct record rec;
	char err[256];
	int bad;

	if (argc != 2 && (argc != 6 || vmexit_name_parse(argv[2], &id))) {
		puts("usage: spread_check RECORD [PROBE BASE SEED OCTAVES]");
		return 2;
	}
	if (record_load(&rec, argv[1], err, sizeof(err))) {
		puts(err);
		return 2;
	}
	if (argc == 6) {
		seq.base = strtoull(argv[3], NULL, 0);
		seq.seed = strtoul(argv[4], NULL, 0);
		seq.octaves = strtoul(argv[5], NULL, 0);
		bad = check_probe(&rec, &id, &seq);
	} else {
		bad = check_trap(&rec);
	}
	record_free(&rec);
	return bad;
}

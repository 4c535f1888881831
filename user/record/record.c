// SPDX-License-Identifier: GPL-2.0
/* The record in memory: growing it and freeing it. */
#include "record/record.h"

#include <stdlib.h>
#include <string.h>

#include "lib/util.h"

/*
 * One more member for an array that knows its length but not its capacity:
 * that is the next power of two.
 */
static void *grow(void *array, size_t nr, size_t size)
{
	if (nr & (nr - 1))
		return array;
	return xrealloc(array, nr ? 2 * nr : 1, size);
}

struct run *record_add_run(struct record *rec)
{
	struct run *run;

	rec->runs = grow(rec->runs, rec->nr_runs, sizeof(*rec->runs));
	run = &rec->runs[rec->nr_runs++];
	*run = (struct run){ 0 };
	return run;
}

struct result *run_add_result(struct run *run)
{
	struct result *res;

	run->results = grow(run->results, run->nr_results,
			    sizeof(*run->results));
	res = &run->results[run->nr_results++];
	*res = (struct result){ 0 };
	return res;
}

void result_free(struct result *res)
{
	free(res->reason);
	free(res->buckets);
	*res = (struct result){ 0 };
}

void run_free(struct run *run)
{
	size_t i;

	for (i = 0; i < run->nr_results; i++)
		result_free(&run->results[i]);
	free(run->results);
	free(run->started);
	*run = (struct run){ 0 };
}

static void fingerprint_free(struct fingerprint *fp)
{
	size_t i;

	for (i = 0; i < fp->nr_evidence; i++)
		free(fp->evidence[i]);
	free(fp->evidence);
	free(fp->hypervisor);
	free(fp->isolation);
	free(fp->vmpl);
	free(fp->sys_hypervisor);
	free(fp->dmi);
	free(fp->cpu_model);
	free(fp->microcode);
	free(fp->kernel);
	free(fp->boot_id);
	free(fp->cmdline);
	free(fp->mitigations);
	free(fp->clocksource);
	free(fp->idle);
	free(fp->swiotlb);
	free(fp->bracket);
	free(fp->module);
	free(fp->emulated);
}

static bool same_text(const char *a, const char *b)
{
	return !strcmp(a ?: "", b ?: "");
}

static bool same_result(const struct result *a, const struct result *b)
{
	return vmexit_id_equal(&a->id, &b->id) && a->cpu == b->cpu && a->state == b->state &&
	       a->executed == b->executed && a->disturbed == b->disturbed &&
	       a->count == b->count && a->min == b->min && a->max == b->max &&
	       a->sum == b->sum && a->span == b->span;
}

static bool same_run(const struct run *a, const struct run *b)
{
	size_t i;

	if (!same_text(a->started, b->started) || a->nr_results != b->nr_results)
		return false;
	for (i = 0; i < a->nr_results; i++)
		if (!same_result(&a->results[i], &b->results[i]))
			return false;
	return true;
}

bool record_is_copy(const struct record *a, const struct record *b)
{
	size_t i;

	if (!same_text(a->fp.boot_id, b->fp.boot_id) || a->nr_runs != b->nr_runs)
		return false;
	for (i = 0; i < a->nr_runs; i++)
		if (!same_run(&a->runs[i], &b->runs[i]))
			return false;
	return true;
}

void record_free(struct record *rec)
{
	size_t i;

	for (i = 0; i < rec->nr_runs; i++)
		run_free(&rec->runs[i]);
	free(rec->runs);
	fingerprint_free(&rec->fp);
	free(rec->settings.source);
	free(rec->settings.cpus);
	*rec = (struct record){ 0 };
}

// SPDX-License-Identifier: GPL-2.0
/* One CPU's share of a run from user space. */
#include "source/cpl3_worker.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include <vmexit/tsc.h>

#include "lib/util.h"
#include "source/cpulist.h"

/* Samples between two looks at the clock: a few ms if one takes 10 us. */
#define CHUNK		256
#define PROGRESS_NS	100000000

/* The sign of a difference of two TSC values. */
#define ENDED_BEFORE	(1ULL << 63)

/* What a worker needs besides what others see. */
struct state {
	struct vmexit_histogram hist;
	struct cpl3_sample samples[CHUNK];
	int home;		/* the CPU it was pinned to, as sched_getcpu() has it */
	bool offline;
};

void cpl3_progress(struct cpl3_job *job)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if ((now.tv_sec - job->last.tv_sec) * 1000000000LL +
	    now.tv_nsec - job->last.tv_nsec < PROGRESS_NS)
		return;
	job->last = now;
	if (!job->progress(job->arg, job->done, job->total))
		job->cancel = true;
}

static bool is_online(uint32_t cpu)
{
	struct cpulist online;
	bool in;

	if (cpulist_read("/sys/devices/system/cpu/online", &online))
		return true;
	in = cpulist_has(&online, cpu);
	cpulist_free(&online);
	return in;
}

bool cpl3_pin(uint32_t cpu)
{
	unsigned long set[CPULIST_MAX / (8 * sizeof(unsigned long))] = { 0 };

	CPU_SET_S(cpu, sizeof(set), (cpu_set_t *)set);
	return !sched_setaffinity(0, sizeof(set), (cpu_set_t *)set);
}

/*
 * A sample is good if it began and ended at home, and did not end before it
 * began: a TSC that was set back (migration of the VM) spoils one. Where it began, the end of
 * the one before it tells: to be elsewhere only in between, the thread would
 * have to be moved twice within the loop's few instructions.
 */
static void take(struct state *state, struct result *res, size_t n,
		 int before)
{
	size_t i;

	for (i = 0; i < n; i++) {
		const struct cpl3_sample *sample = &state->samples[i];

		if (before == state->home && sample->cpu == state->home &&
		    !(sample->cycles & ENDED_BEFORE))
			vmexit_hist_add(&state->hist, sample->cycles);
		else
			res->disturbed++;
		before = sample->cpu;
	}
}

/* Executes @n times; @res NULL: for nothing. */
static uint64_t execute(struct cpl3_worker *worker, struct state *state,
			const struct cpl3_op *op, uint64_t n,
			struct result *res)
{
	struct cpl3_job *job = worker->job;
	uint64_t executed = 0;

	while (executed < n && !job->cancel && !state->offline) {
		size_t part = n - executed < CHUNK ? n - executed : CHUNK;
		uint64_t disturbed = res ? res->disturbed : 0;
		int before = sched_getcpu();

		op->loop(&op->in, state->samples, part);
		executed += part;
		job->done += part;
		if (res) {
			take(state, res, part, before);
			/* Moved away: because its CPU is gone? */
			state->offline = res->disturbed > disturbed &&
					 !is_online(worker->cpu);
		}
		if (worker->leads)
			cpl3_progress(job);
	}
	return executed;
}

/* Keeps the histogram's non-empty buckets. */
static void compact(const struct vmexit_histogram *hist, struct result *res)
{
	uint32_t i;
	size_t nr = 0;

	res->count = hist->count;
	res->sum = hist->sum;
	res->min = hist->count ? hist->min : 0;
	res->max = hist->max;
	for (i = 0; i < VMEXIT_HIST_BUCKETS; i++)
		nr += !!hist->bucket[i];
	res->buckets = xcalloc(nr, sizeof(*res->buckets));
	for (i = 0; i < VMEXIT_HIST_BUCKETS; i++)
		if (hist->bucket[i])
			res->buckets[res->nr_buckets++] = (struct bucket){
				.index = i, .count = hist->bucket[i],
			};
}

static void measure(struct cpl3_worker *worker, struct state *state,
		    const struct cpl3_op *op, struct result *res)
{
	const struct settings *set = worker->job->set;
	uint64_t timed = 0, start, end;

	vmexit_hist_init(&state->hist);
	res->executed += execute(worker, state, op, set->warmup, NULL);
	start = vmexit_tsc_read();
	timed = execute(worker, state, op, set->samples, res);
	end = vmexit_tsc_read();
	/* The TSC can be set back here as well as within a sample. */
	res->span = timed && end > start ? end - start : 0;
	res->executed += timed;
	compact(&state->hist, res);
	if (state->offline)
		res->state = VMEXIT_RESULT_OFFLINE;
	else
		res->state = timed < set->samples ? VMEXIT_RESULT_CANCELLED :
						    VMEXIT_RESULT_DONE;
}

static void unsupported(struct result *res, const char *reason)
{
	res->state = VMEXIT_RESULT_UNSUPPORTED;
	res->reason = xstrdup(reason);
}

static void probe(struct cpl3_worker *worker, struct state *state,
		  const struct cpl3_probe *probe, struct result *res)
{
	int error;

	res->id = probe->id;
	res->route = probe->route;
	res->expected = probe->route;
	res->basis = probe->basis;
	res->cpu = worker->cpu;
	res->executed = worker->first ? probe->tried : 0;
	if (probe->reason) {
		unsupported(res, probe->reason);
		return;
	}
	/* Granted to a thread, not to the process. */
	error = probe->op.port ? cpl3_allow_port(probe->op.in.edx, true) : 0;
	if (error) {
		unsupported(res, strerror(-error));
		return;
	}
	measure(worker, state, &probe->op, res);
	if (probe->op.port)
		cpl3_allow_port(probe->op.in.edx, false);
}

void cpl3_work(struct cpl3_worker *worker)
{
	struct state *state = xcalloc(1, sizeof(*state));
	struct cpl3_job *job = worker->job;
	size_t i;

	/* It was online and allowed when the run began. */
	state->offline = !cpl3_pin(worker->cpu);
	state->home = sched_getcpu();
	/* So that the first sample of all does not fault pages in. */
	memset(state->samples, 0xff, sizeof(state->samples));
	for (i = 0; i < job->nr; i++)
		probe(worker, state, &job->probes[i], &worker->results[i]);
	free(state);
	worker->finished = true;
}

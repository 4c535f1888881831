/* SPDX-License-Identifier: GPL-2.0 */
/* One CPU's share of a run from user space. */
#ifndef VMEXITSTAT_SOURCE_CPL3_WORKER_H
#define VMEXITSTAT_SOURCE_CPL3_WORKER_H

#include <stdatomic.h>
#include <time.h>

#include "source/cpl3_ops.h"
#include "source/source.h"

/**
 * struct cpl3_probe - a probe of a run
 * @id: which
 * @route: enum vmexit_route
 * @basis: enum vmexit_basis of it
 * @op: how it is executed
 * @reason: why it is not, else NULL; not owned
 * @tried: executions that were made to find that out
 */
struct cpl3_probe {
	struct vmexit_id id;
	uint32_t route;
	uint32_t basis;
	struct cpl3_op op;
	const char *reason;
	uint64_t tried;
};

/**
 * struct cpl3_job - what all workers of a run share
 * @set: samples, warm-up
 * @probes: @nr of them
 * @progress: called by the leading worker, between samples and in no other
 *	thread, so that it never spoils one on the CPU it would wake up on
 * @arg: for @progress
 * @last: when it was called
 * @total: executions to make, all CPUs
 * @done: executions made
 * @cancel: stop, soon
 */
struct cpl3_job {
	const struct settings *set;
	const struct cpl3_probe *probes;
	size_t nr;
	progress_fn *progress;
	void *arg;
	struct timespec last;
	uint64_t total;
	atomic_uint_fast64_t done;
	atomic_bool cancel;
};

/**
 * struct cpl3_worker - one CPU
 * @job: shared
 * @cpu: its number
 * @first: takes over what was tried
 * @leads: calls progress
 * @results: one per probe, filled
 * @finished: nothing more will be written to @results
 */
struct cpl3_worker {
	struct cpl3_job *job;
	uint32_t cpu;
	bool first;
	bool leads;
	struct result *results;
	atomic_bool finished;
};

/* Measures, in the calling thread, which is pinned to the CPU; never fails. */
void cpl3_work(struct cpl3_worker *worker);

/* Whether the calling thread runs on the CPU from now on; errno if not. */
bool cpl3_pin(uint32_t cpu);

/* Calls progress if it is time to. */
void cpl3_progress(struct cpl3_job *job);

#endif /* VMEXITSTAT_SOURCE_CPL3_WORKER_H */

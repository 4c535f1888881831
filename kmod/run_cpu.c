// SPDX-License-Identifier: GPL-2.0
/* What one CPU does of a run: its probes, one after the other. */
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/minmax.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <asm/tsc.h>

#include "run.h"
#include "sampler.h"

static bool vmexit_run_cpu_stops(const struct vmexit_run_cpu *rc)
{
	return rc->lost || READ_ONCE(rc->run->cancel) || kthread_should_stop();
}

static void vmexit_run_progress(struct vmexit_run *run)
{
	unsigned long next = READ_ONCE(run->next_notify);

	if (time_before(jiffies, next))
		return;
	/* One CPU reports for all. */
	if (cmpxchg(&run->next_notify, next,
		    jiffies + VMEXIT_NOTIFY_INTERVAL) == next)
		run->notify(run);
}

/* Batches until @n executions are done; false where it has to end early. */
static bool vmexit_run_batches(struct vmexit_run_cpu *rc,
			       struct vmexit_sampler *s, u64 n, bool timed)
{
	u32 done;

	while (n) {
		if (vmexit_run_cpu_stops(rc))
			return false;
		done = vmexit_sampler_batch(s, min_t(u64, n, U32_MAX),
					    rc->run->batch_us);
		if (vmexit_sampler_reason(s))
			return false;
		n -= done;
		if (timed) {
			WRITE_ONCE(rc->done, rc->done + done);
			vmexit_run_progress(rc->run);
		}
		cond_resched();
	}
	return true;
}

static void vmexit_run_compact(const struct vmexit_histogram *hist,
			       struct vmexit_result *res)
{
	u32 i;

	res->count = hist->count;
	res->min = hist->min;
	res->max = hist->max;
	res->sum = hist->sum;
	for (i = 0; i < VMEXIT_HIST_BUCKETS; i++) {
		if (!hist->bucket[i])
			continue;
		res->buckets[res->nr_buckets].index = i;
		res->buckets[res->nr_buckets++].count = hist->bucket[i];
	}
}

/* All that a probe's samples take; false where it has to end early. */
static bool vmexit_run_sample(struct vmexit_run_cpu *rc, struct vmexit_sampler *s, u64 *span)
{
	bool whole;
	u64 start;

	if (!vmexit_sampler_open(s) || !vmexit_sampler_check(s))
		return false;
	whole = vmexit_run_batches(rc, s, rc->run->warmup, false);
	vmexit_hist_init(rc->hist);
	s->disturbed = 0;
	s->witness.seen = (struct vmexit_seen){ 0 };
	start = rdtsc_ordered();
	if (whole)
		whole = vmexit_run_batches(rc, s, rc->run->samples, true);
	*span = rdtsc_ordered() - start;
	return whole;
}

static u32 vmexit_run_probe(struct vmexit_run_cpu *rc, unsigned int i)
{
	struct vmexit_run *run = rc->run;
	struct vmexit_result *res = &rc->results[i];
	struct vmexit_sampler s = {
		.probe = &run->probes[i],
		.hist = rc->hist,
		.parallel = run->serial ? NULL : run->mask,
	};
	bool whole;

	if (vmexit_run_cpu_stops(rc))
		return VMEXIT_RESULT_CANCELLED;
	res->reason = s.probe->reason;
	res->status = s.probe->status;
	if (res->reason)
		return VMEXIT_RESULT_UNSUPPORTED;

	whole = vmexit_run_sample(rc, &s, &res->span);
	vmexit_sampler_close(&s);
	res->executed = s.executed;
	res->reason = vmexit_sampler_reason(&s);
	res->status = s.status;
	if (res->reason)
		return VMEXIT_RESULT_UNSUPPORTED;

	res->disturbed = s.disturbed;
	res->seen = s.witness.seen;
	vmexit_run_compact(rc->hist, res);
	return whole ? VMEXIT_RESULT_DONE : VMEXIT_RESULT_CANCELLED;
}

void vmexit_run_publish(struct vmexit_run_cpu *rc, unsigned int i, u32 state)
{
	if (state == VMEXIT_RESULT_CANCELLED &&
	    (rc->lost || READ_ONCE(rc->offline)))
		state = VMEXIT_RESULT_OFFLINE;
	/* All else of the result is written: pairs with vmexit_fill_result(). */
	smp_store_release(&rc->results[i].state, state);
}

/* A serial run's CPUs take turns. False: told to stop while waiting. */
static bool vmexit_run_take_turn(struct vmexit_run_cpu *rc)
{
	struct vmexit_run *run = rc->run;
	bool mine = false;

	/* Idle: however long the others take, this is no hung task. */
	wait_event_idle(run->turn_wait,
			vmexit_run_cpu_stops(rc) ||
			(mine = !test_and_set_bit_lock(0, &run->turn)));
	return mine;
}

void vmexit_run_cpu_ended(struct vmexit_run_cpu *rc)
{
	struct vmexit_run *run = rc->run;

	if (!atomic_dec_and_test(&run->active))
		return;
	run->elapsed_ms = ktime_ms_delta(ktime_get(), run->started);
	/* Pairs with the acquire in vmexit_run_elapsed_ms(). */
	smp_store_release(&run->state, READ_ONCE(run->cancel) ?
				       VMEXIT_RUN_CANCELLED : VMEXIT_RUN_DONE);
	run->notify(run);
}

int vmexit_run_thread(void *data)
{
	struct vmexit_run_cpu *rc = data;
	struct vmexit_run *run = rc->run;
	unsigned int i;
	u32 state;
	u64 due = 0;
	bool turn;

	/*
	 * Bound is not enough: a CPU that begins to go offline pushes such a
	 * thread to another one, before it calls vmexit_run_cpu_down() and even
	 * where it then changes its mind. That may have come before this, too.
	 */
	migrate_disable();
	rc->lost = raw_smp_processor_id() != rc->cpu;
	turn = run->serial && vmexit_run_take_turn(rc);

	for (i = 0; i < run->nr_probes; i++) {
		state = vmexit_run_probe(rc, i);
		vmexit_run_publish(rc, i, state);
		/* What is not to be had counts as done: progress ends full. */
		due += run->samples;
		if (state == VMEXIT_RESULT_UNSUPPORTED)
			WRITE_ONCE(rc->done, due);
	}

	if (turn) {
		clear_bit_unlock(0, &run->turn);
		wake_up_all(&run->turn_wait);
	}
	migrate_enable();
	vmexit_run_cpu_ended(rc);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One measurement: chosen probes on chosen CPUs. Who may ask, and how the
 * answer travels, is the faces' business (netlink.c).
 *
 * Every run stands in one list under vmexit_run_lock, which also serialises
 * start, stop, CPU hotplug and free. The measuring threads never take it:
 * they publish results by release and acquire of a result's state, and end by
 * themselves, so a lock holder may wait for them: at most one batch.
 */
#ifndef VMEXIT_RUN_H
#define VMEXIT_RUN_H

#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/wait.h>
#include <linux/vmexit.h>
#include <vmexit/histogram.h>
#include "probe.h"
#include "witness.h"

struct netlink_ext_ack;

/**
 * struct vmexit_result - one probe on one CPU
 * @state: enum vmexit_result_state; all else is valid, and constant, once an
 *	acquire load sees it different from pending
 * @reason: why it is unsupported, static
 * @status: code that belongs to it, 0: none
 * @seen: what its samples were seen to do
 * @executed: samples + warm-up + support checks
 * @disturbed: timed samples not in the histogram
 * @count: samples in the histogram
 * @min: cycles, as are the following; undefined while @count is 0
 * @max: longest
 * @sum: of all
 * @span: from the first timed batch to the end of the last
 * @buckets: non-empty ones; room for the worst case was made before the run
 * @nr_buckets: how many
 */
struct vmexit_result {
	u32 state;
	const char *reason;
	u64 status;
	struct vmexit_seen seen;
	u64 executed;
	u64 disturbed;
	u64 count;
	u64 min;
	u64 max;
	u64 sum;
	u64 span;
	struct vmexit_bucket *buckets;
	u32 nr_buckets;
};

struct vmexit_run;

/* Between two reports of progress, in jiffies. */
#define VMEXIT_NOTIFY_INTERVAL	(HZ / 5)

/*
 * Progress and completion of a run; called by a measuring thread or by who
 * stops it. May sleep; must not take vmexit_run_lock.
 */
typedef void vmexit_run_notify_fn(struct vmexit_run *run);

/**
 * struct vmexit_run_cpu - a CPU's share of a run
 * @run: whose
 * @cpu: logical number
 * @task: the bound thread, referenced; NULL once reaped
 * @offline: the CPU is going away: stop, and say so
 * @lost: the thread never came to run on its CPU; its own
 * @done: samples taken, those of unsupported probes included; the thread's own
 * @hist: dense working histogram
 * @buckets: backing store of all @results' buckets
 * @results: one per probe, in the run's order
 */
struct vmexit_run_cpu {
	struct vmexit_run *run;
	unsigned int cpu;
	struct task_struct *task;
	bool offline;
	bool lost;
	u64 done;
	struct vmexit_histogram *hist;
	struct vmexit_bucket *buckets;
	struct vmexit_result *results;
};

/**
 * struct vmexit_run_request - what a face asks for; checked by the face
 * @portid: owner
 * @probes: resolved, @nr_probes of them
 * @cpus: not empty
 * @samples: per probe and CPU
 * @warmup: executions before
 * @batch_us: longest time with interrupts off
 * @serial: CPUs one after the other
 */
struct vmexit_run_request {
	u32 portid;
	struct vmexit_probe *probes;
	unsigned int nr_probes;
	cpumask_var_t cpus;
	u64 samples;
	u32 warmup;
	u32 batch_us;
	bool serial;
};

/**
 * struct vmexit_run - a run, going on or held for its owner
 * @list: in the list of runs, newest first
 * @cookie: its name, never 0
 * @state: enum vmexit_run_state
 * @portid: owner's netlink port
 * @pid: owner's process
 * @comm: its name
 * @probes: as asked for, owned
 * @nr_probes: how many
 * @mask: CPUs
 * @samples: see struct vmexit_run_request, as are @warmup, @batch_us, @serial
 * @cancel: stop at the next batch
 * @turn: bit 0: a CPU has its turn (serial runs)
 * @turn_wait: CPUs wait for it here
 * @started: when
 * @elapsed_ms: how long it took, valid once @state is not running
 * @notify: told of progress and of the end
 * @next_notify: jiffies of the next progress report
 * @active: CPUs that have not ended
 * @bytes: memory it accounts for
 * @nr_cpus: how many
 * @cpus: their shares, in ascending order
 */
struct vmexit_run {
	struct list_head list;
	u64 cookie;
	u32 state;
	u32 portid;
	pid_t pid;
	char comm[TASK_COMM_LEN];
	struct vmexit_probe *probes;
	unsigned int nr_probes;
	cpumask_var_t mask;
	u64 samples;
	u32 warmup;
	u32 batch_us;
	bool serial;
	bool cancel;
	unsigned long turn;
	wait_queue_head_t turn_wait;
	ktime_t started;
	u64 elapsed_ms;
	vmexit_run_notify_fn *notify;
	unsigned long next_notify;
	atomic_t active;
	size_t bytes;
	unsigned int nr_cpus;
	struct vmexit_run_cpu cpus[];
};

extern struct mutex vmexit_run_lock;

/**
 * vmexit_run_init() - get ready for runs
 * @notify: called a few times a second while a run goes on, and at its end
 * @max_bytes: what all runs together may hold
 *
 * Return: 0 or a negative errno.
 */
int vmexit_run_init(vmexit_run_notify_fn *notify, size_t max_bytes);
void vmexit_run_exit(void);

/* Stop and free every run, and refuse new ones with -ESHUTDOWN. */
void vmexit_run_close(void);

/**
 * vmexit_run_start() - begin a run
 * @req: what; its @probes pass to the run on success
 * @extack: says what is wrong
 * @cookie: set on success, never to 0
 *
 * Frees what @req->portid owned before.
 *
 * Return: 0, or -EBUSY, -ENODEV, -ENOMEM, -ESHUTDOWN, or what creating a thread
 * failed with.
 */
int vmexit_run_start(struct vmexit_run_request *req,
		     struct netlink_ext_ack *extack, u64 *cookie);

/**
 * vmexit_run_stop() - cancel a run and wait until nothing of it runs
 * @cookie: which
 *
 * Return: 0 or -ENOENT.
 */
int vmexit_run_stop(u64 cookie);

/* Cancel and free what a socket that went away had started. */
void vmexit_run_release(u32 portid);

/**
 * vmexit_run_find() - look a run up; vmexit_run_lock is held
 * @cookie: which; 0: the one going on, else the newest
 *
 * Return: the run, valid while the lock is held, or NULL.
 */
struct vmexit_run *vmexit_run_find(u64 cookie);

/* Samples taken by all CPUs, and to be taken. */
u64 vmexit_run_done(const struct vmexit_run *run);
u64 vmexit_run_total(const struct vmexit_run *run);
u64 vmexit_run_elapsed_ms(const struct vmexit_run *run);
size_t vmexit_run_max_bytes(void);

/*
 * run_cpu.c: the thread, and what is done for one that never ran: a result is
 * there; it has ended.
 */
int vmexit_run_thread(void *data);
void vmexit_run_publish(struct vmexit_run_cpu *rc, unsigned int i, u32 state);
void vmexit_run_cpu_ended(struct vmexit_run_cpu *rc);

#endif /* VMEXIT_RUN_H */

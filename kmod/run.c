// SPDX-License-Identifier: GPL-2.0
/* Runs: start, stop, hotplug, release; who owns what, and how much of it. */
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/netlink.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include "compat.h"
#include "run.h"

/* A request that is too large is answered, not complained of in the log. */
#define VMEXIT_GFP		(GFP_KERNEL | __GFP_NOWARN)

DEFINE_MUTEX(vmexit_run_lock);	/* everything below, and all runs: see run.h */
static LIST_HEAD(vmexit_runs);
static u64 vmexit_last_cookie;
static size_t vmexit_bytes, vmexit_max_bytes;
static bool vmexit_closed;
static vmexit_run_notify_fn *vmexit_notify;
static int vmexit_cpuhp_state;

u64 vmexit_run_done(const struct vmexit_run *run)
{
	unsigned int i;
	u64 done = 0;

	for (i = 0; i < run->nr_cpus; i++)
		done += READ_ONCE(run->cpus[i].done);
	return done;
}

u64 vmexit_run_total(const struct vmexit_run *run)
{
	return run->samples * run->nr_probes * run->nr_cpus;
}

u64 vmexit_run_elapsed_ms(const struct vmexit_run *run)
{
	/* Pairs with the release in vmexit_run_cpu_ended(). */
	if (smp_load_acquire(&run->state) != VMEXIT_RUN_RUNNING)
		return run->elapsed_ms;
	return ktime_ms_delta(ktime_get(), run->started);
}

size_t vmexit_run_max_bytes(void)
{
	return vmexit_max_bytes;
}

/* Stop a CPU's thread, if it has not ended, and wait until it is gone. */
static void vmexit_run_reap(struct vmexit_run_cpu *rc)
{
	struct task_struct *task = rc->task;
	unsigned int i;

	if (!task)
		return;
	rc->task = NULL;
	/* -EINTR: it was stopped before it ever ran, so speak for it. */
	if (kthread_stop(task) == -EINTR) {
		for (i = 0; i < rc->run->nr_probes; i++)
			vmexit_run_publish(rc, i, VMEXIT_RESULT_CANCELLED);
		vmexit_run_cpu_ended(rc);
	}
	put_task_struct(task);
}

static void vmexit_run_cancel(struct vmexit_run *run)
{
	unsigned int i;

	/* All are told before the first is waited for. */
	WRITE_ONCE(run->cancel, true);
	wake_up_all(&run->turn_wait);
	for (i = 0; i < run->nr_cpus; i++)
		vmexit_run_reap(&run->cpus[i]);
}

/* Nothing of the run may be running. */
static void vmexit_run_free(struct vmexit_run *run)
{
	unsigned int i;

	for (i = 0; i < run->nr_cpus; i++) {
		kvfree(run->cpus[i].results);
		kvfree(run->cpus[i].buckets);
		kvfree(run->cpus[i].hist);
	}
	free_cpumask_var(run->mask);
	kfree(run->probes);
	kvfree(run);
}

static void vmexit_run_drop(struct vmexit_run *run)
{
	vmexit_run_cancel(run);
	list_del(&run->list);
	vmexit_bytes -= run->bytes;
	vmexit_run_free(run);
}

static void vmexit_run_drop_owned(u32 portid)
{
	struct vmexit_run *run, *next;

	list_for_each_entry_safe(run, next, &vmexit_runs, list)
		if (run->portid == portid)
			vmexit_run_drop(run);
}

/* Buckets a result can need; none where nothing will be timed. */
static u32 vmexit_run_room(const struct vmexit_run_request *req, unsigned int i)
{
	if (req->probes[i].reason)
		return 0;
	return min_t(u64, req->samples, VMEXIT_HIST_BUCKETS);
}

static size_t vmexit_run_cpu_buckets(const struct vmexit_run_request *req)
{
	unsigned int i;
	size_t room = 0;

	for (i = 0; i < req->nr_probes; i++)
		room += vmexit_run_room(req, i);
	return room;
}

/* What a run holds at worst. Limits of START keep it far from overflow. */
static size_t vmexit_run_bytes(const struct vmexit_run_request *req)
{
	size_t per_cpu;

	per_cpu = sizeof(struct vmexit_run_cpu) +
		  sizeof(struct vmexit_histogram) +
		  req->nr_probes * sizeof(struct vmexit_result) +
		  vmexit_run_cpu_buckets(req) * sizeof(struct vmexit_bucket);
	return sizeof(struct vmexit_run) +
	       req->nr_probes * sizeof(struct vmexit_probe) +
	       cpumask_weight(req->cpus) * per_cpu;
}

static bool vmexit_run_alloc_cpu(struct vmexit_run_cpu *rc,
				 const struct vmexit_run_request *req)
{
	size_t room = vmexit_run_cpu_buckets(req);
	struct vmexit_bucket *next;
	unsigned int i;

	rc->hist = kvmalloc(sizeof(*rc->hist), VMEXIT_GFP);
	rc->buckets = kvmalloc_array(room ?: 1, sizeof(*rc->buckets),
				     VMEXIT_GFP);
	rc->results = kvcalloc(req->nr_probes, sizeof(*rc->results),
			       VMEXIT_GFP);
	if (!rc->hist || !rc->buckets || !rc->results)
		return false;

	next = rc->buckets;
	for (i = 0; i < req->nr_probes; i++) {
		rc->results[i].buckets = next;
		next += vmexit_run_room(req, i);
	}
	return true;
}

static struct vmexit_run *vmexit_run_alloc(const struct vmexit_run_request *req)
{
	unsigned int nr_cpus = cpumask_weight(req->cpus);
	struct vmexit_run *run;
	unsigned int cpu;

	run = kvzalloc(struct_size(run, cpus, nr_cpus), VMEXIT_GFP);
	if (!run)
		return NULL;
	if (!alloc_cpumask_var(&run->mask, VMEXIT_GFP)) {
		kvfree(run);
		return NULL;
	}
	cpumask_copy(run->mask, req->cpus);
	for_each_cpu(cpu, req->cpus) {
		struct vmexit_run_cpu *rc = &run->cpus[run->nr_cpus++];

		rc->run = run;
		rc->cpu = cpu;
		if (!vmexit_run_alloc_cpu(rc, req)) {
			vmexit_run_free(run);
			return NULL;
		}
	}

	run->notify = vmexit_notify;
	run->portid = req->portid;
	run->pid = task_tgid_nr(current);
	get_task_comm(run->comm, current);
	run->nr_probes = req->nr_probes;
	run->samples = req->samples;
	run->warmup = req->warmup;
	run->batch_us = req->batch_us;
	run->serial = req->serial;
	run->bytes = vmexit_run_bytes(req);
	init_waitqueue_head(&run->turn_wait);
	atomic_set(&run->active, nr_cpus);
	return run;
}

/* Threads are created, bound and referenced, but not yet running. */
static int vmexit_run_create_threads(struct vmexit_run *run)
{
	struct task_struct *task;
	unsigned int i;

	for (i = 0; i < run->nr_cpus; i++) {
		struct vmexit_run_cpu *rc = &run->cpus[i];

		task = kthread_create_on_node(vmexit_run_thread, rc,
					      cpu_to_node(rc->cpu),
					      "vmexit/%u", rc->cpu);
		if (IS_ERR(task)) {
			while (i--) {
				kthread_stop(run->cpus[i].task);
				put_task_struct(run->cpus[i].task);
			}
			return PTR_ERR(task);
		}
		kthread_bind(task, rc->cpu);
		rc->task = get_task_struct(task);
	}
	return 0;
}

/* Hotplug is held off and vmexit_run_lock is held. */
static int vmexit_run_may_start(const struct vmexit_run_request *req,
				struct netlink_ext_ack *extack)
{
	struct vmexit_run *run;

	if (vmexit_closed) {
		NL_SET_ERR_MSG(extack, "the module is being unloaded");
		return -ESHUTDOWN;
	}
	list_for_each_entry(run, &vmexit_runs, list) {
		if (run->portid != req->portid &&
		    READ_ONCE(run->state) == VMEXIT_RUN_RUNNING) {
			NL_SET_ERR_MSG(extack,
				       "another run is going on; GET_RUN says whose");
			return -EBUSY;
		}
	}
	if (!cpumask_subset(req->cpus, cpu_online_mask)) {
		NL_SET_ERR_MSG(extack, "a CPU of the list is not online");
		return -ENODEV;
	}
	return 0;
}

static int vmexit_run_launch(struct vmexit_run_request *req,
			     struct netlink_ext_ack *extack, u64 *cookie)
{
	struct vmexit_run *run;
	unsigned int i;
	int err;

	err = vmexit_run_may_start(req, extack);
	if (err)
		return err;
	vmexit_run_drop_owned(req->portid);

	if (vmexit_run_bytes(req) > vmexit_max_bytes - vmexit_bytes) {
		NL_SET_ERR_MSG(extack,
			       "needs more than max_memory_mb: fewer CPUs, probes or samples");
		return -ENOMEM;
	}
	run = vmexit_run_alloc(req);
	if (!run) {
		NL_SET_ERR_MSG(extack, "this machine has no memory for it now");
		return -ENOMEM;
	}
	err = vmexit_run_create_threads(run);
	if (err) {
		NL_SET_ERR_MSG(extack, "no thread could be created");
		vmexit_run_free(run);
		return err;
	}

	run->probes = req->probes;
	req->probes = NULL;
	run->cookie = *cookie = ++vmexit_last_cookie;
	run->started = ktime_get();
	run->next_notify = jiffies + VMEXIT_NOTIFY_INTERVAL;
	vmexit_bytes += run->bytes;
	list_add(&run->list, &vmexit_runs);
	for (i = 0; i < run->nr_cpus; i++)
		wake_up_process(run->cpus[i].task);
	return 0;
}

int vmexit_run_start(struct vmexit_run_request *req,
		     struct netlink_ext_ack *extack, u64 *cookie)
{
	int err;

	/* Hotplug first: its callback comes with it held and takes the lock. */
	cpus_read_lock();
	mutex_lock(&vmexit_run_lock);
	err = vmexit_run_launch(req, extack, cookie);
	mutex_unlock(&vmexit_run_lock);
	cpus_read_unlock();
	return err;
}

int vmexit_run_stop(u64 cookie)
{
	struct vmexit_run *run = NULL;

	mutex_lock(&vmexit_run_lock);
	if (cookie)
		run = vmexit_run_find(cookie);
	if (run)
		vmexit_run_cancel(run);
	mutex_unlock(&vmexit_run_lock);
	return run ? 0 : -ENOENT;
}

void vmexit_run_release(u32 portid)
{
	mutex_lock(&vmexit_run_lock);
	vmexit_run_drop_owned(portid);
	mutex_unlock(&vmexit_run_lock);
}

struct vmexit_run *vmexit_run_find(u64 cookie)
{
	struct vmexit_run *run;

	lockdep_assert_held(&vmexit_run_lock);
	list_for_each_entry(run, &vmexit_runs, list)
		if (cookie ? run->cookie == cookie :
			     READ_ONCE(run->state) == VMEXIT_RUN_RUNNING)
			return run;
	return cookie ? NULL : list_first_entry_or_null(&vmexit_runs,
							struct vmexit_run,
							list);
}

/* The CPU is still fully alive here; its thread has to be gone after. */
static int vmexit_run_cpu_down(unsigned int cpu)
{
	struct vmexit_run *run;
	unsigned int i;

	mutex_lock(&vmexit_run_lock);
	list_for_each_entry(run, &vmexit_runs, list) {
		for (i = 0; i < run->nr_cpus; i++) {
			if (run->cpus[i].cpu != cpu)
				continue;
			WRITE_ONCE(run->cpus[i].offline, true);
			vmexit_run_reap(&run->cpus[i]);
		}
	}
	mutex_unlock(&vmexit_run_lock);
	return 0;
}

int vmexit_run_init(vmexit_run_notify_fn *notify, size_t max_bytes)
{
	int state;

	vmexit_notify = notify;
	vmexit_max_bytes = max_bytes;
	state = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "vmexit:online",
					  NULL, vmexit_run_cpu_down);
	if (state < 0)
		return state;
	vmexit_cpuhp_state = state;
	return 0;
}

void vmexit_run_close(void)
{
	struct vmexit_run *run, *next;

	mutex_lock(&vmexit_run_lock);
	vmexit_closed = true;
	list_for_each_entry_safe(run, next, &vmexit_runs, list)
		vmexit_run_drop(run);
	mutex_unlock(&vmexit_run_lock);
}

void vmexit_run_exit(void)
{
	cpuhp_remove_state_nocalls(vmexit_cpuhp_state);
}

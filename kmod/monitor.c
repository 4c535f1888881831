// SPDX-License-Identifier: GPL-2.0
/* The monitor: stints, which probe is next and where. */
#include <linux/bitmap.h>
#include <linux/cpu.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/preempt.h>
#include <linux/random.h>
#include <linux/sched/isolation.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/workqueue.h>

#include <vmexit/route.h>

#include "compat.h"
#include "monitor.h"
#include "run.h"
#include "sampler.h"

/* A thousandth of a CPU: a busy time is followed by this many idle ones. */
#define VMEXIT_MONITOR_IDLE	1000
/* What waking a worker for a stint takes besides, on the safe side. */
#define VMEXIT_MONITOR_WAKE_NS	(20 * NSEC_PER_USEC)
/* What a stint may count for: beyond it the VM stood still, not the monitor. */
#define VMEXIT_MONITOR_BUSY_NS	(5 * NSEC_PER_MSEC)

/**
 * struct vmexit_monitored - one probe of the table
 * @window: what was measured; ready once it was enabled first
 * @reason: why its last stint gave nothing, static; NULL: it did
 * @status: code that belongs to it, 0: none
 */
struct vmexit_monitored {
	struct vmexit_window window;
	const char *reason;
	u64 status;
};

DEFINE_MUTEX(vmexit_monitor_lock);	/* settings, histograms, the rotation */
struct vmexit_monitor_settings vmexit_monitor;

static struct vmexit_monitored *vmexit_monitored;
static const struct vmexit_probe *vmexit_table;
static unsigned int vmexit_table_size;
static unsigned long *vmexit_monitor_probes;
/* A stint's samples, before they are merged. */
static struct vmexit_histogram *vmexit_stint_hist;

/* Where the rotation stands. */
static struct delayed_work vmexit_monitor_work;
static unsigned int vmexit_next_probe, vmexit_left_in_part;
static unsigned int vmexit_monitor_cpu;
static bool vmexit_in_part;		/* its first stint was made */
static ktime_t vmexit_not_before;	/* no stint; boottime */
static const char *vmexit_idle_reason;
static u64 vmexit_longest_off;		/* cycles */

static bool vmexit_is_default(const struct vmexit_probe *probe)
{
	/* Who reads a monitor's figures wants exits, and quiet hosts. */
	return probe->is_default && !probe->reason && !probe->to_vmm &&
	       !vmexit_is_reference(&probe->id);
}

bool vmexit_monitor_chosen(unsigned int probe)
{
	lockdep_assert_held(&vmexit_monitor_lock);
	return test_bit(probe, vmexit_monitor_probes);
}

const char *vmexit_monitor_reason(unsigned int probe, u64 *status)
{
	lockdep_assert_held(&vmexit_monitor_lock);
	*status = vmexit_monitored[probe].status;
	return vmexit_monitored[probe].reason;
}

u64 vmexit_monitor_longest_off(void)
{
	lockdep_assert_held(&vmexit_monitor_lock);
	return vmexit_longest_off;
}

const char *vmexit_monitor_idle_reason(void)
{
	lockdep_assert_held(&vmexit_monitor_lock);
	return vmexit_idle_reason;
}

static int vmexit_monitor_alloc_chosen(const unsigned long *probes)
{
	unsigned int i;
	int err;

	for_each_set_bit(i, probes, vmexit_table_size) {
		err = vmexit_window_alloc(&vmexit_monitored[i].window);
		if (err)
			return err;
	}
	return 0;
}

int vmexit_monitor_choose(const unsigned long *probes)
{
	int err = 0;

	lockdep_assert_held(&vmexit_monitor_lock);
	if (vmexit_monitor.enabled)
		err = vmexit_monitor_alloc_chosen(probes);
	if (err)
		return err;
	bitmap_copy(vmexit_monitor_probes, probes, vmexit_table_size);
	return 0;
}

void vmexit_monitor_set_window(u32 seconds)
{
	unsigned int i;

	lockdep_assert_held(&vmexit_monitor_lock);
	vmexit_monitor.window_s = seconds;
	/* Nothing says how old a sample is. */
	for (i = 0; i < vmexit_table_size; i++)
		vmexit_window_rejuvenate(&vmexit_monitored[i].window);
}

/*
 * One stint of a probe on this CPU. The check that goes before every run is
 * made here, too: what did not do then may do now, and the other way round.
 */
static void vmexit_monitor_stint(unsigned int probe)
{
	struct vmexit_monitored *m = &vmexit_monitored[probe];
	struct vmexit_sampler s = {
		.probe = &vmexit_table[probe],
		.hist = vmexit_stint_hist,
	};

	if (vmexit_sampler_open(&s) && vmexit_sampler_check(&s))
		vmexit_sampler_batch(&s, vmexit_monitor.samples,
				     VMEXIT_MONITOR_STINT_US);
	vmexit_sampler_close(&s);
	vmexit_window_add(&m->window, vmexit_monitor.window_s, &s);
	m->reason = vmexit_sampler_reason(&s);
	m->status = m->reason ? s.status : 0;
	vmexit_longest_off = max(vmexit_longest_off, s.longest_off);
}

/* What was taken is owed a thousand times over, before the next part; by @cpus CPUs. */
static void vmexit_monitor_owe(ktime_t begin, unsigned int cpus)
{
	ktime_t now = ktime_get_boottime();
	u64 busy = cpus * min_t(u64, ktime_to_ns(ktime_sub(now, begin)),
				VMEXIT_MONITOR_BUSY_NS);

	if (ktime_before(vmexit_not_before, now))
		vmexit_not_before = now;
	vmexit_not_before = ktime_add_ns(vmexit_not_before,
					 (busy + VMEXIT_MONITOR_WAKE_NS) *
					 VMEXIT_MONITOR_IDLE);
}

/* NULL: a stint was made. Else why not. */
static const char *vmexit_monitor_try(unsigned int probe)
{
	struct vmexit_run *run;
	const char *why = NULL;
	ktime_t begin;

	mutex_lock(&vmexit_run_lock);
	run = vmexit_run_find(0);
	if (run && READ_ONCE(run->state) == VMEXIT_RUN_RUNNING)
		why = "a run is going on";
	migrate_disable();
	if (!why && raw_smp_processor_id() != vmexit_monitor_cpu)
		why = "its CPU is not to be had";
	/* Waiting for others has cost nothing but the time it took to wake up. */
	begin = ktime_get_boottime();
	if (!why)
		vmexit_monitor_stint(probe);
	/* An IPI's other CPU spins as long. */
	vmexit_monitor_owe(begin, vmexit_is_ipi(vmexit_table[probe].id.exit) ? 2 : 1);
	migrate_enable();
	mutex_unlock(&vmexit_run_lock);
	return why;
}

/*
 * A CPU for the next part, of those that are online; nr_cpu_ids if there is none.
 * By chance: in turn, parts and CPUs in step would measure a probe on some of the
 * CPUs only.
 */
static unsigned int vmexit_monitor_pick_cpu(void)
{
	unsigned int cpu, nr = 0, left;

	for_each_cpu_and(cpu, vmexit_monitor.cpus, cpu_online_mask)
		nr++;
	left = nr ? get_random_u32() % nr : 0;
	for_each_cpu_and(cpu, vmexit_monitor.cpus, cpu_online_mask)
		if (!left--)
			return cpu;
	return nr_cpu_ids;
}

/* Until the next part: as set, or as long as what was taken asks for. */
static unsigned long vmexit_monitor_pause(void)
{
	s64 owed = ktime_ms_delta(vmexit_not_before, ktime_get_boottime()) + 1;
	u32 ms = vmexit_monitor.interval_ms;

	/* An eighth either way, so that a fleet does not beat in time. */
	ms = ms - ms / 8 + get_random_u32() % (ms / 4 + 1);
	if (owed > ms)
		ms = owed;
	return max(msecs_to_jiffies(ms), 1UL);
}

static void vmexit_monitor_queue(unsigned long delay)
{
	unsigned int cpu = vmexit_monitor_cpu;

	/* A CPU cannot go offline meanwhile, and leave the timer behind. */
	preempt_disable();
	if (cpu >= nr_cpu_ids || !cpu_online(cpu))
		cpu = WORK_CPU_UNBOUND;
	mod_delayed_work_on(cpu, system_freezable_wq, &vmexit_monitor_work,
			    delay);
	preempt_enable();
}

static void vmexit_monitor_next_part(void)
{
	vmexit_left_in_part = min_t(unsigned int, VMEXIT_MONITOR_PART,
				    bitmap_weight(vmexit_monitor_probes,
						  vmexit_table_size));
	vmexit_monitor_cpu = vmexit_monitor_pick_cpu();
	if (!vmexit_left_in_part)
		vmexit_idle_reason = "no probe is chosen";
	else if (vmexit_monitor_cpu >= nr_cpu_ids)
		vmexit_idle_reason = "no CPU of monitor/cpus is online";
	vmexit_monitor_queue(vmexit_monitor_pause());
}

static void vmexit_monitor_do(struct work_struct *work)
{
	unsigned int probe;

	mutex_lock(&vmexit_monitor_lock);
	if (!vmexit_monitor.enabled)
		goto out;
	/* Queued by settings that do not hold any more. */
	if (!vmexit_left_in_part || vmexit_monitor_cpu >= nr_cpu_ids ||
	    (!vmexit_in_part && ktime_before(ktime_get_boottime(), vmexit_not_before))) {
		vmexit_monitor_next_part();
		goto out;
	}
	probe = find_next_bit(vmexit_monitor_probes, vmexit_table_size, vmexit_next_probe);
	if (probe >= vmexit_table_size)
		probe = find_first_bit(vmexit_monitor_probes, vmexit_table_size);
	vmexit_idle_reason = vmexit_monitor_try(probe);
	vmexit_in_part = !vmexit_idle_reason && --vmexit_left_in_part;
	if (!vmexit_idle_reason)
		vmexit_next_probe = (probe + 1) % vmexit_table_size;
	if (vmexit_in_part)
		vmexit_monitor_queue(1);
	else
		vmexit_monitor_next_part();
out:
	mutex_unlock(&vmexit_monitor_lock);
}

void vmexit_monitor_kick(void)
{
	lockdep_assert_held(&vmexit_monitor_lock);
	vmexit_idle_reason = NULL;
	vmexit_in_part = false;
	if (vmexit_monitor.enabled)
		vmexit_monitor_next_part();
}

int vmexit_monitor_enable(bool enable)
{
	int err;

	lockdep_assert_held(&vmexit_monitor_lock);
	if (enable) {
		err = vmexit_monitor_alloc_chosen(vmexit_monitor_probes);
		if (err)
			return err;
	}
	vmexit_monitor.enabled = enable;
	vmexit_monitor_kick();
	if (!enable)
		cancel_delayed_work(&vmexit_monitor_work);
	return 0;
}

struct vmexit_window *vmexit_monitor_window(unsigned int probe)
{
	struct vmexit_window *w = &vmexit_monitored[probe].window;

	lockdep_assert_held(&vmexit_monitor_lock);
	return vmexit_window_ready(w) ? w : NULL;
}

void vmexit_monitor_reset(unsigned int probe)
{
	struct vmexit_monitored *m = &vmexit_monitored[probe];

	lockdep_assert_held(&vmexit_monitor_lock);
	m->reason = NULL;
	m->status = 0;
	if (vmexit_window_ready(&m->window))
		vmexit_window_reset(&m->window);
}

int vmexit_monitor_init(void)
{
	unsigned int i;

	vmexit_table = vmexit_probe_table(&vmexit_table_size);
	INIT_DELAYED_WORK(&vmexit_monitor_work, vmexit_monitor_do);
	vmexit_monitored = kcalloc(vmexit_table_size, sizeof(*vmexit_monitored),
				   GFP_KERNEL);
	vmexit_monitor_probes = bitmap_zalloc(vmexit_table_size, GFP_KERNEL);
	vmexit_stint_hist = kvmalloc(sizeof(*vmexit_stint_hist), GFP_KERNEL);
	if (!vmexit_monitored || !vmexit_monitor_probes || !vmexit_stint_hist ||
	    !alloc_cpumask_var(&vmexit_monitor.cpus, GFP_KERNEL)) {
		kfree(vmexit_monitored);
		bitmap_free(vmexit_monitor_probes);
		kvfree(vmexit_stint_hist);
		return -ENOMEM;
	}
	vmexit_monitor.interval_ms = 1000;
	vmexit_monitor.samples = 20;
	/* isolcpus= and nohz_full= keep CPUs quiet, each on its own. */
	if (!cpumask_and(vmexit_monitor.cpus, housekeeping_cpumask(HK_TYPE_DOMAIN),
			 housekeeping_cpumask(HK_TYPE_WQ)))
		cpumask_copy(vmexit_monitor.cpus,
			     housekeeping_cpumask(HK_TYPE_DOMAIN));
	vmexit_monitor_cpu = nr_cpu_ids;
	for (i = 0; i < vmexit_table_size; i++)
		if (vmexit_is_default(&vmexit_table[i]))
			__set_bit(i, vmexit_monitor_probes);
	return 0;
}

void vmexit_monitor_exit(void)
{
	unsigned int i;

	mutex_lock(&vmexit_monitor_lock);
	vmexit_monitor.enabled = false;
	mutex_unlock(&vmexit_monitor_lock);
	/* What it queues itself it queues under the lock, while enabled. */
	cancel_delayed_work_sync(&vmexit_monitor_work);
	for (i = 0; i < vmexit_table_size; i++)
		vmexit_window_free(&vmexit_monitored[i].window);
	free_cpumask_var(vmexit_monitor.cpus);
	kvfree(vmexit_stint_hist);
	bitmap_free(vmexit_monitor_probes);
	kfree(vmexit_monitored);
}

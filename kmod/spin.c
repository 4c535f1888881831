// SPDX-License-Identifier: GPL-2.0
/*
 * A work item, not a thread of one's own: it is in the way of nobody who takes the
 * CPU offline, as its worker is then moved, and finds itself on another one.
 */
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/workqueue.h>

#include "compat.h"
#include "spin.h"

/**
 * struct vmexit_spin - what one CPU asked of another
 * @work: spins
 * @cpu: where
 * @stop: it is to end
 * @spins: it does
 */
struct vmexit_spin {
	struct work_struct work;
	unsigned int cpu;
	bool stop;
	bool spins;
};

static DEFINE_PER_CPU(struct vmexit_spin, vmexit_spin);
static struct workqueue_struct *vmexit_spin_queue;

static void vmexit_spin_do(struct work_struct *work)
{
	struct vmexit_spin *spin = container_of(work, struct vmexit_spin, work);

	while (!READ_ONCE(spin->stop) && raw_smp_processor_id() == spin->cpu) {
		WRITE_ONCE(spin->spins, true);
		cpu_relax();
		cond_resched();
	}
	WRITE_ONCE(spin->spins, false);
}

bool vmexit_spin_begin(unsigned int cpu)
{
	struct vmexit_spin *spin = raw_cpu_ptr(&vmexit_spin);
	unsigned long end = jiffies + HZ;

	spin->cpu = cpu;
	spin->stop = false;
	queue_work_on(cpu, vmexit_spin_queue, &spin->work);
	while (!vmexit_spins() && time_before(jiffies, end))
		usleep_range(20, 100);
	return vmexit_spins();
}

bool vmexit_spins(void)
{
	return READ_ONCE(raw_cpu_ptr(&vmexit_spin)->spins);
}

void vmexit_spin_end(void)
{
	struct vmexit_spin *spin = raw_cpu_ptr(&vmexit_spin);

	WRITE_ONCE(spin->stop, true);
	cancel_work_sync(&spin->work);
}

int vmexit_spin_init(void)
{
	unsigned int cpu;

	/* It is to hold up nobody's work, and nobody to wonder how long it takes. */
	vmexit_spin_queue = alloc_workqueue("vmexit_spin", WQ_PERCPU | WQ_CPU_INTENSIVE, 0);
	if (!vmexit_spin_queue)
		return -ENOMEM;
	for_each_possible_cpu(cpu)
		INIT_WORK(per_cpu_ptr(&vmexit_spin.work, cpu), vmexit_spin_do);
	return 0;
}

void vmexit_spin_exit(void)
{
	destroy_workqueue(vmexit_spin_queue);
}

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The monitor: small automatic measurements, one probe on one CPU at a time,
 * whose histograms accumulate. sysfs.c shows them.
 *
 * A stint is a work item bound to a CPU: a check, which is one execution, and a
 * batch, both with interrupts off, the batch until the sample during which
 * VMEXIT_MONITOR_STINT_US run out. It is made under vmexit_run_lock and only while no
 * run is going on: so a user's run and the monitor never measure at the same time,
 * and START waits for one stint at most. CPU hotplug takes the same lock.
 */
#ifndef VMEXIT_MONITOR_H
#define VMEXIT_MONITOR_H

#include <linux/cpumask.h>
#include <linux/mutex.h>
#include "probe.h"
#include "window.h"

#define VMEXIT_MONITOR_STINT_US		50
/* Probes per interval, a jiffy between them. */
#define VMEXIT_MONITOR_PART		4

#define VMEXIT_MONITOR_MIN_INTERVAL_MS	10
#define VMEXIT_MONITOR_MAX_INTERVAL_MS	3600000
#define VMEXIT_MONITOR_MAX_SAMPLES	10000
#define VMEXIT_MONITOR_MAX_WINDOW_S	31536000

/**
 * struct vmexit_monitor_settings - what is measured, how often and where
 * @enabled: stints go on
 * @interval_ms: between parts; stretched so that the monitor takes no more than
 *	a thousandth of a CPU
 * @samples: of a stint at most; its time may end it sooner
 * @window_s: figures are of the last @window_s to half of it; 0: since reset
 * @cpus: CPUs it measures on, those online of them; owned by the monitor
 */
struct vmexit_monitor_settings {
	bool enabled;
	u32 interval_ms;
	u32 samples;
	u32 window_s;
	cpumask_var_t cpus;
};

/* Everything below, the settings and all histograms. */
extern struct mutex vmexit_monitor_lock;

/* Read and written under vmexit_monitor_lock; then vmexit_monitor_kick(). */
extern struct vmexit_monitor_settings vmexit_monitor;

/**
 * vmexit_monitor_init() - get ready; nothing is measured yet
 *
 * Return: 0 or -ENOMEM.
 */
int vmexit_monitor_init(void);

/* Nothing of it runs any more, and nothing can be read. */
void vmexit_monitor_exit(void);

/**
 * vmexit_monitor_enable() - begin or end; vmexit_monitor_lock is held
 * @enable: what is wanted; histograms stay where it ends
 *
 * Return: 0 or -ENOMEM.
 */
int vmexit_monitor_enable(bool enable);

/* The window is so long, from now on; vmexit_monitor_lock is held. */
void vmexit_monitor_set_window(u32 seconds);

/* New settings count from now on; vmexit_monitor_lock is held. */
void vmexit_monitor_kick(void);

/*
 * Why it stands still although it is enabled, static; NULL: it does not.
 * vmexit_monitor_lock is held.
 */
const char *vmexit_monitor_idle_reason(void);

/* Whether a probe of the table is measured, and choosing it. Locked likewise. */
bool vmexit_monitor_chosen(unsigned int probe);
int vmexit_monitor_choose(const unsigned long *probes);

/*
 * Why the last stint of a probe failed, static, and the code that belongs to it, 0:
 * none; NULL: it did not. Locked likewise.
 */
const char *vmexit_monitor_reason(unsigned int probe, u64 *status);

/*
 * What was measured of a probe of the table; NULL: it never was monitored. For as
 * long as the lock is held.
 */
struct vmexit_window *vmexit_monitor_window(unsigned int probe);

/* Longest time interrupts were off for a stint, cycles. Locked likewise. */
u64 vmexit_monitor_longest_off(void);

/* Forget what was measured of a probe; vmexit_monitor_lock is held. */
void vmexit_monitor_reset(unsigned int probe);

#endif /* VMEXIT_MONITOR_H */

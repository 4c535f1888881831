/* SPDX-License-Identifier: GPL-2.0 */
/* The sysfs face: /sys/kernel/vmexit; sysfs-kernel-vmexit is its contract. */
#ifndef VMEXIT_SYSFS_H
#define VMEXIT_SYSFS_H

#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/time64.h>
#include <linux/types.h>
#include <asm/tsc.h>

/**
 * vmexit_sysfs_init() - make the tree
 * @monitor: and begin to monitor
 *
 * Return: 0 or a negative errno.
 */
int vmexit_sysfs_init(bool monitor);

/* Takes the tree away: nobody reads or writes any more. */
void vmexit_sysfs_exit(void);

/* Cycles as nanoseconds; whatever a host makes of the TSC, no overflow. */
static inline u64 vmexit_ns(u64 cycles)
{
	return mul_u64_u32_div(min_t(u64, cycles, U64_MAX >> 21), NSEC_PER_MSEC,
			       tsc_khz);
}

/* sysfs_monitor.c: the files below monitor/ */
extern const struct attribute_group vmexit_sysfs_monitor;

#endif /* VMEXIT_SYSFS_H */

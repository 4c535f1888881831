/* SPDX-License-Identifier: GPL-2.0 */
/* The sysfs face: /sys/kernel/vmexit; sysfs-kernel-vmexit is its contract. */
#ifndef VMEXIT_SYSFS_H
#define VMEXIT_SYSFS_H

#include <linux/types.h>

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
u64 vmexit_ns(u64 cycles);

/* sysfs_monitor.c: the files below monitor/ */
extern const struct attribute_group vmexit_sysfs_monitor;

#endif /* VMEXIT_SYSFS_H */

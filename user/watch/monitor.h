/* SPDX-License-Identifier: GPL-2.0 */
/* The module's monitor, as it is read: what it does, and what it has measured. */
#ifndef VMEXITSTAT_WATCH_MONITOR_H
#define VMEXITSTAT_WATCH_MONITOR_H

#include "record/record.h"

/* Its files; its state where it is off, and how it is turned on. */
#define MONITOR_DIR	"/sys/kernel/vmexit/monitor/"
#define MONITOR_OFF	"off"
#define MONITOR_TURN_ON	"echo 1 >" MONITOR_DIR "enabled"

/**
 * struct monitor - the monitor at one moment
 * @state: "runs", "off", or "waits: " and why
 * @cpus: list of the CPUs it measures on
 * @window_s: figures are of so many seconds; 0: since they were reset
 * @run: a result for each probe that ever was monitored, in the order of the
 *	module's table; a state of unsupported, with its reason, where the last
 *	stint gave no samples. CPU numbers and times of it mean nothing
 */
struct monitor {
	char *state;
	char *cpus;
	uint32_t window_s;
	struct run run;
};

/**
 * monitor_open() - connect to the module, and ask what this machine is
 * @fp: filled with what the module knows of it; the caller's to free
 * @err: why not, and what to do
 * @len: size of @err
 *
 * Return: 0, to be followed by monitor_close(), or a negative errno.
 */
int monitor_open(struct fingerprint *fp, char *err, size_t len);
void monitor_close(void);

/**
 * monitor_read() - everything the monitor says now
 * @mon: filled; monitor_free() it in any case
 * @err: why not
 * @len: size of @err
 *
 * Needs no privilege.
 *
 * Return: 0 or a negative errno.
 */
int monitor_read(struct monitor *mon, char *err, size_t len);
void monitor_free(struct monitor *mon);

#endif /* VMEXITSTAT_WATCH_MONITOR_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* The machine: what user space can read about it without asking the module. */
#ifndef VMEXITSTAT_SOURCE_FINGERPRINT_H
#define VMEXITSTAT_SOURCE_FINGERPRINT_H

#include "lib/util.h"
#include "record/record.h"

/**
 * fingerprint_fill() - everything a source's describe() does not know
 * @fp: zeroed, or described already; no string is NULL afterwards but
 *	@emulated, and that is told by the machine where describe() did not
 *
 * Needs no privilege. What cannot be read is "".
 */
void fingerprint_fill(struct fingerprint *fp);

/* Adds one fact that the platform, or another figure, rests on. */
void fingerprint_evidence(struct fingerprint *fp, const char *fmt, ...)
	__printf(2, 3);

/**
 * read_line() - the first line of a small file
 * @path: below /proc or /sys
 *
 * Return: the line, printable ASCII only (anything else turned into '?'),
 * blanks at its ends cut off; "" where it cannot be read. Owned by the caller.
 */
char *read_line(const char *path);

/**
 * cmdline_value() - what stands behind a key on the kernel's command line
 * @key: with its sign, "vmexit.emulated="; - and _ are the same
 *
 * Return: that of the last such, quotes taken off; NULL where there is none. Owned by the
 * caller.
 */
char *cmdline_value(const char *key);

/* Milliseconds the hypervisor gave to others since boot, all CPUs. */
uint64_t steal_ms(void);

#endif /* VMEXITSTAT_SOURCE_FINGERPRINT_H */

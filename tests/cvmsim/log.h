/* SPDX-License-Identifier: GPL-2.0 */
/* What cvmsim says, to QEMU's debug console; and how it ends the machine. */
#ifndef CVMSIM_LOG_H
#define CVMSIM_LOG_H

#include "types.h"

/*
 * Verdicts for isa-debug-exit, beside those of the guest's own init (16 to 25,
 * tests/guest/init-common): QEMU exits with 2 * verdict + 1.
 */
#define VERDICT_RULE		32	/* the guest broke a rule */
#define VERDICT_TERMINATED	33	/* the guest asked to be terminated */
#define VERDICT_SHUTDOWN	34	/* triple fault */
#define VERDICT_UNABLE		35	/* cvmsim cannot do what was asked */
#define VERDICT_HOST		36	/* the host ended the VM, as the real one would */

/**
 * say() - print a line
 * @fmt: %s, %d, %u, %x, and %lx for 64 bits; nothing else
 */
void say(const char *fmt, ...) __printf(1, 2);

/* End the machine with a verdict. */
void __noreturn leave(u32 verdict);

/* Print a line and end the machine: cvmsim is at its end, not the guest. */
#define unable(fmt, ...)					\
do {								\
	say("cvmsim: cannot: " fmt, ##__VA_ARGS__);		\
	leave(VERDICT_UNABLE);					\
} while (0)

#endif /* CVMSIM_LOG_H */

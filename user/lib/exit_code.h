/* SPDX-License-Identifier: GPL-2.0 */
/* What the process ends with. */
#ifndef VMEXITSTAT_LIB_EXIT_CODE_H
#define VMEXITSTAT_LIB_EXIT_CODE_H

/*
 * What the process ends with; the man page says the same. 0 is success. Those
 * below 128 are check's alone: "git bisect run" takes 125 for "skip this one",
 * others below 128 for "bad", and all above as a reason to stop.
 */
enum exit_code {
	EXIT_BEYOND = 1,	/* a probe is beyond its limit */
	EXIT_UNDECIDED = 125,	/* that cannot be judged here */
	EXIT_USAGE = 128,	/* options or arguments are wrong */
	EXIT_FILE,		/* a file could not be read or written */
	EXIT_INTERRUPTED,	/* SIGINT or SIGTERM */
	EXIT_CANNOT,		/* this cannot be measured here, or now */
};

#endif /* VMEXITSTAT_LIB_EXIT_CODE_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* Subcommands: one a file, each of them like a main() of its own. */
#ifndef VMEXITSTAT_CMD_H
#define VMEXITSTAT_CMD_H

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

/*
 * @argv: [0] is "vmexitstat COMMAND", for argp's messages
 *
 * Return: 0 or an exit_code.
 */
int cmd_run(int argc, char **argv);
int cmd_record(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_watch(int argc, char **argv);
int cmd_info(int argc, char **argv);

#endif /* VMEXITSTAT_CMD_H */

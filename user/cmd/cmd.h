/* SPDX-License-Identifier: GPL-2.0 */
/* Subcommands: one a file, each of them like a main() of its own. */
#ifndef VMEXITSTAT_CMD_H
#define VMEXITSTAT_CMD_H

#include "lib/exit_code.h"

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
int cmd_doctor(int argc, char **argv);

#endif /* VMEXITSTAT_CMD_H */

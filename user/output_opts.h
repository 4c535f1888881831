/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The options of every command that prints a record (--json, --csv, --ns,
 * --cycles, --width), and the printing itself.
 *
 * A command lists output_argp among its argp children and, on ARGP_KEY_INIT,
 * sets state->child_inputs[] of it to its struct output_opts, which is given
 * its defaults then.
 */
#ifndef VMEXITSTAT_OUTPUT_OPTS_H
#define VMEXITSTAT_OUTPUT_OPTS_H

#include <argp.h>

#include "record.h"
#include "view.h"

enum output_form {
	OUT_TABLE,
	OUT_JSON,
	OUT_CSV,
};

struct output_opts {
	enum output_form form;
	struct view_opts view;
};

extern const struct argp output_argp;

/**
 * output_defaults() - a table in cycles, as stdout and the environment like it
 * @opts: filled
 */
void output_defaults(struct output_opts *opts);

/**
 * output_record() - print a record to standard output
 * @rec: record
 * @opts: form
 *
 * Says so on standard error where that fails, but for a reader that went away
 * (EPIPE).
 *
 * Return: 0 or EXIT_FILE (cmd.h), to exit with.
 */
int output_record(const struct record *rec, const struct output_opts *opts);

#endif /* VMEXITSTAT_OUTPUT_OPTS_H */

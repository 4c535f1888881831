/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The options of every command that prints a record: --json, --csv, --ns,
 * --cycles, --width.
 *
 * A command lists output_argp among its argp children and, on ARGP_KEY_INIT,
 * sets state->child_inputs[] of it to its struct output_opts, which is given
 * its defaults then.
 */
#ifndef VMEXITSTAT_CMD_OUTPUT_OPTS_H
#define VMEXITSTAT_CMD_OUTPUT_OPTS_H

#include <argp.h>

#include "view/view.h"

enum output_form {
	OUT_TABLE,
	OUT_JSON,
	OUT_CSV,
};

struct output_opts {
	enum output_form form;
	bool chose_width;
	struct view_opts view;
};

extern const struct argp output_argp;

/* Of these --ns and --cycles alone; its input is a struct view_opts. */
extern const struct argp unit_argp;

/**
 * output_defaults() - a table in cycles, as stdout and the environment like it
 * @opts: filled
 */
void output_defaults(struct output_opts *opts);

#endif /* VMEXITSTAT_CMD_OUTPUT_OPTS_H */

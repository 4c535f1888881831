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
#include "save.h"
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

/* Of these --ns and --cycles alone; its input is a struct view_opts. */
extern const struct argp unit_argp;

/**
 * output_defaults() - a table in cycles, as stdout and the environment like it
 * @opts: filled
 */
void output_defaults(struct output_opts *opts);

/**
 * output_document() - print a document, or write it to a file
 * @write: writes it
 * @what: what it is made of
 * @file: by save_document(); NULL: to standard output
 *
 * Says so on standard error where that fails, but for a reader that went away
 * (EPIPE).
 *
 * Return: 0 or EXIT_FILE (cmd.h), to exit with.
 */
int output_document(document_fn *write, const void *what, const char *file);

/* A record to standard output, as output_document() does. */
int output_record(const struct record *rec, const struct output_opts *opts);

#endif /* VMEXITSTAT_OUTPUT_OPTS_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* What a command prints, on its way out. */
#ifndef VMEXITSTAT_CMD_OUTPUT_H
#define VMEXITSTAT_CMD_OUTPUT_H

#include "cmd/output_opts.h"
#include "lib/save.h"
#include "record/record.h"

/* A record to standard output, as output_document() does. */
int output_record(const struct record *rec, const struct output_opts *opts);

/**
 * output_document() - print a document, or write it to a file
 * @write: writes it
 * @what: what it is made of
 * @file: by save_document(); NULL: to standard output
 *
 * Says so on standard error where that fails, but for a reader that went away
 * (EPIPE).
 *
 * Return: 0 or EXIT_FILE, to exit with.
 */
int output_document(document_fn *write, const void *what, const char *file);

#endif /* VMEXITSTAT_CMD_OUTPUT_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* A document to a file: whole or not at all. */
#ifndef VMEXITSTAT_LIB_SAVE_H
#define VMEXITSTAT_LIB_SAVE_H

#include <stdbool.h>
#include <stdio.h>

/**
 * typedef document_fn - write a document
 * @what: as given to save_document()
 * @out: open stream; not closed
 *
 * Return: 0, or -errno of the write that failed.
 */
typedef int document_fn(const void *what, FILE *out);

/**
 * save_document() - write a document to a file
 * @path: replaced atomically (temporary file beside it, fsync, rename); what is
 *	no regular file is written in place
 * @write: writes it
 * @what: what it is made of
 *
 * Return: 0, or -errno.
 */
int save_document(const char *path, document_fn *write, const void *what);

/* Whether save_document() has a chance, told on standard error if not. */
bool save_is_possible(const char *path);

#endif /* VMEXITSTAT_LIB_SAVE_H */

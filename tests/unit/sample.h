/* SPDX-License-Identifier: GPL-2.0 */
/* Records to test with: made up, always the same. */
#ifndef TESTS_SAMPLE_H
#define TESTS_SAMPLE_H

#include "record/record.h"
#include "view/view.h"

/* A generator of the tests' own, so that a seed means the same everywhere. */
uint64_t sample_random(uint64_t *state);

/* A result as a source would leave it, of these samples. */
void sample_result(struct result *res, const char *name, uint32_t cpu,
		   uint32_t route, const uint64_t *samples, size_t nr);

/**
 * sample_record() - a General VM measured through the module
 * @rec: filled: 2 runs on 2 CPUs, null, trap, exits of every kind, one probe
 *	unsupported; record_free() it
 * @samples: per probe and CPU
 */
void sample_record(struct record *rec, size_t samples);

/* Replaces a string a record owns. */
void sample_set(char **string, const char *to);

/* The table a person sees; free() it. */
char *sample_table(const struct record *rec, struct view_opts opts);

/* What record_write() makes of it; free() it. */
char *sample_text(const struct record *rec);

#endif /* TESTS_SAMPLE_H */

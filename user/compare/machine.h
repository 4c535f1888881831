/* SPDX-License-Identifier: GPL-2.0 */
/* The machines of two records, held against each other. */
#ifndef VMEXITSTAT_COMPARE_MACHINE_H
#define VMEXITSTAT_COMPARE_MACHINE_H

#include "compare/notes.h"
#include "record/record.h"

/**
 * struct pair - two records and what messages call them
 * @a: one record
 * @b: the other
 * @name_a: of @a, as is @name_b of @b
 * @notes: takes what is found
 */
struct pair {
	const struct record *a, *b;
	const char *name_a, *name_b;
	struct notes *notes;
};

/* A text for messages. */
static inline const char *or_nothing(const char *text)
{
	return text && *text ? text : "nothing";
}

/* Notes what on the machines moves latencies and is not the same. */
void machine_differs(const struct pair *pair);

/* Notes a number of either that is not the same; @what names it. */
void machine_number(const struct pair *pair, const char *what, uint64_t a,
		    uint64_t b);

/* Whether cycles of the two are as long, as far as is known. */
bool machine_same_tsc(const struct fingerprint *a, const struct fingerprint *b);

/* Whether a part of "name: state; ..." is these very @len characters. */
bool machine_has_part(const char *list, const char *part, size_t len);

#endif /* VMEXITSTAT_COMPARE_MACHINE_H */

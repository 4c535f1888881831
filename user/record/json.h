/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The record's form as a file: which member of which JSON object is which
 * member of which struct, once for the writer and the reader. record.schema.json
 * says the same to others.
 */
#ifndef VMEXITSTAT_RECORD_JSON_H
#define VMEXITSTAT_RECORD_JSON_H

#include "record/record.h"

enum json_kind {
	JSON_KIND_STRING,	/* char *, never NULL */
	JSON_KIND_NULLABLE,	/* char *, NULL is null */
	JSON_KIND_LIST,		/* char **, its length a size_t right behind it */
	JSON_KIND_BOOL,
	JSON_KIND_U32,
	JSON_KIND_U64,		/* up to 2^63 - 1: JSON readers agree on no more */
	JSON_KIND_WORD,		/* uint32_t, index into @words */
	JSON_KIND_PROBE,	/* struct vmexit_id */
};

/**
 * struct json_member - one member of a JSON object
 * @name: in JSON; NULL ends a table
 * @kind: how to convert
 * @offset: in the struct
 * @words: of JSON_KIND_WORD
 * @nr_words: how many
 * @absent: a record need not have it, NULL: it has to; a string is this then,
 *	a number 0, a word the first
 */
struct json_member {
	const char *name;
	enum json_kind kind;
	size_t offset;
	const char *const *words;
	size_t nr_words;
	const char *absent;
};

extern const struct json_member json_fingerprint[];
extern const struct json_member json_settings[];
extern const struct json_member json_run[];	/* and "results" */
extern const struct json_member json_result[];	/* and "buckets" */

#define JSON_NR_STATES	(VMEXIT_RESULT_OFFLINE + 1)
extern const char *const json_states[JSON_NR_STATES];

#endif /* VMEXITSTAT_RECORD_JSON_H */

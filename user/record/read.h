/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Inside record_load(): reading strictly, and saying where it went wrong.
 * load.c opens and parses, members.c turns JSON members into
 * struct members, check.c holds figures against each other.
 */
#ifndef VMEXITSTAT_RECORD_READ_H
#define VMEXITSTAT_RECORD_READ_H

#include <jansson.h>

#include "lib/util.h"
#include "record/json.h"

/**
 * struct reader - one reading
 * @place: path of the member at hand, "runs[0].results[3].min"
 * @used: length of it
 * @err: where the message goes
 * @err_len: size of @err
 * @executed: sum over all results so far, so that pooling cannot overflow
 * @sum: likewise
 */
struct reader {
	char place[160];
	size_t used;
	char *err;
	size_t err_len;
	uint64_t executed;
	uint64_t sum;
};

/* Sets the message, the place before it. Return: -1. */
int reader_fail(struct reader *rd, const char *fmt, ...) __printf(2, 3);

/* Goes into a member; its return value leads out again by reader_leave(). */
size_t reader_enter(struct reader *rd, const char *fmt, ...) __printf(2, 3);
void reader_leave(struct reader *rd, size_t used);

/* "a string", "an integer", ... for messages */
const char *reader_type(const json_t *value);

/* An unsigned integer within [@min, @max]. Return: 0, or -1 with a message. */
int reader_number(struct reader *rd, const json_t *value, uint64_t min,
		  uint64_t max, uint64_t *to);

/* A string without control characters; NULL with a message if it is not. */
const char *reader_string(struct reader *rd, const json_t *value);

/* The array in member @name of @object; NULL with a message if it is not. */
json_t *reader_array(struct reader *rd, const json_t *object, const char *name,
		     size_t max);

/**
 * reader_known() - refuse members nobody knows
 * @rd: at @object
 * @object: any JSON value; refused if it is not an object
 * @table: known members, or NULL
 * @others: more of them, NULL-terminated, or NULL
 */
int reader_known(struct reader *rd, const json_t *object,
		 const struct json_member *table, const char *const *others);

/**
 * reader_members() - fill a struct
 * @rd: at @object
 * @object: JSON object
 * @table: its members, every one of them required
 * @to: zeroed struct they belong to; freed by the caller also after -1
 */
int reader_members(struct reader *rd, const json_t *object,
		   const struct json_member *table, void *to);

/* Whether a result's figures can be true, next to @set and to each other. */
int reader_check_result(struct reader *rd, const struct result *res,
			const struct settings *set);

/* No probe twice on one CPU. */
int reader_check_run(struct reader *rd, const struct run *run);

#endif /* VMEXITSTAT_RECORD_READ_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* Documents of the commands that print no record. */
#ifndef VMEXITSTAT_JSON_OUT_H
#define VMEXITSTAT_JSON_OUT_H

#include <jansson.h>

#include "record_json.h"

/* A string, whatever is in it; NULL becomes null. */
json_t *json_text(const char *s);

/* An object out of a struct, as the record has it. */
json_t *json_struct(const struct json_member *member, const void *from);

/* Sets a member, whose value it takes over. */
void json_set(json_t *object, const char *name, json_t *value);

/* To standard output, and frees it. */
void json_print(json_t *document);

#endif /* VMEXITSTAT_JSON_OUT_H */

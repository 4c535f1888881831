/* SPDX-License-Identifier: GPL-2.0 */
/* JSON out of structs: the record's, and documents of other commands. */
#ifndef VMEXITSTAT_RECORD_JSON_OUT_H
#define VMEXITSTAT_RECORD_JSON_OUT_H

#include <jansson.h>

#include "record/json.h"

/* @value, where it is not NULL: jansson gives that where memory ends. */
json_t *json_made(json_t *value);

/* A string, cleaned of what is no text; NULL becomes null. */
json_t *json_text(const char *s);

/* A probe's name. */
json_t *json_probe(const struct vmexit_id *id);

/* Sets a member, whose value it takes over. */
void json_set(json_t *object, const char *name, json_t *value);

/* The member at @at, itself and not its struct. */
json_t *json_value(const struct json_member *member, const void *at);

/* An object out of a struct, as the record has it. */
json_t *json_struct(const struct json_member *member, const void *from);

/* An object that says what it is, for the rest of the document. */
json_t *json_document(const char *format, int version);

/* Prints a document with a newline behind it, and frees it. */
void json_print(json_t *document, FILE *out);

#endif /* VMEXITSTAT_RECORD_JSON_OUT_H */

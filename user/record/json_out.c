// SPDX-License-Identifier: GPL-2.0
/* JSON out of structs. */
#include "record/json_out.h"

#include <stdint.h>
#include <stdlib.h>

#include "lib/text.h"
#include "lib/util.h"

json_t *json_made(json_t *value)
{
	return or_die(value);
}

json_t *json_text(const char *s)
{
	char *clean;
	json_t *value;

	if (!s)
		return json_null();
	clean = text_clean(s, true);
	value = json_made(json_string(clean));
	free(clean);
	return value;
}

json_t *json_probe(const struct vmexit_id *id)
{
	char name[VMEXIT_NAME_LEN];

	vmexit_name_format(id, name);
	return json_made(json_string(name));
}

void json_set(json_t *object, const char *name, json_t *value)
{
	if (json_object_set_new(object, name, json_made(value)))
		json_made(NULL);
}

static json_t *list(char *const *strings, size_t nr)
{
	json_t *array = json_made(json_array());
	size_t i;

	for (i = 0; i < nr; i++)
		if (json_array_append_new(array, json_text(strings[i])))
			json_made(NULL);
	return array;
}

json_t *json_value(const struct json_member *member, const void *at)
{
	switch (member->kind) {
	case JSON_KIND_STRING:
		return json_text(*(char *const *)at ?: "");
	case JSON_KIND_NULLABLE:
		return json_text(*(char *const *)at);
	case JSON_KIND_LIST:
		return list(*(char *const *const *)at,
			    *(const size_t *)((char **const *)at + 1));
	case JSON_KIND_BOOL:
		return json_boolean(*(const bool *)at);
	case JSON_KIND_U32:
		return json_integer(*(const uint32_t *)at);
	case JSON_KIND_U64:
		return json_integer((json_int_t)*(const uint64_t *)at);
	case JSON_KIND_WORD:
		return json_text(member->words[*(const uint32_t *)at]);
	case JSON_KIND_PROBE:
		return json_probe(at);
	}
	return NULL;
}

json_t *json_struct(const struct json_member *member, const void *from)
{
	json_t *object = json_made(json_object());

	for (; member->name; member++)
		json_set(object, member->name,
			 json_value(member, (const char *)from + member->offset));
	return object;
}

json_t *json_document(const char *format, int version)
{
	json_t *document = json_made(json_object());

	json_set(document, "format", json_string(format));
	json_set(document, "version", json_integer(version));
	return document;
}

void json_print(json_t *document, FILE *out)
{
	json_dumpf(document, out, JSON_INDENT(1) | JSON_REAL_PRECISION(12));
	fputc('\n', out);
	json_decref(document);
}

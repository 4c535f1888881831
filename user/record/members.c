// SPDX-License-Identifier: GPL-2.0
/* Members of JSON objects into members of structs, strictly. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "record/read.h"

int reader_fail(struct reader *rd, const char *fmt, ...)
{
	char *message, *clean;
	va_list args;

	va_start(args, fmt);
	message = xvasprintf(fmt, args);
	va_end(args);
	/* What is quoted from the file may hold anything. */
	clean = text_clean(message, true);
	free(message);
	snprintf(rd->err, rd->err_len, "%s%s%s", rd->place,
		 rd->used ? ": " : "", clean);
	free(clean);
	return -1;
}

size_t reader_enter(struct reader *rd, const char *fmt, ...)
{
	size_t used = rd->used;
	size_t left = sizeof(rd->place) - used;
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(rd->place + used, left, fmt, args);
	va_end(args);
	rd->used += len < 0 ? 0 : (size_t)len >= left ? left - 1 : (size_t)len;
	return used;
}

void reader_leave(struct reader *rd, size_t used)
{
	rd->used = used;
	rd->place[used] = '\0';
}

const char *reader_type(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return "an object";
	case JSON_ARRAY:
		return "an array";
	case JSON_STRING:
		return "a string";
	case JSON_INTEGER:
		return "an integer";
	case JSON_REAL:
		return "a number with a fraction or an exponent";
	case JSON_TRUE:
	case JSON_FALSE:
		return "a boolean";
	default:
		return "null";
	}
}

int reader_number(struct reader *rd, const json_t *value, uint64_t min,
		  uint64_t max, uint64_t *to)
{
	json_int_t number = json_integer_value(value);

	if (!json_is_integer(value))
		return reader_fail(rd, "an integer is wanted, this is %s",
				   reader_type(value));
	if (number < 0 || (uint64_t)number < min || (uint64_t)number > max)
		return reader_fail(rd, "%lld is out of range (%llu to %llu)",
				   (long long)number, (unsigned long long)min,
				   (unsigned long long)max);
	*to = (uint64_t)number;
	return 0;
}

const char *reader_string(struct reader *rd, const json_t *value)
{
	const char *string = json_string_value(value);
	const char *s;
	uint32_t cp;

	if (!string) {
		reader_fail(rd, "a string is wanted, this is %s",
			    reader_type(value));
		return NULL;
	}
	for (s = string; *s;) {
		s += text_next(s, &cp);
		if (text_is_control(cp)) {
			reader_fail(rd, "control character U+%04X", cp);
			return NULL;
		}
	}
	return string;
}

json_t *reader_array(struct reader *rd, const json_t *object, const char *name,
		     size_t max)
{
	json_t *array = json_object_get(object, name);
	size_t out;

	if (!array) {
		reader_fail(rd, "member \"%s\" is missing", name);
		return NULL;
	}
	out = reader_enter(rd, rd->used ? ".%s" : "%s", name);
	if (!json_is_array(array)) {
		reader_fail(rd, "an array is wanted, this is %s",
			    reader_type(array));
		return NULL;
	}
	if (json_array_size(array) > max) {
		reader_fail(rd, "%zu entries, and no more than %zu can be true",
			    json_array_size(array), max);
		return NULL;
	}
	reader_leave(rd, out);
	return array;
}

int reader_known(struct reader *rd, const json_t *object,
		 const struct json_member *table, const char *const *others)
{
	const char *key;
	json_t *value;

	if (!json_is_object(object))
		return reader_fail(rd, "an object is wanted, this is %s",
				   reader_type(object));
	json_object_foreach((json_t *)object, key, value) {
		const struct json_member *member = table;
		const char *const *other = others;

		while (member && member->name && strcmp(member->name, key))
			member++;
		if (member && member->name)
			continue;
		while (other && *other && strcmp(*other, key))
			other++;
		if (!other || !*other)
			return reader_fail(rd, "unknown member \"%.60s\"", key);
	}
	return 0;
}

static int read_string(struct reader *rd, const json_t *value, char **to)
{
	const char *string = reader_string(rd, value);

	if (!string)
		return -1;
	*to = xstrdup(string);
	return 0;
}

static int read_list(struct reader *rd, const json_t *value, char ***list,
		     size_t *nr)
{
	size_t i, out;

	if (!json_is_array(value))
		return reader_fail(rd, "an array is wanted, this is %s",
				   reader_type(value));
	*list = xcalloc(json_array_size(value), sizeof(**list));
	for (i = 0; i < json_array_size(value); i++) {
		out = reader_enter(rd, "[%zu]", i);
		if (read_string(rd, json_array_get(value, i), &(*list)[i]))
			return -1;
		++*nr;
		reader_leave(rd, out);
	}
	return 0;
}

static int read_word(struct reader *rd, const json_t *value,
		     const struct json_member *member, uint32_t *to)
{
	const char *string = reader_string(rd, value);
	int word;

	if (!string)
		return -1;
	word = vmexit_name_find(member->words, (unsigned int)member->nr_words,
				string, strlen(string));
	if (word < 0)
		return reader_fail(rd, "\"%.60s\" is none of the known words",
				   string);
	*to = (uint32_t)word;
	return 0;
}

/* Only in the one form it is written in: a probe has one name. */
static int read_probe(struct reader *rd, const json_t *value,
		      struct vmexit_id *id)
{
	const char *string = reader_string(rd, value);
	char name[VMEXIT_NAME_LEN];

	if (!string)
		return -1;
	if (vmexit_name_parse(string, id) || vmexit_is_role(id))
		return reader_fail(rd, "\"%.60s\" names no probe", string);
	vmexit_name_format(id, name);
	if (strcmp(name, string))
		return reader_fail(rd, "\"%.60s\" is to be written \"%s\"",
				   string, name);
	return 0;
}

static int read_member(struct reader *rd, const json_t *value,
		       const struct json_member *member, void *to)
{
	uint64_t number;

	switch (member->kind) {
	case JSON_KIND_NULLABLE:
		return json_is_null(value) ? 0 : read_string(rd, value, to);
	case JSON_KIND_STRING:
		return read_string(rd, value, to);
	case JSON_KIND_LIST:
		return read_list(rd, value, to, (size_t *)((char ***)to + 1));
	case JSON_KIND_BOOL:
		if (!json_is_boolean(value))
			return reader_fail(rd, "true or false is wanted, this is %s",
					   reader_type(value));
		*(bool *)to = json_is_true(value);
		return 0;
	case JSON_KIND_U32:
		if (reader_number(rd, value, 0, UINT32_MAX, &number))
			return -1;
		*(uint32_t *)to = (uint32_t)number;
		return 0;
	case JSON_KIND_U64:
		return reader_number(rd, value, 0, INT64_MAX, to);
	case JSON_KIND_WORD:
		return read_word(rd, value, member, to);
	case JSON_KIND_PROBE:
		return read_probe(rd, value, to);
	}
	return -1;
}

/* A number stays 0, and so does a word. */
static void take_absent(const struct json_member *member, void *to)
{
	if (member->kind == JSON_KIND_STRING)
		*(char **)to = xstrdup(member->absent);
}

int reader_members(struct reader *rd, const json_t *object,
		   const struct json_member *table, void *to)
{
	const struct json_member *member;
	const json_t *value;
	size_t out;

	for (member = table; member->name; member++) {
		value = json_object_get(object, member->name);
		if (!value && member->absent) {
			take_absent(member, (char *)to + member->offset);
			continue;
		}
		if (!value)
			return reader_fail(rd, "member \"%s\" is missing",
					   member->name);
		out = reader_enter(rd, ".%s", member->name);
		if (read_member(rd, value, member,
				(char *)to + member->offset))
			return -1;
		reader_leave(rd, out);
	}
	return 0;
}

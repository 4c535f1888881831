// SPDX-License-Identifier: GPL-2.0
/* How much dearer each probe may be. */
#include "compare/max_overhead.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/nearest.h"
#include "lib/percent.h"
#include "lib/util.h"

/* The same name with every other exit, and on every other path, where that is one. */
static char *nearest_probe(const char *name)
{
	char *words[VMEXIT_NR_EXITS + VMEXIT_NR_PATHS], *offer;
	int exit_len = (int)strcspn(name, ":/"), len = (int)strcspn(name, "/");
	struct vmexit_id id;
	size_t nr = 0, i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		char *word = i < VMEXIT_NR_EXITS ?
			     xasprintf("%s%s", vmexit_exit_names[i], name + exit_len) :
			     xasprintf("%.*s/%s", len, name,
				       vmexit_path_names[i - VMEXIT_NR_EXITS]);

		if (vmexit_name_parse(word, &id))
			free(word);
		else
			words[nr++] = word;
	}
	offer = nearest(name, (const char *const *)words, nr);
	while (nr)
		free(words[--nr]);
	return offer;
}

int limits_add(struct limits *limits, const char *text, char *err,
	       size_t err_len)
{
	const char *sign = strrchr(text, '=');
	struct limit limit = { .all = !sign };
	char *name, *offer;
	int ret;

	if (sign) {
		name = xasprintf("%.*s", (int)(sign - text), text);
		limit.has_path = strchr(name, '/');
		ret = vmexit_name_parse(name, &limit.id);
		if (ret) {
			offer = nearest_probe(name);
			snprintf(err, err_len, "'%s' is no probe's name%s", name,
				 *offer ? offer : ", like cpuid:0x1 or in:0x21/insn");
			free(offer);
		}
		free(name);
		if (ret)
			return -1;
	}
	if (percent_parse(sign ? sign + 1 : text, &limit.percent) ||
	    limit.percent <= -100) {
		snprintf(err, err_len, "'%s' is no limit like 5%% or 2.5%% (above -100%%)",
			 sign ? sign + 1 : text);
		return -1;
	}
	limits->list = xrealloc(limits->list, limits->nr + 1,
				sizeof(*limits->list));
	limits->list[limits->nr++] = limit;
	return 0;
}

/* Cuts a comment, the line's end and the blanks around what is left. */
static char *tidy(char *line)
{
	size_t len;

	line[strcspn(line, "#\n")] = '\0';
	len = strlen(line);
	if (len && line[len - 1] == '\r')
		line[len - 1] = '\0';
	line += strspn(line, " \t");
	for (len = strlen(line); len && strchr(" \t", line[len - 1]); len--)
		line[len - 1] = '\0';
	return line;
}

int limits_load(struct limits *limits, const char *file, char *err,
		size_t err_len)
{
	FILE *in = fopen(file, "re");
	unsigned int number = 0;
	size_t size = 0, len;
	char *line = NULL;
	ssize_t got;
	int ret = 0;

	if (!in) {
		ret = errno;
		snprintf(err, err_len, "%s", strerror(errno));
		errno = ret;
		return -1;
	}
	while (!ret && (got = getline(&line, &size, in)) > 0) {
		char *text;

		len = (size_t)snprintf(err, err_len, "line %u: ", ++number);
		if (memchr(line, '\0', (size_t)got)) {
			snprintf(err + len, err_len - len, "this is no text");
			ret = -1;
			break;
		}
		text = tidy(line);
		if (!*text)
			continue;
		ret = limits_add(limits, text, err + len, err_len - len);
	}
	if (!ret && ferror(in)) {
		snprintf(err, err_len, "%s", strerror(errno));
		ret = -1;
	} else {
		errno = 0;
	}
	free(line);
	fclose(in);
	return ret;
}

static bool is_meant(const struct limit *limit, const struct vmexit_id *id)
{
	return !limit->all && vmexit_is_meant(&limit->id, limit->has_path, id);
}

const struct limit *limits_find(const struct limits *limits, const struct vmexit_id *id)
{
	const struct limit *found = NULL;
	size_t i;

	for (i = 0; i < limits->nr; i++) {
		const struct limit *limit = &limits->list[i];

		if (is_meant(limit, id) || (limit->all && (!found || found->all)))
			found = limit;
	}
	return found;
}

void limits_free(struct limits *limits)
{
	free(limits->list);
	*limits = (struct limits){ 0 };
}

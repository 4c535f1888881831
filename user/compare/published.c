// SPDX-License-Identifier: GPL-2.0
/* Published figures from a file. */
#include "compare/published.h"

#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/text.h"
#include "lib/util.h"

/* Its name stands among the first of a file's bytes. */
#define PEEK	512
#define MAX_BYTES	(4 << 20)

struct loading {
	struct published *pub;
	char *err;
	size_t err_len;
};

static int __printf(2, 3) fail(const struct loading *load, const char *fmt, ...)
{
	va_list args;
	char *clean;

	va_start(args, fmt);
	vsnprintf(load->err, load->err_len, fmt, args);
	va_end(args);
	/* What is quoted from the file may hold anything. */
	clean = text_clean(load->err, true);
	snprintf(load->err, load->err_len, "%s", clean);
	free(clean);
	return -1;
}

/*
 * A pipe cannot be looked at and given back: what comes through one is a
 * record.
 */
static bool is_published(const char *path, off_t *size)
{
	char start[PEEK + 1] = "";
	struct stat st;
	FILE *file;

	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return false;
	file = fopen(path, "re");
	if (!file)
		return false;
	*size = st.st_size;
	start[fread(start, 1, PEEK, file)] = '\0';
	fclose(file);
	return strstr(start, "\"" PUBLISHED_FORMAT "\"");
}

static int word(const struct loading *load, const char *what,
		const char *const *names, size_t nr, const char *text)
{
	int found = vmexit_name_find(names, (unsigned int)nr, text, strlen(text));

	if (found < 0)
		fail(load, "%s: \"%.60s\" is none of the known words", what, text);
	return found;
}

static char *clean_copy(const char *text)
{
	return text_clean(text, true);
}

static int read_figure(const struct loading *load, json_t *object, size_t at)
{
	struct published *pub = load->pub;
	struct published_figure *to = &pub->figures[at];
	const char *name, *route;
	json_t *probe;
	json_error_t error;
	int found;

	if (json_unpack_ex(object, &error, JSON_STRICT, "{s:s, s:o, s:s, s:F}",
			   "name", &name, "probe", &probe, "route", &route,
			   "value", &to->value))
		return fail(load, "figures[%zu]: %s", at, error.text);
	to->name = clean_copy(name);
	pub->nr_figures++;
	found = word(load, "route", vmexit_route_names, VMEXIT_NR_ROUTES, route);
	if (found < 0)
		return -1;
	to->route = (uint32_t)found;
	if (!isfinite(to->value) || to->value <= 0)
		return fail(load, "figures[%zu].value: not above 0", at);
	if (json_is_null(probe))
		return 0;
	if (!json_is_string(probe) ||
	    vmexit_name_parse(json_string_value(probe), &to->id))
		return fail(load, "figures[%zu].probe: neither null nor the name of a probe",
			    at);
	if (published_find(pub, &to->id))
		return fail(load, "figures[%zu].probe: there is such a figure already",
			    at);
	to->has_id = true;
	return 0;
}

static int read_figures(const struct loading *load, const json_t *array)
{
	size_t i, nr = json_array_size(array);

	if (!json_is_array(array) || !nr || nr > PUBLISHED_MAX_FIGURES)
		return fail(load, "figures: an array of 1 to %d is wanted",
			    PUBLISHED_MAX_FIGURES);
	load->pub->figures = xcalloc(nr, sizeof(*load->pub->figures));
	for (i = 0; i < nr; i++)
		if (read_figure(load, json_array_get(array, i), i))
			return -1;
	return 0;
}

static int read_document(const struct loading *load, json_t *root)
{
	const char *format, *title, *source, *date, *platform, *machine, *notes;
	const char *unit, *statistic;
	struct published *pub = load->pub;
	json_error_t error;
	json_t *figures;
	int version, found;

	if (json_unpack_ex(root, &error, 0, "{s:s, s:i}", "format", &format,
			   "version", &version))
		return fail(load, "%s", error.text);
	if (strcmp(format, PUBLISHED_FORMAT) || version != PUBLISHED_VERSION)
		return fail(load, "%.60s version %d, and only %s version %d is understood",
			    format, version, PUBLISHED_FORMAT, PUBLISHED_VERSION);
	if (json_unpack_ex(root, &error, JSON_STRICT,
			   "{s:s, s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o}",
			   "format", &format, "version", &version,
			   "title", &title, "source", &source, "date", &date,
			   "platform", &platform, "machine", &machine,
			   "notes", &notes, "unit", &unit,
			   "statistic", &statistic, "figures", &figures))
		return fail(load, "%s", error.text);
	pub->title = clean_copy(title);
	pub->source = clean_copy(source);
	pub->date = clean_copy(date);
	pub->machine = clean_copy(machine);
	pub->notes = clean_copy(notes);
	found = word(load, "platform", vmexit_platform_names,
		     VMEXIT_NR_PLATFORMS, platform);
	if (found < 0)
		return -1;
	pub->platform = (uint32_t)found;
	pub->ns = !strcmp(unit, "ns");
	if (!pub->ns && strcmp(unit, "cycles"))
		return fail(load, "unit: \"%.60s\", and only ns and cycles are understood",
			    unit);
	found = word(load, "statistic", stats_figure_names, STATS_NR_FIGURES,
		     statistic);
	if (found < 0)
		return -1;
	pub->statistic = (enum stats_figure)found;
	return read_figures(load, figures);
}

int published_load(struct published **pub, const char *path, char *err,
		   size_t err_len)
{
	struct loading load = { .err = err, .err_len = err_len };
	json_error_t error;
	json_t *root;
	off_t size = 0;
	int ret;

	*pub = NULL;
	if (!strcmp(path, "-") || !is_published(path, &size))
		return 0;
	if (size > MAX_BYTES)
		return fail(&load, "more than %d bytes", MAX_BYTES);
	root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	if (!root)
		return fail(&load, "line %d, column %d: %s", error.line,
			    error.column, error.text);
	load.pub = xcalloc(1, sizeof(*load.pub));
	ret = read_document(&load, root);
	json_decref(root);
	if (ret) {
		published_free(load.pub);
		return -1;
	}
	*pub = load.pub;
	return 0;
}

void published_free(struct published *pub)
{
	size_t i;

	if (!pub)
		return;
	for (i = 0; i < pub->nr_figures; i++)
		free(pub->figures[i].name);
	free(pub->figures);
	free(pub->title);
	free(pub->source);
	free(pub->date);
	free(pub->machine);
	free(pub->notes);
	free(pub);
}

const struct published_figure *published_find(const struct published *pub,
					      const struct vmexit_id *id)
{
	size_t i;

	for (i = 0; i < pub->nr_figures; i++)
		if (pub->figures[i].has_id &&
		    vmexit_same_exit(&pub->figures[i].id, id))
			return &pub->figures[i];
	return NULL;
}

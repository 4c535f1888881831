// SPDX-License-Identifier: GPL-2.0
/* A record from a file: opened, parsed, and read from the top down. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record/json_limit.h"
#include "record/read.h"

static int read_bucket(struct reader *rd, const json_t *pair, uint64_t least,
		       struct bucket *to)
{
	uint64_t index, count;

	if (!json_is_array(pair) || json_array_size(pair) != 2)
		return reader_fail(rd, "a pair of index and count is wanted");
	if (reader_number(rd, json_array_get(pair, 0), least,
			  VMEXIT_HIST_BUCKETS - 1, &index) ||
	    reader_number(rd, json_array_get(pair, 1), 1, INT64_MAX, &count))
		return -1;
	to->index = (uint32_t)index;
	to->count = count;
	return 0;
}

static int read_buckets(struct reader *rd, const json_t *object,
			struct result *res)
{
	const json_t *array = reader_array(rd, object, "buckets",
					   VMEXIT_HIST_BUCKETS);
	uint64_t least = 0;
	size_t i, out;

	if (!array)
		return -1;
	res->nr_buckets = json_array_size(array);
	res->buckets = xcalloc(res->nr_buckets, sizeof(*res->buckets));
	for (i = 0; i < res->nr_buckets; i++) {
		out = reader_enter(rd, ".buckets[%zu]", i);
		if (read_bucket(rd, json_array_get(array, i), least,
				&res->buckets[i]))
			return -1;
		/* Ascending: the next one's range begins behind this one. */
		least = res->buckets[i].index + 1;
		reader_leave(rd, out);
	}
	return 0;
}

static int read_result(struct reader *rd, const json_t *object,
		       const struct settings *set, struct result *res)
{
	static const char *const others[] = { "buckets", NULL };

	if (reader_known(rd, object, json_result, others) ||
	    reader_members(rd, object, json_result, res) ||
	    read_buckets(rd, object, res))
		return -1;
	return reader_check_result(rd, res, set);
}

static bool digits(const char **s, int nr)
{
	for (; nr; nr--, ++*s)
		if (**s < '0' || **s > '9')
			return false;
	return true;
}

/* RFC 3339 in UTC: 2026-11-21T21:40:00Z, a fraction of the second if need be */
static bool is_utc(const char *s)
{
	const char *sep = "--T::";
	int nr;

	for (nr = 4; *sep; sep++, s++, nr = 2)
		if (!digits(&s, nr) || *s != *sep)
			return false;
	if (!digits(&s, 2))
		return false;
	if (*s == '.') {
		s++;
		if (!digits(&s, 1))
			return false;
		s += strspn(s, "0123456789");
	}
	return !strcmp(s, "Z") || !strcmp(s, "+00:00");
}

static int read_run(struct reader *rd, const json_t *object,
		    const struct settings *set, struct run *run)
{
	static const char *const others[] = { "results", NULL };
	const json_t *array;
	size_t i, out;

	if (reader_known(rd, object, json_run, others) ||
	    reader_members(rd, object, json_run, run))
		return -1;
	if (!is_utc(run->started)) {
		reader_enter(rd, ".started");
		return reader_fail(rd, "\"%.60s\" is no time in UTC by RFC 3339",
				   run->started);
	}
	array = reader_array(rd, object, "results", RECORD_MAX_RESULTS);
	if (!array)
		return -1;
	for (i = 0; i < json_array_size(array); i++) {
		out = reader_enter(rd, ".results[%zu]", i);
		if (read_result(rd, json_array_get(array, i), set,
				run_add_result(run)))
			return -1;
		reader_leave(rd, out);
	}
	return reader_check_run(rd, run);
}

static int read_runs(struct reader *rd, const json_t *root, struct record *rec)
{
	const json_t *array = reader_array(rd, root, "runs", RECORD_MAX_RUNS);
	size_t i, out;

	if (!array)
		return -1;
	for (i = 0; i < json_array_size(array); i++) {
		out = reader_enter(rd, "runs[%zu]", i);
		if (read_run(rd, json_array_get(array, i), &rec->settings,
			     record_add_run(rec)))
			return -1;
		reader_leave(rd, out);
	}
	return 0;
}

static int read_object(struct reader *rd, const json_t *root, const char *name,
		       const struct json_member *table, void *to)
{
	const json_t *object = json_object_get(root, name);
	size_t out;

	if (!object)
		return reader_fail(rd, "member \"%s\" is missing", name);
	out = reader_enter(rd, "%s", name);
	if (reader_known(rd, object, table, NULL) ||
	    reader_members(rd, object, table, to))
		return -1;
	reader_leave(rd, out);
	return 0;
}

/* A member that has to be one very string, or any if @only is NULL. */
static int expect_string(struct reader *rd, const json_t *root,
			 const char *name, const char *only)
{
	const json_t *value = json_object_get(root, name);
	const char *string;
	size_t out;

	if (!value)
		return reader_fail(rd, "member \"%s\" is missing", name);
	out = reader_enter(rd, "%s", name);
	string = reader_string(rd, value);
	if (!string)
		return -1;
	if (only && strcmp(string, only))
		return reader_fail(rd, "\"%.60s\", and only \"%s\" is understood",
				   string, only);
	reader_leave(rd, out);
	return 0;
}

static int expect_number(struct reader *rd, const json_t *object,
			 const char *name, uint64_t only)
{
	const json_t *value = json_object_get(object, name);
	uint64_t number;
	size_t out;

	if (!value)
		return reader_fail(rd, "member \"%s\" is missing", name);
	out = reader_enter(rd, rd->used ? ".%s" : "%s", name);
	if (reader_number(rd, value, 0, INT64_MAX, &number))
		return -1;
	if (number != only)
		return reader_fail(rd, "%llu, and only %llu is understood",
				   (unsigned long long)number,
				   (unsigned long long)only);
	reader_leave(rd, out);
	return 0;
}

static int expect_histogram(struct reader *rd, const json_t *root)
{
	static const char *const known[] = { "sub_bits", "max_bits", NULL };
	const json_t *object = json_object_get(root, "histogram");
	size_t out;

	if (!object)
		return reader_fail(rd, "member \"histogram\" is missing");
	out = reader_enter(rd, "histogram");
	if (reader_known(rd, object, NULL, known) ||
	    expect_number(rd, object, "sub_bits", VMEXIT_HIST_SUB_BITS) ||
	    expect_number(rd, object, "max_bits", VMEXIT_HIST_MAX_BITS))
		return -1;
	reader_leave(rd, out);
	return 0;
}

static int check_settings(struct reader *rd, const struct settings *set)
{
	if (strcmp(set->source, "module") && strcmp(set->source, "cpl3")) {
		reader_enter(rd, "settings.source");
		return reader_fail(rd, "\"%.60s\" is none of the known words",
				   set->source);
	}
	return 0;
}

static int read_record(struct reader *rd, const json_t *root,
		       struct record *rec)
{
	static const char *const known[] = {
		"format", "version", "created_by", "unit", "histogram",
		"fingerprint", "settings", "runs", "summary", NULL
	};
	const json_t *summary;

	if (!json_is_object(root))
		return reader_fail(rd, "a record is an object, this is %s",
				   reader_type(root));
	/* Whether it is a record of this version comes before its members. */
	if (expect_string(rd, root, "format", RECORD_FORMAT) ||
	    expect_number(rd, root, "version", RECORD_VERSION) ||
	    reader_known(rd, root, NULL, known) ||
	    expect_string(rd, root, "created_by", NULL) ||
	    expect_string(rd, root, "unit", "cycles") ||
	    expect_histogram(rd, root) ||
	    read_object(rd, root, "fingerprint", json_fingerprint, &rec->fp) ||
	    read_object(rd, root, "settings", json_settings, &rec->settings) ||
	    check_settings(rd, &rec->settings) ||
	    read_runs(rd, root, rec))
		return -1;
	/* Derived, for people with jq: made anew on writing. */
	summary = json_object_get(root, "summary");
	if (summary && !reader_array(rd, root, "summary", SIZE_MAX))
		return -1;
	return 0;
}

/**
 * struct input - the file while jansson reads it
 * @fd: open
 * @total: bytes so far
 * @err: errno of the read that failed, EFBIG: more than RECORD_MAX_BYTES
 */
struct input {
	int fd;
	size_t total;
	int err;
};

static size_t read_input(void *buffer, size_t len, void *data)
{
	struct input *in = data;
	ssize_t got;

	do {
		got = read(in->fd, buffer, len);
	} while (got < 0 && errno == EINTR);
	if (got < 0) {
		in->err = errno;
		return (size_t)-1;
	}
	in->total += (size_t)got;
	if (in->total > RECORD_MAX_BYTES) {
		in->err = EFBIG;
		return (size_t)-1;
	}
	return (size_t)got;
}

static json_t *parse(struct reader *rd, struct input *in)
{
	json_error_t error;
	struct stat st;
	json_t *root;

	if (!fstat(in->fd, &st) && S_ISREG(st.st_mode) &&
	    (uint64_t)st.st_size > RECORD_MAX_BYTES) {
		reader_fail(rd, "more than %lu bytes", RECORD_MAX_BYTES);
		return NULL;
	}
	root = json_load_callback(read_input, in, JSON_REJECT_DUPLICATES,
				  &error);
	if (in->err) {
		/* jansson takes this for the file's end. */
		json_decref(root);
		if (in->err == EFBIG)
			reader_fail(rd, "more than %lu bytes", RECORD_MAX_BYTES);
		else
			reader_fail(rd, "%s", strerror(in->err));
		return NULL;
	}
	if (!root && json_limit_hit())
		reader_fail(rd, "needs more memory than half of what there is");
	else if (!root && !in->total)
		reader_fail(rd, "is empty");
	else if (!root)
		reader_fail(rd, "line %d, column %d: %s", error.line,
			    error.column, error.text);
	return root;
}

int record_load(struct record *rec, const char *path, char *err, size_t err_len)
{
	struct reader rd = { .err = err, .err_len = err_len };
	bool is_stdin = !strcmp(path, "-");
	struct input in = { 0 };
	json_t *root;
	int ret = -1;

	*rec = (struct record){ 0 };
	in.fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (in.fd < 0)
		return reader_fail(&rd, "%s", strerror(errno));
	json_limit_begin();
	root = parse(&rd, &in);
	if (!is_stdin)
		close(in.fd);
	if (root)
		ret = read_record(&rd, root, rec);
	json_decref(root);
	json_limit_end();
	if (ret)
		record_free(rec);
	return ret;
}

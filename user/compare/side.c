// SPDX-License-Identifier: GPL-2.0
/* Records of one side, from a file or a directory. */
#include "compare/side.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/complain.h"
#include "lib/util.h"
#include "record/runs.h"

#define SUFFIX	".json"

void side_init(struct side *side, const char *path)
{
	*side = (struct side){
		.path = xstrdup(path), .left_out = xstrdup(""),
	};
}

/*
 * The boot of a record: that of an earlier one, or the next number. Those that do not tell
 * theirs are taken to be of one: a boot that was not is no evidence.
 */
static size_t boot_of(const struct side *side, const struct record *rec)
{
	size_t i;

	for (i = 0; i < side->nr_records; i++) {
		const struct side_record *other = &side->records[i];

		if (!strcmp(rec->fp.boot_id ?: "", other->rec.fp.boot_id ?: ""))
			return other->boot;
	}
	return side->nr_boots;
}

void side_add(struct side *side, const char *path, struct record *rec)
{
	size_t boot = boot_of(side, rec);
	struct side_record *to;

	side->records = xrealloc(side->records, side->nr_records + 1,
				 sizeof(*side->records));
	to = &side->records[side->nr_records++];
	*to = (struct side_record){
		.path = xstrdup(path), .boot = boot, .rec = *rec,
	};
	if (boot == side->nr_boots)
		side->nr_boots++;
	*rec = (struct record){ 0 };
	summary_make(&to->rec, &to->sum);
	to->runs = runs_make(&to->rec);
	side->nr_runs += to->rec.nr_runs;
}

/* The record this one is a copy of, or a link to; NULL if it is none. */
static const char *copy_of(const struct side *side, const struct record *rec)
{
	size_t i;

	for (i = 0; i < side->nr_records; i++)
		if (record_is_copy(&side->records[i].rec, rec))
			return side->records[i].path;
	return NULL;
}

static int add_file(struct side *side, const char *path)
{
	const char *other;
	struct record rec;
	char err[512];

	if (record_load(&rec, path, err, sizeof(err))) {
		complain("%s: %s", path, err);
		return -1;
	}
	if (!rec.nr_runs) {
		complain("%s: a record without runs", path);
		record_free(&rec);
		return -1;
	}
	other = copy_of(side, &rec);
	if (other) {
		complain("%s: the same record as %s: evidence counts once", path, other);
		record_free(&rec);
		return -1;
	}
	side_add(side, path, &rec);
	return 0;
}

bool side_shares(const struct side *base, const struct side *new)
{
	const char *other;
	size_t i;

	for (i = 0; i < new->nr_records; i++) {
		other = copy_of(base, &new->records[i].rec);
		if (!other)
			continue;
		complain("%s: the same record as %s, which is on the other side",
			 new->records[i].path, other);
		return true;
	}
	return false;
}

bool side_is_json(const char *name)
{
	size_t len = strlen(name), suffix = strlen(SUFFIX);

	return len > suffix && *name != '.' && !strcmp(name + len - suffix, SUFFIX);
}

/* A pipe would be waited for, and a directory is no record. */
static bool is_record(const char *name, const char *path)
{
	struct stat st;

	return side_is_json(name) && (stat(path, &st) || S_ISREG(st.st_mode));
}

static int not_dots(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
}

/* By when they were begun, to the second, which is as far as RFC 3339 compares as text. */
static int compare_time(const void *va, const void *vb)
{
	const struct side_record *a = va, *b = vb;
	const char *of_a = a->rec.runs[0].started, *of_b = b->rec.runs[0].started;

	return strncmp(of_a, of_b, strlen("2026-11-21T21:40:00")) ?: strcoll(a->path, b->path);
}

/* Goes on behind a file that is wrong, so that all of them are told at once. */
static int add_directory(struct side *side, const char *path)
{
	struct dirent **entries;
	int nr, i, ret = 0;

	nr = scandir(path, &entries, not_dots, alphasort);
	if (nr < 0) {
		complain("%s: %s", path, strerror(errno));
		return -1;
	}
	for (i = 0; i < nr; i++) {
		const char *name = entries[i]->d_name;
		char *file = xasprintf("%s/%s", path, name);

		if (!is_record(name, file)) {
			side->left_out = xappend(side->left_out, ", ", name);
		} else if (side->nr_records == SIDE_MAX_RECORDS) {
			complain("%s: more than %d records", path, SIDE_MAX_RECORDS);
			ret = -1;
		} else if (add_file(side, file)) {
			ret = -1;
		}
		free(file);
		if (ret && side->nr_records == SIDE_MAX_RECORDS)
			break;
	}
	for (i = 0; i < nr; i++)
		free(entries[i]);
	free(entries);
	if (side->nr_records)
		qsort(side->records, side->nr_records, sizeof(*side->records), compare_time);
	if (!ret && !side->nr_records) {
		complain("%s: no records in this directory (files that end in %s)",
			 path, SUFFIX);
		ret = -1;
	}
	return ret;
}

int side_load(struct side *side, const char *path)
{
	struct stat st;
	char err[512];
	int ret;

	side_init(side, path);
	if (strcmp(path, "-") && !stat(path, &st) && S_ISDIR(st.st_mode))
		return add_directory(side, path);
	ret = published_load(&side->published, path, err, sizeof(err));
	if (ret < 0) {
		complain("%s: %s", path, err);
		return -1;
	}
	return side->published ? 0 : add_file(side, path);
}

void side_free(struct side *side)
{
	size_t i;

	for (i = 0; i < side->nr_records; i++) {
		struct side_record *rec = &side->records[i];

		runs_free(rec->runs, rec->rec.nr_runs);
		summary_free(&rec->sum);
		record_free(&rec->rec);
		free(rec->path);
	}
	free(side->records);
	published_free(side->published);
	free(side->left_out);
	free(side->path);
	*side = (struct side){ 0 };
}

void sides_add(struct sides *sides, const struct side *side)
{
	sides->list = xrealloc(sides->list, sides->nr + 1, sizeof(*sides->list));
	sides->list[sides->nr++] = *side;
}

void sides_free(struct sides *sides)
{
	size_t i;

	for (i = 0; i < sides->nr; i++)
		side_free(&sides->list[i]);
	free(sides->list);
	*sides = (struct sides){ 0 };
}

const struct fingerprint *side_fp(const struct side *side)
{
	return side->nr_records ? &side->records[0].rec.fp : NULL;
}

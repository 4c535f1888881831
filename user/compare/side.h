/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One side of a comparison: records of one machine, or figures somebody
 * published.
 */
#ifndef VMEXITSTAT_COMPARE_SIDE_H
#define VMEXITSTAT_COMPARE_SIDE_H

#include "compare/published.h"
#include "record/stats.h"

/* Limits a directory is held to. */
#define SIDE_MAX_RECORDS	1000

/**
 * struct side_record - a record, and its statistics
 * @path: where it came from; owned
 * @boot: number of its boot among the side's, from 0
 * @rec: the record
 * @sum: all its runs pooled: what "net" is net of comes from here
 * @runs: each run by itself, @rec.nr_runs of them
 */
struct side_record {
	char *path;
	size_t boot;
	struct record rec;
	struct summary sum;
	struct summary *runs;
};

/**
 * struct side - records, one at least; or @published
 * @path: as given; owned
 * @records: in the order of time
 * @nr_records: how many; 0 of published figures
 * @nr_boots: of how many boots they are, by boot_id; one without is of its own
 * @nr_runs: of all records
 * @left_out: what else is in the directory, between commas; "" if nothing
 * @published: figures without samples; NULL where there are records
 */
struct side {
	char *path;
	struct side_record *records;
	size_t nr_records;
	size_t nr_boots;
	size_t nr_runs;
	char *left_out;
	struct published *published;
};

/**
 * struct sides - several of them
 * @list: @nr sides
 */
struct sides {
	struct side *list;
	size_t nr;
};

/**
 * side_load() - read a record, a directory of them, or published figures
 * @side: filled; side_free() it in any case
 * @path: a file, "-" for standard input, or a directory, of which every entry
 *	that ends in .json and is a file is read
 *
 * Return: 0, or -1 with every file that is wrong told on standard error.
 */
int side_load(struct side *side, const char *path);

/* Whether a record of @new is one of @base as well; complains of it. */
bool side_shares(const struct side *base, const struct side *new);

/* Whether a file's name is that of a record or of published figures. */
bool side_is_json(const char *name);

/* A side of its own, without records. */
void side_init(struct side *side, const char *path);

/* Adds a record, which is taken over: *@rec is empty afterwards. */
void side_add(struct side *side, const char *path, struct record *rec);

void side_free(struct side *side);

/* Adds a side, which is taken over. */
void sides_add(struct sides *sides, const struct side *side);
void sides_free(struct sides *sides);

/* The machine; NULL of published figures. */
const struct fingerprint *side_fp(const struct side *side);

#endif /* VMEXITSTAT_COMPARE_SIDE_H */

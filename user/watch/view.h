/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is watched, shown: as a page of a screen, or as lines. None closes
 * or flushes @out; the caller looks at ferror().
 */
#ifndef VMEXITSTAT_WATCH_VIEW_H
#define VMEXITSTAT_WATCH_VIEW_H

#include "view/view.h"
#include "watch/against.h"

/**
 * struct watched - what an update shows
 * @rec: one run, of the last minute; all in it is owned by others
 * @sum: of @rec
 * @ms: how long the minute is
 * @state: the monitor's
 * @against: with a baseline or without
 */
struct watched {
	struct record rec;
	struct summary sum;
	uint64_t ms;
	const char *state;
	const struct against *against;
};

/**
 * watch_table() - a page for people
 * @watched: what there is
 * @opts: width, colours, characters, unit
 * @out: stream
 *
 * Return: how many of its lines are the head, column titles included: what
 * should stay where the rest is scrolled.
 */
size_t watch_table(const struct watched *watched, const struct view_opts *opts,
		   FILE *out);

/* The column names of CSV. */
void watch_csv_titles(FILE *out);

/* A line for each probe that ever was monitored: an object of JSON, or CSV. */
void watch_lines(const struct watched *watched, bool json, FILE *out);

#endif /* VMEXITSTAT_WATCH_VIEW_H */

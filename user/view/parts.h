/* SPDX-License-Identifier: GPL-2.0 */
/* Parts the table view is put together from. */
#ifndef VMEXITSTAT_VIEW_PARTS_H
#define VMEXITSTAT_VIEW_PARTS_H

#include <stdarg.h>

#include "lib/util.h"
#include "record/stats.h"
#include "view/view.h"

/* Room for any number as view_number() writes it, with its NUL. */
#define VIEW_NUMBER_LEN	16

enum view_color {
	VIEW_PLAIN,
	VIEW_BOLD,
	VIEW_DIM,
	VIEW_WARN,
	VIEW_ALARM,
};

/* The escape sequence, or "" without colours. */
const char *view_color(const struct view_opts *opts, enum view_color color);

/**
 * struct view_unit - what figures are shown in
 * @name: "cycles", "ns", or "ticks" where they are no measure of time
 * @factor: one cycle in that unit
 * @decimals: small figures have a tenth
 */
struct view_unit {
	const char *name;
	double factor;
	bool decimals;
};

/* ns only where asked for, known, and true. */
struct view_unit view_unit(const struct record *rec,
			   const struct view_opts *opts);

/* At most 7 characters: as it is below 10^7, then as 12.34M, 1.234G, ... */
void view_number(double value, bool decimals, char buf[VIEW_NUMBER_LEN]);

/**
 * view_wrap() - print a paragraph
 * @text: clean text
 * @indent: before the second and later lines
 * @opts: width
 * @out: stream
 */
void view_wrap(const char *text, const char *indent,
	       const struct view_opts *opts, FILE *out);

/* vprintf() into clean text, owned by the caller. */
char *view_vtext(const struct view_opts *opts, const char *fmt, va_list args);

/* printf() of one paragraph, in a colour; arguments may be foreign text. */
void view_note(const struct view_opts *opts, FILE *out, enum view_color color,
	       const char *fmt, ...) __printf(4, 5);

/* One line "Label      text", cut to the width; "unknown" for no text. */
void view_fact(const struct view_opts *opts, FILE *out, const char *label,
	       const char *fmt, ...) __printf(4, 5);

/* The line that comes before all others where @emulated is not NULL. */
void view_emulated(const char *emulated, const struct view_opts *opts, FILE *out);

/* "" or "s" */
const char *view_plural(uint64_t number);

/* On what the record was measured: the lines above the table. */
void view_head(const struct record *rec, const struct view_opts *opts,
	       FILE *out);

/**
 * struct view_axis - the log axis all distributions of a table share
 * @low: value at the left end, in the unit shown, at least 1
 * @high: at the right end; what is longer is drawn in the last column
 * @width: columns
 */
struct view_axis {
	double low;
	double high;
	int width;
};

struct view_axis view_axis(const struct summary *sum,
			   const struct view_unit *unit);

/* Labels over the distributions, in at most @axis->width columns. */
void view_ticks(const struct view_axis *axis, FILE *out);

/* One probe's distribution in at most @axis->width columns. */
void view_spark(const struct summary *sum, const struct pooled *probe,
		const struct view_axis *axis, const struct view_unit *unit,
		bool utf8, FILE *out);

/**
 * struct view_shown - what the notes have to make up for
 * @no_path: names are shown without this path, the same for all; NULL: with
 * @no_p90: a column that was left out for want of room, as the others are
 * @no_p99: likewise
 * @no_p999: likewise
 * @no_samples: likewise
 * @no_disturbed: likewise
 * @no_route: likewise
 * @spark: distributions are drawn
 */
struct view_shown {
	const char *no_path;
	bool no_p90;
	bool no_p99;
	bool no_p999;
	bool no_samples;
	bool no_disturbed;
	bool no_route;
	bool spark;
};

/* What must be known to read the table: the lines below it. */
void view_notes(const struct record *rec, const struct summary *sum,
		const struct view_shown *shown, const struct view_opts *opts,
		FILE *out);

/* Of them those that explain view_mark()'s marks. */
void view_note_marks(const struct summary *sum, const struct view_shown *shown,
		     const struct view_opts *opts, FILE *out);

/* How routes are known, and which were seen to be others. */
void view_note_routes(const struct summary *sum, const struct view_opts *opts,
		      FILE *out);

/* Exits measured as instruction and directly, taken apart; nothing without. */
void view_anatomy(const struct record *rec, const struct summary *sum,
		  const struct view_opts *opts, FILE *out);

/* Before a probe's name: ' ' it exits, else a mark view_notes() explains. */
char view_mark(const struct pooled *probe);

#endif /* VMEXITSTAT_VIEW_PARTS_H */

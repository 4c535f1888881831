/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text in columns, each as wide as what stands in it. Where the line is too
 * short columns are left out, in the order their owner says.
 */
#ifndef VMEXITSTAT_VIEW_GRID_H
#define VMEXITSTAT_VIEW_GRID_H

#include "view/parts.h"

/**
 * struct grid_column - one column
 * @title: above it
 * @called: where it was left out, if that is not its title; may be NULL
 * @text: written to the left, else to the right
 * @stays: what goes last if need be: the lowest goes first, 0 is never left out
 */
struct grid_column {
	const char *title;
	bool text;
	int stays;
	const char *called;
};

/**
 * struct grid_row - one row
 * @cell: one a column, "" where nothing stands there; owned
 * @rest: what stands in place of all cells behind the first, or NULL; owned
 * @color: of the row
 */
struct grid_row {
	char **cell;
	char *rest;
	enum view_color color;
};

/**
 * struct grid - a table being made
 * @columns: @nr_columns of them, at most 32
 * @rows: @nr_rows of them
 */
struct grid {
	const struct grid_column *columns;
	size_t nr_columns;
	struct grid_row *rows;
	size_t nr_rows;
};

/* The rows of @grid below come after; returned until the next one is added. */
struct grid_row *grid_add(struct grid *grid, enum view_color color);

/* Sets a cell of the last row; text is cleaned. */
void grid_set(struct grid *grid, size_t column, const char *fmt, ...)
	__printf(3, 4);

/* Sets what stands behind the first cell of the last row. */
void grid_rest(struct grid *grid, const char *fmt, ...) __printf(2, 3);

/**
 * grid_print() - print it
 * @grid: grid
 * @opts: width, colours, characters
 * @out: stream
 *
 * Return: a bit for each column that was left out for want of room. One without
 * any cell is not shown either, and has no bit.
 */
uint32_t grid_print(const struct grid *grid, const struct view_opts *opts,
		    FILE *out);
/* The line that tells which columns were left out, if any were. */
void grid_note(const struct grid_column *columns, size_t nr, uint32_t left_out,
	       const struct view_opts *opts, FILE *out);

void grid_free(struct grid *grid);

#endif /* VMEXITSTAT_VIEW_GRID_H */

// SPDX-License-Identifier: GPL-2.0
/* Text in columns. */
#include "view/grid.h"

#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "lib/util.h"
#include "view/markup.h"

#define GAP	2
#define LEAST	8	/* columns of the first cell, however little room there is */

struct grid_row *grid_add(struct grid *grid, enum view_color color)
{
	struct grid_row *row;
	size_t i;

	grid->rows = xrealloc(grid->rows, grid->nr_rows + 1, sizeof(*grid->rows));
	row = &grid->rows[grid->nr_rows++];
	*row = (struct grid_row){
		.cell = xcalloc(grid->nr_columns, sizeof(*row->cell)),
		.color = color,
	};
	for (i = 0; i < grid->nr_columns; i++)
		row->cell[i] = xstrdup("");
	return row;
}

static char *cleaned(const char *fmt, va_list args)
{
	const struct view_opts any = { .utf8 = true };

	return view_vtext(&any, fmt, args);
}

void grid_set(struct grid *grid, size_t column, const char *fmt, ...)
{
	char **cell = &grid->rows[grid->nr_rows - 1].cell[column];
	va_list args;

	free(*cell);
	va_start(args, fmt);
	*cell = cleaned(fmt, args);
	va_end(args);
}

void grid_rest(struct grid *grid, const char *fmt, ...)
{
	char **rest = &grid->rows[grid->nr_rows - 1].rest;
	va_list args;

	free(*rest);
	va_start(args, fmt);
	*rest = cleaned(fmt, args);
	va_end(args);
}

/* Widths; 0 for a column in which nothing stands. */
static void measure(const struct grid *grid, int *width)
{
	size_t i, row;

	for (i = 0; i < grid->nr_columns; i++) {
		width[i] = 0;
		for (row = 0; row < grid->nr_rows; row++) {
			int len = text_width(grid->rows[row].cell[i]);

			width[i] = len > width[i] ? len : width[i];
		}
		if (width[i] && text_width(grid->columns[i].title) > width[i])
			width[i] = text_width(grid->columns[i].title);
	}
}

static int total(const struct grid *grid, const int *width)
{
	int sum = -GAP;
	size_t i;

	for (i = 0; i < grid->nr_columns; i++)
		if (width[i])
			sum += width[i] + GAP;
	return sum;
}

/* The column that is missed least of those still there, or none. */
static size_t least_missed(const struct grid *grid, const int *width)
{
	size_t i, least = grid->nr_columns;

	for (i = 0; i < grid->nr_columns; i++) {
		int stays = grid->columns[i].stays;

		if (width[i] && stays && (least == grid->nr_columns ||
					  stays < grid->columns[least].stays))
			least = i;
	}
	return least;
}

static uint32_t fit(const struct grid *grid, int *width, int room)
{
	uint32_t left_out = 0;
	int over;
	size_t i;

	while (total(grid, width) > room) {
		i = least_missed(grid, width);
		if (i == grid->nr_columns)
			break;
		width[i] = 0;
		left_out |= UINT32_C(1) << i;
	}
	over = total(grid, width) - room;
	if (over > 0)
		width[0] = width[0] - over < LEAST ? LEAST : width[0] - over;
	return left_out;
}

static void put_cell(const char *text, int width, bool left, bool last,
		     FILE *out)
{
	char *cut = xstrdup(text);
	int blanks;

	text_cut(cut, width);
	blanks = width - text_width(cut);
	if (!left)
		fprintf(out, "%*s", blanks, "");
	fputs(cut, out);
	if (left && !last)
		fprintf(out, "%*s", blanks, "");
	free(cut);
}

static void put_rest(const struct grid_row *row, const int *width, int room,
		     FILE *out)
{
	char *cut = xstrdup(row->rest);

	put_cell(row->cell[0], width[0], true, false, out);
	text_cut(cut, room - width[0] - GAP);
	fprintf(out, "%*s%s", GAP, "", cut);
	free(cut);
}

/* The last column with anything in it: no blanks after that. */
static size_t last_cell(const struct grid *grid, char *const *cell,
			const int *width)
{
	size_t i, last = 0;

	for (i = 0; i < grid->nr_columns; i++)
		if (width[i] && *cell[i])
			last = i;
	return last;
}

static void put_cells(const struct grid *grid, char *const *cell,
		      const int *width, FILE *out)
{
	size_t i, last = last_cell(grid, cell, width);

	for (i = 0; i <= last; i++) {
		if (!width[i])
			continue;
		if (i)
			fprintf(out, "%*s", GAP, "");
		put_cell(cell[i], width[i], grid->columns[i].text, i == last, out);
	}
}

static void put_titles(const struct grid *grid, const int *width,
		       const struct view_opts *opts, FILE *out)
{
	char **titles = xcalloc(grid->nr_columns, sizeof(*titles));
	size_t i;

	for (i = 0; i < grid->nr_columns; i++)
		titles[i] = (char *)grid->columns[i].title;
	fputs(view_color(opts, VIEW_BOLD), out);
	put_cells(grid, titles, width, out);
	fprintf(out, "%s\n", view_color(opts, VIEW_PLAIN));
	free(titles);
}

uint32_t grid_print(const struct grid *grid, const struct view_opts *opts,
		    FILE *out)
{
	int *width = xcalloc(grid->nr_columns, sizeof(*width));
	uint32_t left_out;
	size_t i;

	measure(grid, width);
	left_out = fit(grid, width, opts->width);
	if (opts->markup) {
		markup_grid(grid, width, opts->markup, out);
		free(width);
		return left_out;
	}
	put_titles(grid, width, opts, out);
	for (i = 0; i < grid->nr_rows; i++) {
		const struct grid_row *row = &grid->rows[i];
		bool plain = row->color == VIEW_PLAIN;

		fputs(plain ? "" : view_color(opts, row->color), out);
		if (row->rest)
			put_rest(row, width, opts->width, out);
		else
			put_cells(grid, row->cell, width, out);
		fprintf(out, "%s\n", plain ? "" : view_color(opts, VIEW_PLAIN));
	}
	free(width);
	return left_out;
}

void grid_note(const struct grid_column *columns, size_t nr, uint32_t left_out,
	       const struct view_opts *opts, FILE *out)
{
	char *list = xstrdup("");
	size_t i;

	for (i = 0; i < nr; i++)
		if (left_out & UINT32_C(1) << i)
			list = xappend(list, ", ",
				       columns[i].called ?: columns[i].title);
	if (*list)
		view_note(opts, out, VIEW_PLAIN,
			  "Left out for want of room: %s.", list);
	free(list);
}

void grid_free(struct grid *grid)
{
	size_t i, row;

	for (row = 0; row < grid->nr_rows; row++) {
		for (i = 0; i < grid->nr_columns; i++)
			free(grid->rows[row].cell[i]);
		free(grid->rows[row].cell);
		free(grid->rows[row].rest);
	}
	free(grid->rows);
	*grid = (struct grid){ 0 };
}

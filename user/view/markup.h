/* SPDX-License-Identifier: GPL-2.0 */
/* What a view writes, as Markdown (GitHub's) or LaTeX. */
#ifndef VMEXITSTAT_VIEW_MARKUP_H
#define VMEXITSTAT_VIEW_MARKUP_H

#include "view/grid.h"

/*
 * A sentence below or above a table: a paragraph, in LaTeX a comment unless it is
 * @loud, since what is emulated has to be said wherever it is printed.
 */
void markup_note(enum view_markup markup, bool loud, const char *text, FILE *out);

/**
 * markup_grid() - a table
 * @grid: grid
 * @width: of each column; 0: it is not shown
 * @markup: not VIEW_NO_MARKUP
 * @out: stream
 *
 * In LaTeX a tabular, which needs no package.
 */
void markup_grid(const struct grid *grid, const int *width, enum view_markup markup,
		 FILE *out);

#endif /* VMEXITSTAT_VIEW_MARKUP_H */

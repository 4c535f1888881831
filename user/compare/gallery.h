/* SPDX-License-Identifier: GPL-2.0 */
/* The published figures that came with the tool. */
#ifndef VMEXITSTAT_COMPARE_GALLERY_H
#define VMEXITSTAT_COMPARE_GALLERY_H

#include "compare/side.h"

/**
 * struct gallery - all of them
 * @list: @nr sides, each of published figures, in the order of their files' names
 */
struct gallery {
	struct side *list;
	size_t nr;
};

/**
 * gallery_load() - read what is installed beside this program, or lies in its source
 * @all: filled; gallery_free() it in any case
 *
 * Return: 0, or -1 with what is wrong told on standard error.
 */
int gallery_load(struct gallery *all);

/**
 * gallery_pick() - keep what can stand beside a side
 * @all: those of another platform are taken out, and where some are in ns those in cycles
 *	of their own TSC
 * @side: a record, or records
 *
 * Return: 0, or -1 with what there is told on standard error, if none is left.
 */
int gallery_pick(struct gallery *all, const struct side *side);

void gallery_free(struct gallery *all);

#endif /* VMEXITSTAT_COMPARE_GALLERY_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* The published figures that came with the tool. */
#ifndef VMEXITSTAT_COMPARE_GALLERY_H
#define VMEXITSTAT_COMPARE_GALLERY_H

#include "compare/side.h"

/**
 * gallery_load() - read what is installed beside this program, or lies in its source
 * @all: set to sides of published figures, in the order of their files' names; sides_free()
 *	it in any case
 *
 * Return: 0, or -1 with what is wrong told on standard error.
 */
int gallery_load(struct sides *all);

/**
 * gallery_pick() - keep what can stand beside a side
 * @all: of gallery_load(): those of another platform are taken out, and where some are in
 *	ns those in cycles of their own TSC
 * @side: a record, or records
 *
 * Return: 0, or -1 with what there is told on standard error, if none is left.
 */
int gallery_pick(struct sides *all, const struct side *side);

#endif /* VMEXITSTAT_COMPARE_GALLERY_H */

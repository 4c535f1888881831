/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What must be known before two sides are compared: where their fingerprints
 * and settings differ, and what that means for the comparison.
 */
#ifndef VMEXITSTAT_COMPARE_DIFFER_H
#define VMEXITSTAT_COMPARE_DIFFER_H

#include "compare/notes.h"
#include "compare/side.h"

/* How the records of one side differ from its first one, and what spoiled them. */
void differ_within(const struct side *side, struct notes *notes);

/**
 * differ_sides() - how NEW differs from BASE, and whether they can be compared
 * @base: side
 * @new: side
 * @same_platform: another platform is another machine
 * @notes: added to
 */
void differ_sides(const struct side *base, const struct side *new,
		  bool same_platform, struct notes *notes);

#endif /* VMEXITSTAT_COMPARE_DIFFER_H */

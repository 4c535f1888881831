/* SPDX-License-Identifier: GPL-2.0 */
/* How well the parts of an exit are known. */
#ifndef VMEXITSTAT_RECORD_ANATOMY_SPREAD_H
#define VMEXITSTAT_RECORD_ANATOMY_SPREAD_H

#include "record/anatomy.h"

/**
 * anatomy_spread() - how well the parts are known
 * @runs: of the record that the exits are of, each by itself
 * @nr_runs: how many
 * @list: exits; their @within and @alike are set
 * @nr: how many
 */
void anatomy_spread(const struct summary *runs, size_t nr_runs, struct anatomy *list,
		    size_t nr);

/* The largest @within of an exit; NAN where none is known. */
double anatomy_within(const struct anatomy *a);

/**
 * anatomy_alike() - parts of which none is known to be the larger, as text
 * @list: exits, @nr of them
 * @words: what their parts are called
 *
 * Return: "cpuid:0x1 (#VC, host), ...", "" if there are none; to be freed.
 */
char *anatomy_alike(const struct anatomy *list, size_t nr, const struct anatomy_words *words);

#endif /* VMEXITSTAT_RECORD_ANATOMY_SPREAD_H */

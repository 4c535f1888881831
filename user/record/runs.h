/* SPDX-License-Identifier: GPL-2.0 */
/* A record run by run. */
#ifndef VMEXITSTAT_RECORD_RUNS_H
#define VMEXITSTAT_RECORD_RUNS_H

#include "record/stats.h"

/**
 * runs_make() - each run by itself
 * @rec: record; must outlive them
 *
 * Return: @rec->nr_runs summaries, for runs_free().
 */
struct summary *runs_make(const struct record *rec);
void runs_free(struct summary *runs, size_t nr);

#endif /* VMEXITSTAT_RECORD_RUNS_H */

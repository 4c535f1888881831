// SPDX-License-Identifier: GPL-2.0
/* A record run by run. */
#include "record/runs.h"

#include <stdlib.h>

#include "lib/util.h"

struct summary *runs_make(const struct record *rec)
{
	struct summary *runs = xcalloc(rec->nr_runs, sizeof(*runs));
	size_t i;

	for (i = 0; i < rec->nr_runs; i++) {
		struct record one = { .runs = &rec->runs[i], .nr_runs = 1 };

		summary_make(&one, &runs[i]);
	}
	return runs;
}

void runs_free(struct summary *runs, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		summary_free(&runs[i]);
	free(runs);
}

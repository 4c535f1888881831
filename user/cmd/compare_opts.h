/* SPDX-License-Identifier: GPL-2.0 */
/* The options of every command that compares: --statistic, --boot-cv, --force. */
#ifndef VMEXITSTAT_CMD_COMPARE_OPTS_H
#define VMEXITSTAT_CMD_COMPARE_OPTS_H

#include <argp.h>

#include "compare/compare.h"

/**
 * struct comparing - how to compare, as it was asked for
 * @opts: p50, cycles, not forced unless asked otherwise
 * @chosen: a statistic was
 */
struct comparing {
	struct compare_opts opts;
	bool chosen;
};

/* Its input is a struct comparing. */
extern const struct argp compare_argp;

/**
 * comparing_published() - published figures are what they are
 * @how: its statistic becomes theirs if none was chosen
 * @side: any side
 *
 * Return: 0, or -1 with what is wrong told on standard error.
 */
int comparing_published(struct comparing *how, const struct side *side);

#endif /* VMEXITSTAT_CMD_COMPARE_OPTS_H */

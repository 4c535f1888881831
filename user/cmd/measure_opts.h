/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The options of every command that asks a source. The input of all is
 * one struct measure_opts, which source_argp gives its defaults.
 */
#ifndef VMEXITSTAT_CMD_MEASURE_OPTS_H
#define VMEXITSTAT_CMD_MEASURE_OPTS_H

#include <argp.h>

#include "source/measure.h"

extern const struct argp source_argp;	/* which source: -s */
extern const struct argp select_argp;	/* which of its probes: -e -p */
extern const struct argp measure_argp;	/* how to measure, and these two */
extern const struct argp json_argp;	/* of those that measure nothing: --json */

/**
 * option_number() - the argument of an option that wants a number
 * @state: argp's; it ends with EXIT_USAGE where @arg is none
 * @what: the option
 * @arg: decimal digits
 * @min: least
 * @max: most
 *
 * Return: the number.
 */
uint64_t option_number(struct argp_state *state, const char *what,
		       const char *arg, uint64_t min, uint64_t max);

void measure_opts_free(struct measure_opts *opts);

#endif /* VMEXITSTAT_CMD_MEASURE_OPTS_H */

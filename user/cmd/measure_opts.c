// SPDX-License-Identifier: GPL-2.0
/* The options of every command that asks a source. */
#include "cmd/measure_opts.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/argv.h"
#include "cmd/until.h"
#include "lib/percent.h"
#include "lib/util.h"
#include "source/cpulist.h"

#define DEFAULT_SAMPLES		10000
#define DEFAULT_WARMUP		100
#define DEFAULT_BATCH_US	50
#define DEFAULT_RUNS		5	/* the paper's method */
#define MAX_PAUSE		3600

enum {
	OPT_WARMUP = 0x300,
	OPT_BATCH_US,
	OPT_SERIAL,
	OPT_PAUSE,
	OPT_UNTIL,
	OPT_JSON,
};

static const struct argp_option source_options[] = {
	{ "source", 's', "SOURCE", 0,
	  "Samples from: auto (default), module or cpl3", 1 },
	{ 0 }
};

static const struct argp_option select_options[] = {
	{ "exit", 'e', "EXITS", 0,
	  "Only with one of these exits, like cpuid,in", 2 },
	{ "path", 'p', "PATHS", 0,
	  "Only on one of these paths, like insn,ghcb-page", 2 },
	{ 0 }
};

static const struct argp_option json_options[] = {
	{ "json", OPT_JSON, NULL, 0, "Print JSON", 4 },
	{ 0 }
};

static const struct argp_option measure_options[] = {
	{ "probe", 'P', "NAME", 0,
	  "This probe, not the default set: cpuid:0xd.1 or one of "
	  "'vmexitstat list'; may be given again", 3 },
	{ "cpus", 'c', "LIST", 0,
	  "CPUs, like 0-3,8, or all (default: one)", 3 },
	{ "samples", 'n', "N", 0,
	  "Samples per probe, CPU and run (default: 10000)", 3 },
	{ "warmup", OPT_WARMUP, "N", 0,
	  "Executions thrown away before (default: 100)", 3 },
	{ "runs", 'r', "N", 0,
	  "Runs (default: 5; with --until at most 100)", 3 },
	{ "until", OPT_UNTIL, "PERCENT", 0,
	  "Take runs until each p50 is known to 1%, say", 3 },
	{ "pause", OPT_PAUSE, "SECONDS", 0,
	  "Wait between two runs (default: 0)", 3 },
	{ "batch-us", OPT_BATCH_US, "US", 0,
	  "Longest time with interrupts off (default: 50)", 3 },
	{ "serial", OPT_SERIAL, NULL, 0,
	  "One CPU after the other instead of all at once", 3 },
	{ "quiet", 'q', NULL, 0, "No progress on the terminal", 3 },
	{ 0 }
};

/* Digits and nothing else: no sign, no blanks, no suffix, no overflow. */
uint64_t option_number(struct argp_state *state, const char *what,
		       const char *arg, uint64_t min, uint64_t max)
{
	uint64_t value = 0;
	const char *s;

	for (s = arg; *s >= '0' && *s <= '9' && value <= max; s++)
		value = value * 10 + (uint64_t)(*s - '0');
	if (s == arg || *s || value < min || value > max)
		argp_error(state, "%s: '%s' is no number from %llu to %llu",
			   what, arg, (unsigned long long)min,
			   (unsigned long long)max);
	return value;
}

static void words(struct argp_state *state, const char *what,
		  const char *const *names, unsigned int nr, const char *arg,
		  uint32_t *bits)
{
	const char *bad = select_words(names, nr, arg, bits);

	if (bad)
		argv_unknown(state, what, bad, names, nr);
}

static error_t parse_source(int key, char *arg, struct argp_state *state)
{
	const char *const sources[] = { "auto", source_module.name, source_cpl3.name };
	struct measure_opts *opts = state->input;
	size_t i;

	switch (key) {
	case ARGP_KEY_INIT:
		*opts = (struct measure_opts){
			.source = "auto",
			.samples = DEFAULT_SAMPLES,
			.warmup = DEFAULT_WARMUP,
			.batch_us = DEFAULT_BATCH_US,
			.runs = DEFAULT_RUNS,
		};
		return 0;
	case 's':
		for (i = 0; i < ARRAY_SIZE(sources) && strcmp(arg, sources[i]); i++)
			;
		if (i == ARRAY_SIZE(sources))
			argv_unknown(state, "source", arg, sources, ARRAY_SIZE(sources));
		opts->source = arg;
		opts->given |= MEASURE_GIVEN_SOURCE;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

const struct argp source_argp = {
	.options = source_options,
	.parser = parse_source,
};

static error_t parse_select(int key, char *arg, struct argp_state *state)
{
	struct measure_opts *opts = state->input;

	switch (key) {
	case 'e':
		words(state, "exit", vmexit_exit_names, VMEXIT_NR_EXITS, arg,
		      &opts->select.exits);
		opts->given |= MEASURE_GIVEN_PROBES;
		return 0;
	case 'p':
		words(state, "path", vmexit_path_names, VMEXIT_NR_PATHS, arg,
		      &opts->select.paths);
		opts->given |= MEASURE_GIVEN_PROBES;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

const struct argp select_argp = {
	.options = select_options,
	.parser = parse_select,
};

static void add_name(struct select *sel, char *name)
{
	sel->names = xrealloc(sel->names, sel->nr_names + 1,
			      sizeof(*sel->names));
	sel->names[sel->nr_names++] = name;
}

static void check_cpus(struct argp_state *state, const char *arg)
{
	struct cpulist list;

	if (!strcmp(arg, "all"))
		return;
	if (!*arg || cpulist_parse(arg, &list))
		argp_error(state, "--cpus: '%s' is neither a list like 0-3,8 nor all",
			   arg);
	else
		cpulist_free(&list);
}

static error_t parse_measure(int key, char *arg, struct argp_state *state)
{
	struct measure_opts *opts = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = opts;
		state->child_inputs[1] = opts;
		return 0;
	case 'P':
		add_name(&opts->select, arg);
		opts->given |= MEASURE_GIVEN_PROBES;
		return 0;
	case 'c':
		check_cpus(state, arg);
		opts->cpus = arg;
		opts->given |= MEASURE_GIVEN_CPUS;
		return 0;
	case 'n':
		opts->samples = option_number(state, "--samples", arg, 1,
					      VMEXIT_MAX_SAMPLES);
		opts->given |= MEASURE_GIVEN_SAMPLES;
		return 0;
	case OPT_WARMUP:
		opts->warmup = (uint32_t)option_number(state, "--warmup", arg, 0,
						       VMEXIT_MAX_WARMUP);
		opts->given |= MEASURE_GIVEN_WARMUP;
		return 0;
	case 'r':
		opts->runs = (uint32_t)option_number(state, "--runs", arg, 1,
						     RECORD_MAX_RUNS);
		opts->given |= MEASURE_GIVEN_RUNS;
		return 0;
	case OPT_BATCH_US:
		opts->batch_us = (uint32_t)option_number(state, "--batch-us", arg, 1,
							 VMEXIT_MAX_BATCH_US);
		opts->given |= MEASURE_GIVEN_BATCH_US;
		return 0;
	case OPT_SERIAL:
		opts->serial = true;
		opts->given |= MEASURE_GIVEN_SERIAL;
		return 0;
	case OPT_PAUSE:
		opts->pause_s = (uint32_t)option_number(state, "--pause", arg, 0,
							MAX_PAUSE);
		opts->given |= MEASURE_GIVEN_PACE;
		return 0;
	case OPT_UNTIL:
		if (percent_parse(arg, &opts->until) || opts->until <= 0 || opts->until > 100)
			argp_error(state,
				   "--until: '%s' is no percentage above 0%% and up to 100%%",
				   arg);
		opts->given |= MEASURE_GIVEN_PACE;
		return 0;
	case ARGP_KEY_END:
		if (opts->until > 0 && !(opts->given & MEASURE_GIVEN_RUNS))
			opts->runs = UNTIL_MOST_RUNS;
		opts->enough = until_enough;
		return 0;
	case 'q':
		opts->quiet = true;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_child measure_children[] = {
	{ .argp = &source_argp },
	{ .argp = &select_argp },
	{ 0 }
};

const struct argp measure_argp = {
	.options = measure_options,
	.parser = parse_measure,
	.children = measure_children,
};

static error_t parse_json(int key, char *arg, struct argp_state *state)
{
	struct measure_opts *opts = state->input;

	(void)arg;
	if (key != OPT_JSON)
		return ARGP_ERR_UNKNOWN;
	opts->json = true;
	return 0;
}

const struct argp json_argp = {
	.options = json_options,
	.parser = parse_json,
};

void measure_opts_free(struct measure_opts *opts)
{
	free(opts->select.names);
}

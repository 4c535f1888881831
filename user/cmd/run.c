// SPDX-License-Identifier: GPL-2.0
/* vmexitstat run: measure, and print what was found. */
#include "cmd/argv.h"
#include "cmd/cmd.h"
#include "cmd/measure_opts.h"
#include "cmd/output.h"

struct run_opts {
	struct measure_opts measure;
	struct output_opts output;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct run_opts *opts = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &opts->measure;
		state->child_inputs[1] = &opts->output;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "unexpected argument '%s'", arg);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

int cmd_run(int argc, char **argv)
{
	const struct argp_child children[] = {
		{ .argp = &measure_argp },
		{ .argp = &output_argp },
		{ 0 }
	};
	const struct argp argp = {
		.parser = parse,
		.children = children,
		.doc = "Measure the default probes, or those chosen, and print "
		       "how their latencies are distributed."
		       "\vExamples:\n"
		       "  vmexitstat run\n"
		       "  vmexitstat run -P cpuid:0xd.1 -c all --ns\n"
		       "  vmexitstat run -e cpuid,in -r 10 --csv",
	};
	struct run_opts opts;
	struct record rec;
	int ret;

	argv_parse(&argp, argc, argv, &opts);
	ret = measure(&opts.measure, &rec);
	if (!ret) {
		ret = output_record(&rec, &opts.output);
		if (!measured_any(&rec) && !ret)
			ret = EXIT_CANNOT;
	}
	measure_opts_free(&opts.measure);
	record_free(&rec);
	return ret;
}

// SPDX-License-Identifier: GPL-2.0
/* vmexitstat report: show a record that was saved. */
#include <argp.h>

#include "cmd/cmd.h"
#include "cmd/output.h"
#include "lib/complain.h"

struct report {
	const char *file;
	struct output_opts output;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct report *report = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &report->output;
		return 0;
	case ARGP_KEY_ARG:
		if (report->file)
			argp_error(state, "one FILE is enough");
		report->file = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which FILE? (- is standard input)");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
	{ &output_argp, 0, NULL, 0 },
	{ 0 }
};

static const struct argp argp = {
	.parser = parse,
	.args_doc = "FILE",
	.doc = "Show the record in FILE, or - for standard input.",
	.children = children,
};

int cmd_report(int argc, char **argv)
{
	struct report report = { 0 };
	struct record rec;
	char err[512];
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &report);
	if (record_load(&rec, report.file, err, sizeof(err))) {
		complain("%s: %s", report.file, err);
		return EXIT_FILE;
	}
	ret = output_record(&rec, &report.output);
	record_free(&rec);
	return ret;
}

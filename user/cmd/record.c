// SPDX-License-Identifier: GPL-2.0
/* vmexitstat record: measure, and keep what was found in a file. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/argv.h"
#include "cmd/cmd.h"
#include "cmd/measure_opts.h"
#include "lib/complain.h"
#include "lib/save.h"

struct record_opts {
	struct measure_opts measure;
	const char *file;
};

static const struct argp_option options[] = {
	{ "output", 'o', "FILE", 0,
	  "Where the record goes (required)", 1 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct record_opts *opts = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &opts->measure;
		opts->file = NULL;
		return 0;
	case 'o':
		opts->file = arg;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "unexpected argument '%s'", arg);
		return 0;
	case ARGP_KEY_END:
		if (!opts->file || !*opts->file)
			argp_error(state, "-o FILE is missing: where to?");
		else if (!strcmp(opts->file, "-"))
			argp_error(state, "-o -: use 'vmexitstat run --json'");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static int save(const struct record *rec, const char *file)
{
	int ret = record_save(rec, file);
	size_t results = 0, i;
	struct stat st;

	if (ret) {
		complain("%s: %s", file, strerror(-ret));
		return EXIT_FILE;
	}
	for (i = 0; i < rec->nr_runs; i++)
		results += rec->runs[i].nr_results;
	/* The record itself may have gone to standard output (/dev/stdout). */
	fprintf(!lstat(file, &st) && S_ISREG(st.st_mode) ? stdout : stderr,
		"%s: %zu run%s, %zu results from %s; show them with 'vmexitstat report %s'\n",
		file, rec->nr_runs, rec->nr_runs == 1 ? "" : "s", results,
		rec->settings.source, file);
	return measured_any(rec) ? 0 : EXIT_CANNOT;
}

int cmd_record(int argc, char **argv)
{
	const struct argp_child children[] = {
		{ .argp = &measure_argp },
		{ 0 }
	};
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.children = children,
		.doc = "Measure as 'vmexitstat run' does, and write the record "
		       "to a file for 'vmexitstat report'."
		       "\vExamples:\n"
		       "  vmexitstat record -o general/1.json\n"
		       "  vmexitstat record -o snp.json -p insn,ghcb-page\n"
		       "  vmexitstat record -o day.json --until 1% --pause 60",
	};
	struct record_opts opts;
	struct record rec;
	int ret = EXIT_FILE;

	argv_parse(&argp, argc, argv, &opts);
	if (save_is_possible(opts.file)) {
		ret = measure(&opts.measure, &rec);
		if (!ret)
			ret = save(&rec, opts.file);
		record_free(&rec);
	}
	measure_opts_free(&opts.measure);
	return ret;
}

// SPDX-License-Identifier: GPL-2.0
/* vmexitstat report: show a record that was saved. */
#include <argp.h>
#include <string.h>

#include "cmd/argv.h"
#include "cmd/cmd.h"
#include "cmd/output.h"
#include "lib/complain.h"
#include "record/stats.h"

enum {
	KEY_HGRM = 0x6400,
};

struct report {
	const char *file;
	const char *hgrm;	/* of this probe alone, or NULL */
	struct output_opts output;
};

static const struct argp_option options[] = {
	{ "hgrm", KEY_HGRM, "PROBE", 0,
	  "Print the percentile distribution of this probe as HdrHistogram's plotters take it",
	  10 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct report *report = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &report->output;
		return 0;
	case KEY_HGRM:
		report->hgrm = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (report->file)
			argp_error(state, "one FILE is enough");
		report->file = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which FILE? (- is standard input)");
		return 0;
	case ARGP_KEY_END:
		if (report->hgrm && report->output.form != OUT_TABLE)
			argp_error(state, "--hgrm excludes --json and --csv");
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
	.options = options,
	.parser = parse,
	.args_doc = "FILE",
	.doc = "Show the record in FILE, or - for standard input."
	       "\vExamples:\n"
	       "  vmexitstat report snp.json\n"
	       "  vmexitstat report --csv snp.json\n"
	       "  xz -dc snp.json.xz | vmexitstat report --ns -",
	.children = children,
};

/* By its name, number or role; one without a path is an instruction's. */
static const struct pooled *find_probe(const struct summary *sum, const char *name)
{
	const bool has_path = strchr(name, '/');
	struct vmexit_id id;
	size_t i;

	if (vmexit_name_parse(name, &id))
		return NULL;
	for (i = 0; i < sum->nr_probes; i++)
		if (vmexit_is_meant(&id, has_path, &sum->probes[i].id))
			return &sum->probes[i];
	return NULL;
}

struct shown {
	const struct record *rec;
	const struct summary *sum;
	const struct pooled *probe;
	const struct view_opts *view;
};

static int write_hgrm(const void *what, FILE *out)
{
	const struct shown *shown = what;

	view_hgrm(shown->rec, shown->sum, shown->probe, shown->view, out);
	return 0;
}

static int print_hgrm(const struct report *report, const struct record *rec)
{
	struct summary sum;
	struct shown shown = { rec, &sum, NULL, &report->output.view };
	int ret;

	summary_make(rec, &sum);
	shown.probe = find_probe(&sum, report->hgrm);
	if (!shown.probe) {
		complain("%s: no probe '%s' in it: 'vmexitstat report' shows what there is",
			 report->file, report->hgrm);
		ret = EXIT_USAGE;
	} else if (!shown.probe->count) {
		complain("%s: no sample of %s%s%s", report->file, report->hgrm,
			 shown.probe->reason ? ": " : "", shown.probe->reason ?: "");
		ret = EXIT_CANNOT;
	} else {
		ret = output_document(write_hgrm, &shown, NULL);
	}
	summary_free(&sum);
	return ret;
}

int cmd_report(int argc, char **argv)
{
	struct report report = { 0 };
	struct record rec;
	char err[512];
	int ret;

	argv_parse(&argp, argc, argv, &report);
	if (record_load(&rec, report.file, err, sizeof(err))) {
		complain("%s: %s", report.file, err);
		return EXIT_FILE;
	}
	ret = report.hgrm ? print_hgrm(&report, &rec) : output_record(&rec, &report.output);
	record_free(&rec);
	return ret;
}

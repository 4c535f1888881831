// SPDX-License-Identifier: GPL-2.0
/* vmexitstat info: what this machine is, and what that rests on. */
#include <stdlib.h>
#include <string.h>

#include "cmd/argv.h"
#include "cmd/cmd.h"
#include "cmd/measure_opts.h"
#include "lib/complain.h"
#include "lib/hang.h"
#include "lib/util.h"
#include "record/json_out.h"
#include "source/fingerprint.h"

#define LABEL_WIDTH	13

static error_t parse(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = state->input;
		state->child_inputs[1] = state->input;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "unexpected argument '%s'", arg);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static void line(const char *label, const char *text)
{
	printf("%-*s", LABEL_WIDTH, label);
	hang(*text ? text : "-", LABEL_WIDTH);
}

/* What most machines have none of. */
static void line_if_known(const char *label, const char *text)
{
	if (*text)
		line(label, text);
}

static void print_tsc(const struct fingerprint *fp)
{
	char *khz = fp->tsc_khz ? xasprintf("%.3f MHz", fp->tsc_khz / 1e3) :
				  xstrdup("frequency unknown");
	char *step = fp->tsc_step > 1 ?
		     xasprintf(", in steps of %u cycles", fp->tsc_step) :
		     xstrdup("");
	char *text = xasprintf("%s, %sinvariant%s%s", khz,
			       fp->tsc_invariant ? "" : "not ", step,
			       fp->tsc_exits ? ", reading it seems to exit" :
					       "");

	char *ends = xasprintf("ends with %s", fp->bracket);

	line("TSC", text);
	line("bracket", ends);
	free(ends);
	free(text);
	free(step);
	free(khz);
}

/* @why: the module was not taken, or "" */
static void print_text(const struct source *source, const char *why,
		       const struct fingerprint *fp)
{
	size_t i;

	if (fp->emulated)
		line("EMULATED", fp->emulated);
	line("platform", vmexit_platform_names[fp->platform]);
	line("hypervisor", fp->hypervisor);
	line_if_known("", fp->sys_hypervisor);
	line_if_known("isolation", fp->isolation);
	line_if_known("VMPL", fp->vmpl);
	for (i = 0; i < fp->nr_evidence; i++)
		line(i ? "" : "evidence", fp->evidence[i]);
	if (fp->platform == VMEXIT_PLATFORM_BARE_METAL)
		line("", "not in a VM: nothing exits here");
	line("source", source->name);
	line("module", *why ? why : *fp->module ? fp->module : "not asked");
	print_tsc(fp);
	line("DMI", fp->dmi);
	line("CPU", fp->cpu_model);
	line("microcode", fp->microcode);
	line("kernel", fp->kernel);
	line("command line", fp->cmdline);
	line("mitigations", fp->mitigations);
	line("clocksource", fp->clocksource);
	line("idle", fp->idle);
	line("swiotlb", fp->swiotlb);
	line("boot id", fp->boot_id);
}

static void print_json(const struct source *source, const char *why,
		       const struct fingerprint *fp)
{
	json_t *document = json_document("vmexitstat-info", 1);

	json_set(document, "source", json_text(source->name));
	json_set(document, "fallback", json_text(*why ? why : NULL));
	json_set(document, "fingerprint", json_struct(json_fingerprint, fp));
	json_print(document, stdout);
}

/* record_free() is the one that knows what a fingerprint owns. */
static int show(const struct source *source, const char *why, bool json)
{
	char err[SOURCE_ERR_LEN] = "";
	struct record rec = { 0 };
	int ret = 0;

	if (source->describe(&rec.fp, err, sizeof(err))) {
		complain("%s", err);
		ret = EXIT_CANNOT;
	} else {
		fingerprint_fill(&rec.fp);
		(json ? print_json : print_text)(source, why, &rec.fp);
	}
	record_free(&rec);
	return ret;
}

int cmd_info(int argc, char **argv)
{
	const struct argp_child children[] = {
		{ .argp = &source_argp },
		{ .argp = &json_argp },
		{ 0 }
	};
	const struct argp argp = {
		.parser = parse,
		.children = children,
		.doc = "Tell what this machine is, what that rests on, and "
		       "what on it moves latencies."
		       "\vExamples:\n"
		       "  vmexitstat info\n"
		       "  vmexitstat info -s cpl3 --json",
	};
	char why[SOURCE_ERR_LEN];
	const struct source *source;
	struct measure_opts opts;
	int ret;

	argv_parse(&argp, argc, argv, &opts);
	source = source_open(opts.source, why, sizeof(why));
	if (!source) {
		complain("%s", why);
		return EXIT_CANNOT;
	}
	ret = show(source, why, opts.json);
	source->close();
	return ret;
}

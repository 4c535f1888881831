// SPDX-License-Identifier: GPL-2.0
/* vmexitstat check: is it slower than it may be? Made for "git bisect run". */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/argv.h"
#include "cmd/cmd.h"
#include "cmd/compare_opts.h"
#include "cmd/measure_opts.h"
#include "cmd/output.h"
#include "lib/complain.h"
#include "lib/util.h"
#include "view/verdict_view.h"

enum {
	KEY_LIMITS = 0x6200,
	KEY_KTAP,
};

struct check {
	struct measure_opts measure;
	struct comparing how;
	struct limits limits;
	const char *baseline;
	const char *record;	/* NULL: measure */
	bool chosen;		/* probes were, not the baseline's */
	bool ktap;
};

static const struct argp_option options[] = {
	{ "baseline", 'b', "FILE", 0,
	  "Record, or directory of them, that is right", 0 },
	{ "max-overhead", 'm', "LIMIT", 0,
	  "How much dearer an exit may be: 5%, or for one "
	  "probe cpuid:0x1=5%; may be given again", 0 },
	{ "limits", KEY_LIMITS, "FILE", 0,
	  "More of them, one a line; # begins a comment", 0 },
	{ "ktap", KEY_KTAP, NULL, 0,
	  "Print KTAP, a test per probe; what cannot be judged is skipped", 4 },
	{ 0 }
};

static void add_limit(struct argp_state *state, const char *arg)
{
	struct check *check = state->input;
	char err[256];

	if (limits_add(&check->limits, arg, err, sizeof(err)))
		argp_error(state, "--max-overhead: %s", err);
}

static void load_limits(struct argp_state *state, const char *file)
{
	struct check *check = state->input;
	char err[256];

	if (!limits_load(&check->limits, file, err, sizeof(err)))
		return;
	if (!errno)
		argp_error(state, "%s: %s", file, err);
	complain("%s: %s", file, err);
	exit(EXIT_FILE);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct check *check = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &check->measure;
		state->child_inputs[1] = &check->how;
		state->child_inputs[2] = &check->measure;
		return 0;
	case 'b':
		check->baseline = arg;
		return 0;
	case 'm':
		add_limit(state, arg);
		return 0;
	case KEY_LIMITS:
		load_limits(state, arg);
		return 0;
	case KEY_KTAP:
		check->ktap = true;
		return 0;
	case ARGP_KEY_ARG:
		if (check->record)
			argp_error(state, "one RECORD is enough (a directory may hold more)");
		check->record = arg;
		return 0;
	case ARGP_KEY_END:
		if (!check->baseline)
			argp_error(state, "--baseline FILE is missing: held against what?");
		else if (!check->limits.nr)
			argp_error(state, "--max-overhead is missing: how much is too much? (5%%)");
		else if (check->record && check->measure.given)
			argp_error(state, "RECORD was measured already: "
				   "no options of measuring with it");
		else if (check->record && !strcmp(check->record, "-") &&
			 !strcmp(check->baseline, "-"))
			argp_error(state, "standard input is one side alone");
		else if (check->ktap && check->measure.json)
			argp_error(state, "--json and --ktap exclude each other");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
	{ &measure_argp, 0, NULL, 0 },
	{ &compare_argp, 0, NULL, 0 },
	{ &json_argp, 0, NULL, 0 },
	{ 0 }
};

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.children = children,
	.args_doc = "[RECORD]",
	.doc = "Measure here as the baseline was, its probes and by its "
	       "settings unless others are given, or take RECORD; judge "
	       "whether any is dearer than its limit allows."
	       "\vExit status, by which 'git bisect run' goes: 0 within, 1 beyond, "
	       "125 not to be judged here, 128 or more anything else.\n"
	       "\nExamples:\n"
	       "  vmexitstat check -b good -m 5%\n"
	       "  vmexitstat check -b good -m cpuid:0x1=5% -m hlt:100=20%\n"
	       "  vmexitstat check -b good -m 5% --json new.json",
};

/* Whether @base has samples of what @limit is of, and not of all. */
static bool is_of(const struct side *base, const struct limits *limits,
		  const struct limit *limit)
{
	size_t i, j;

	for (i = 0; i < base->nr_records; i++) {
		const struct summary *sum = &base->records[i].sum;

		for (j = 0; j < sum->nr_probes; j++)
			if (sum->probes[j].count &&
			    limits_find(limits, &sum->probes[j].id) == limit)
				return true;
	}
	return false;
}

/* What can be judged of no commit would skip them all. */
static int refuse_limits(const struct limits *limits, const struct side *base)
{
	char name[VMEXIT_NAME_LEN];
	size_t i;

	for (i = 0; i < limits->nr; i++) {
		const struct limit *limit = &limits->list[i];

		/* Of two of the same the later counts. */
		if (limit->all || limits_find(limits, &limit->id) != limit ||
		    is_of(base, limits, limit))
			continue;
		vmexit_name_format(&limit->id, name);
		complain("%s: the baseline has no sample of it: vmexitstat report %s",
			 name, base->path);
		return EXIT_USAGE;
	}
	return 0;
}

static int refuse_published(const struct side *side)
{
	if (!side->published)
		return 0;
	complain("%s: published figures have no spread: nothing can be judged by them",
		 side->path);
	return EXIT_USAGE;
}

/* By its role: firmware may have put it elsewhere since. */
static void add_probe(struct select *select, const struct vmexit_id *id)
{
	struct vmexit_id meant = vmexit_by_role(id);
	char name[VMEXIT_NAME_LEN];
	size_t i;

	vmexit_name_format(&meant, name);
	for (i = 0; i < select->nr_names; i++)
		if (!strcmp(select->names[i], name))
			return;
	select->names = xrealloc(select->names, select->nr_names + 1,
				 sizeof(*select->names));
	select->names[select->nr_names++] = xstrdup(name);
}

/* What the baseline has samples of. */
static void choose_probes(struct select *select, const struct side *base)
{
	size_t i, j;

	for (i = 0; i < base->nr_records; i++) {
		const struct summary *sum = &base->records[i].sum;

		for (j = 0; j < sum->nr_probes; j++)
			if (sum->probes[j].count)
				add_probe(select, &sum->probes[j].id);
	}
}

static void release_probes(struct select *select)
{
	while (select->nr_names)
		free(select->names[--select->nr_names]);
}

/* As the baseline was taken, unless told otherwise: some figures hang on it. */
static void settings_of(struct measure_opts *opts, const struct side *base)
{
	const struct settings *set = &base->records[0].rec.settings;

	/* Falling back to user space would only be refused later. */
	if (!(opts->given & MEASURE_GIVEN_SOURCE))
		opts->source = set->source;
	if (!(opts->given & MEASURE_GIVEN_SAMPLES) && set->samples &&
	    set->samples <= VMEXIT_MAX_SAMPLES)
		opts->samples = set->samples;
	if (!(opts->given & MEASURE_GIVEN_WARMUP) &&
	    set->warmup <= VMEXIT_MAX_WARMUP)
		opts->warmup = set->warmup;
	if (!(opts->given & MEASURE_GIVEN_BATCH_US) && set->batch_us &&
	    set->batch_us <= VMEXIT_MAX_BATCH_US)
		opts->batch_us = set->batch_us;
	if (!(opts->given & MEASURE_GIVEN_CPUS))
		opts->cpus = set->cpus;
	if (!(opts->given & MEASURE_GIVEN_SERIAL))
		opts->serial = set->serial;
}

static int measure_side(struct check *check, const struct side *base,
			struct side *new)
{
	struct measure_opts *opts = &check->measure;
	struct record rec;
	int ret;

	settings_of(opts, base);
	check->chosen = opts->given & MEASURE_GIVEN_PROBES;
	if (!check->chosen)
		choose_probes(&opts->select, base);
	ret = measure(opts, &rec);
	if (!check->chosen)
		release_probes(&opts->select);
	/* A probe of the baseline that nobody knows here is no wrong usage. */
	if (ret == EXIT_CANNOT || (ret == EXIT_USAGE && !check->chosen)) {
		record_free(&rec);
		return EXIT_UNDECIDED;
	}
	if (ret) {
		record_free(&rec);
		return ret;
	}
	side_init(new, "this machine");
	side_add(new, "this machine", &rec);
	return 0;
}

static int new_side(struct check *check, const struct side *base,
		    struct side *new)
{
	if (!check->record)
		return measure_side(check, base, new);
	if (side_load(new, check->record) || side_shares(base, new))
		return EXIT_FILE;
	return refuse_published(new);
}

struct shown {
	const struct check *check;
	const struct comparison *cmp;
	const struct verdict_of *verdict;
	int status;
};

static int write_shown(const void *what, FILE *out)
{
	const struct shown *shown = what;
	struct output_opts opts;

	if (shown->check->measure.json) {
		verdict_json(shown->cmp, shown->verdict, shown->status, out);
		return 0;
	}
	if (shown->check->ktap) {
		verdict_ktap(shown->cmp, shown->verdict, out);
		return 0;
	}
	output_defaults(&opts);
	verdict_table(shown->cmp, shown->verdict, &opts.view, out);
	return 0;
}

static int judge(struct check *check, const struct side sides[2])
{
	static const int status_of[] = {
		[VERDICT_WITHIN]	= 0,
		[VERDICT_BEYOND]	= EXIT_BEYOND,
		[VERDICT_UNDECIDED]	= EXIT_UNDECIDED,
	};
	struct compare_opts opts = check->how.opts;
	struct verdict_of verdict;
	struct comparison cmp;
	struct shown shown = { check, &cmp, &verdict, EXIT_UNDECIDED };
	int ret;

	opts.same_platform = true;
	opts.ns = compare_in_ns(sides, 2, false);
	compare_make(&sides[0], &sides[1], &opts, &cmp);
	verdict_make(&cmp, &check->limits, check->chosen, &verdict);
	shown.status = status_of[verdict.all];
	ret = output_document(write_shown, &shown, NULL) ?: shown.status;
	verdict_free(&verdict);
	compare_free(&cmp);
	return ret;
}

static int write_unmeasured(const void *what, FILE *out)
{
	const struct check *check = what;

	if (check->ktap)
		verdict_ktap_unmeasured(complained(), out);
	else
		verdict_json_unmeasured(complained(), EXIT_UNDECIDED, out);
	return 0;
}

int cmd_check(int argc, char **argv)
{
	struct side sides[2] = { { 0 }, { 0 } };	/* baseline, new */
	struct check check = { 0 };
	int ret = EXIT_FILE;

	argv_parse(&argp, argc, argv, &check);
	if (!side_load(&sides[0], check.baseline))
		ret = refuse_published(&sides[0]) ?:
		      refuse_limits(&check.limits, &sides[0]) ?:
		      new_side(&check, &sides[0], &sides[1]);
	if (!ret)
		ret = judge(&check, sides);
	else if (ret == EXIT_UNDECIDED && (check.ktap || check.measure.json))
		ret = output_document(write_unmeasured, &check, NULL) ?: ret;
	side_free(&sides[1]);
	side_free(&sides[0]);
	limits_free(&check.limits);
	measure_opts_free(&check.measure);
	return ret;
}

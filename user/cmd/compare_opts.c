// SPDX-License-Identifier: GPL-2.0
/* The options of every command that compares. */
#include "cmd/compare_opts.h"

#include <string.h>

#include "cmd/argv.h"
#include "lib/complain.h"
#include "lib/percent.h"
#include "lib/util.h"

enum {
	KEY_FORCE = 0x6000,	/* clear of the keys of the commands */
	KEY_BOOT_CV,
};

static const struct argp_option options[] = {
	{ "statistic", 'S', "FIGURE", 0,
	  "Compared: p50 (default), mean, p99, p99.9 or min", 5 },
	{ "boot-cv", KEY_BOOT_CV, "PERCENT", 0,
	  "What boots are taken to differ by, where there are too few to tell "
	  "(default: 2%)", 5 },
	{ "force", KEY_FORCE, NULL, 0,
	  "Compare what is refused otherwise", 5 },
	{ 0 }
};

static const struct {
	const char *name;
	enum stats_figure figure;
} statistics[] = {
	{ "p50", STATS_P50 },
	{ "mean", STATS_MEAN },
	{ "p99", STATS_P99 },
	{ "p99.9", STATS_P999 },
	{ "min", STATS_MIN },
};

static void set_statistic(struct argp_state *state, const char *arg)
{
	struct comparing *how = state->input;
	const char *known[ARRAY_SIZE(statistics)];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(statistics); i++) {
		known[i] = statistics[i].name;
		if (!strcmp(arg, known[i]))
			break;
	}
	if (i == ARRAY_SIZE(statistics)) {
		argv_unknown(state, "statistic", arg, known, i);
		return;
	}
	how->opts.figure = statistics[i].figure;
	how->chosen = true;
}

static void set_boot_cv(struct argp_state *state, const char *arg)
{
	struct comparing *how = state->input;
	double percent;

	if (percent_parse(arg, &percent) || percent < 0 || percent > 100) {
		argp_error(state, "--boot-cv: '%s' is no percentage from 0%% to 100%%", arg);
		return;
	}
	how->opts.boot_cv = percent / 100;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct comparing *how = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		/* For argp alone, as with --help, nobody gives an input. */
		if (how)
			*how = (struct comparing){
				.opts.figure = STATS_P50,
				.opts.boot_cv = COMPARE_BOOT_CV,
			};
		return 0;
	case 'S':
		set_statistic(state, arg);
		return 0;
	case KEY_BOOT_CV:
		set_boot_cv(state, arg);
		return 0;
	case KEY_FORCE:
		how->opts.force = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp compare_argp = { .options = options, .parser = parse };

int comparing_published(struct comparing *how, const struct side *side)
{
	const struct published *pub = side->published;

	if (!pub)
		return 0;
	if (!how->chosen) {
		how->opts.figure = pub->statistic;
		how->chosen = true;
	}
	if (how->opts.figure == pub->statistic)
		return 0;
	complain("%s: its figures are published, of the %s: there is no %s of them",
		 side->path, stats_figure_titles[pub->statistic],
		 stats_figure_titles[how->opts.figure]);
	return -1;
}

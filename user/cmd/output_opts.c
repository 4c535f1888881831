// SPDX-License-Identifier: GPL-2.0
/* The options of every command that prints a record. */
#include "cmd/output_opts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/term.h"

enum {
	KEY_JSON = 0x5000,	/* clear of the keys of the commands */
	KEY_CSV,
	KEY_NS,
	KEY_CYCLES,
};

static const struct argp_option options[] = {
	{ NULL, 0, NULL, 0, "Output:", 10 },
	{ "json", KEY_JSON, NULL, 0, "Print JSON", 10 },
	{ "csv", KEY_CSV, NULL, 0, "Print CSV, one line per probe", 10 },
	{ "width", 'w', "COLUMNS", 0,
	  "Width of the table (default: the terminal's)", 10 },
	{ 0 }
};

static const struct argp_option unit_options[] = {
	{ "ns", KEY_NS, NULL, 0, "Show nanoseconds in the table", 10 },
	{ "cycles", KEY_CYCLES, NULL, 0,
	  "Show TSC cycles in the table (default)", 10 },
	{ 0 }
};

static error_t parse_unit(int key, char *arg, struct argp_state *state)
{
	struct view_opts *view = state->input;

	(void)arg;
	switch (key) {
	case KEY_NS:
		view->ns = true;
		return 0;
	case KEY_CYCLES:
		view->ns = false;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp unit_argp = { .options = unit_options, .parser = parse_unit };

void output_defaults(struct output_opts *opts)
{
	*opts = (struct output_opts){
		.form = OUT_TABLE,
		.view = {
			.color = term_color(STDOUT_FILENO),
			.utf8 = term_utf8(),
			.width = term_width(STDOUT_FILENO),
		},
	};
}

static void set_form(struct argp_state *state, enum output_form form)
{
	struct output_opts *opts = state->input;

	if (opts->form != OUT_TABLE && opts->form != form)
		argp_error(state, "--json and --csv exclude each other");
	opts->form = form;
}

static void set_width(struct argp_state *state, const char *arg)
{
	struct output_opts *opts = state->input;
	char *end;
	long width;

	errno = 0;
	width = strtol(arg, &end, 10);
	if (end == arg || *end || errno || width < TERM_MIN_WIDTH ||
	    width > TERM_MAX_WIDTH)
		argp_error(state, "--width %s: %d to %d columns are possible",
			   arg, TERM_MIN_WIDTH, TERM_MAX_WIDTH);
	opts->view.width = (int)width;
	opts->chose_width = true;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct output_opts *opts = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		/* For argp alone, as with --help, nobody gives an input. */
		if (!opts)
			return 0;
		output_defaults(opts);
		state->child_inputs[0] = &opts->view;
		return 0;
	case KEY_JSON:
		set_form(state, OUT_JSON);
		return 0;
	case KEY_CSV:
		set_form(state, OUT_CSV);
		return 0;
	case 'w':
		set_width(state, arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
	{ &unit_argp, 0, NULL, 0 },
	{ 0 }
};

const struct argp output_argp = {
	.options = options, .parser = parse, .children = children,
};

// SPDX-License-Identifier: GPL-2.0
/* vmexitstat compare: records against those of a General VM. */
#include <stdlib.h>

#include "cmd/argv.h"
#include "cmd/cmd.h"
#include "cmd/compare_opts.h"
#include "cmd/gallery_list.h"
#include "cmd/output.h"
#include "html/html.h"
#include "lib/complain.h"
#include "lib/util.h"
#include "view/compare_view.h"

enum {
	KEY_HTML = 0x6100,
	KEY_CROSS_PATH,
	KEY_SVG,
	KEY_MARKDOWN,
	KEY_LATEX,
	KEY_PUBLISHED,
};

/* What is written: one of them. */
enum compare_form {
	FORM_OUTPUT,	/* table, JSON, CSV: by output_opts */
	FORM_HTML,
	FORM_SVG,
	FORM_MARKUP,	/* the table, by view_opts.markup */
};

struct compare_cmd {
	struct comparing how;
	struct output_opts output;
	enum compare_form form;
	bool published;
	const char *file;
	char **paths;
	size_t nr_paths;
};

static const struct argp_option options[] = {
	{ "cross-path", KEY_CROSS_PATH, NULL, 0,
	  "Also hold direct calls against instructions", 5 },
	{ "published", KEY_PUBLISHED, NULL, 0,
	  "Hold what is published against RECORD; without it, list that", 5 },
	{ "html", KEY_HTML, NULL, 0,
	  "Write a page of HTML, all in one file", 10 },
	{ "svg", KEY_SVG, NULL, 0, "Write the figure of the overhead by itself", 10 },
	{ "markdown", KEY_MARKDOWN, NULL, 0, "Write the table as Markdown", 10 },
	{ "latex", KEY_LATEX, NULL, 0, "Write the table as LaTeX", 10 },
	{ "output", 'o', "FILE", 0,
	  "Write to FILE (default: standard output)", 10 },
	{ 0 }
};

/* The interval is in it, whatever the probes are called. */
#define MARKUP_WIDTH	110
#define EXCLUDE	"--html, --svg, --markdown, --latex, --json and --csv exclude each other"

static void set_form(struct argp_state *state, enum compare_form form,
		     enum view_markup markup)
{
	struct compare_cmd *cmd = state->input;
	struct view_opts *view = &cmd->output.view;

	if (cmd->form != FORM_OUTPUT && (cmd->form != form || view->markup != markup))
		argp_error(state, EXCLUDE);
	cmd->form = form;
	view->markup = markup;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct compare_cmd *cmd = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &cmd->how;
		state->child_inputs[1] = &cmd->output;
		return 0;
	case KEY_CROSS_PATH:
		cmd->how.opts.across = true;
		return 0;
	case KEY_PUBLISHED:
		cmd->published = true;
		return 0;
	case KEY_HTML:
		set_form(state, FORM_HTML, VIEW_NO_MARKUP);
		return 0;
	case KEY_SVG:
		set_form(state, FORM_SVG, VIEW_NO_MARKUP);
		return 0;
	case KEY_MARKDOWN:
		set_form(state, FORM_MARKUP, VIEW_MARKDOWN);
		return 0;
	case KEY_LATEX:
		set_form(state, FORM_MARKUP, VIEW_LATEX);
		return 0;
	case 'o':
		cmd->file = arg;
		return 0;
	case ARGP_KEY_ARGS:
		cmd->paths = state->argv + state->next;
		cmd->nr_paths = (size_t)(state->argc - state->next);
		return 0;
	case ARGP_KEY_END:
		/* On paper there is no terminal, but a table has to fit as well. */
		if (cmd->form == FORM_MARKUP && !cmd->output.chose_width)
			cmd->output.view.width = MARKUP_WIDTH;
		if (cmd->published && cmd->nr_paths > 1)
			argp_error(state,
				   "--published takes one RECORD, or none to list what there is");
		if (cmd->published && !cmd->nr_paths &&
		    (cmd->form != FORM_OUTPUT || cmd->output.form == OUT_CSV || cmd->file))
			argp_error(state, "what is published is listed as text or as --json");
		if (!cmd->published && cmd->nr_paths < 2)
			argp_error(state, "BASE (the General VM's record) and NEW are wanted");
		if (cmd->form != FORM_OUTPUT && cmd->output.form != OUT_TABLE)
			argp_error(state, EXCLUDE);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
	{ &compare_argp, 0, NULL, 0 },
	{ &output_argp, 0, NULL, 0 },
	{ 0 }
};

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "BASE NEW...\n--published [RECORD]",
	.doc = "Compare records with those of a General VM, BASE. Each is a "
	       "record, a directory of records (*.json) or published figures."
	       "\vExamples:\n"
	       "  vmexitstat compare general snp\n"
	       "  vmexitstat compare --cross-path -S p99 general snp tdx\n"
	       "  vmexitstat compare --html -o report.html general snp",
	.children = children,
};

/* Behind a record what is published of its platform. */
static int add_published(struct sides *sides)
{
	struct sides all;
	int ret = EXIT_CANNOT;
	size_t i;

	if (sides->list[0].published) {
		complain("%s: published itself: --published is for a record", sides->list[0].path);
		return EXIT_USAGE;
	}
	if (gallery_load(&all)) {
		ret = EXIT_FILE;
	} else if (!gallery_pick(&all, &sides->list[0])) {
		ret = 0;
		for (i = 0; i < all.nr; i++)
			sides_add(sides, &all.list[i]);
		all.nr = 0;
	}
	sides_free(&all);
	return ret;
}

/* Every side before any is compared: all that is wrong is told at once. */
static int load(struct compare_cmd *cmd, struct sides *sides)
{
	struct side side;
	int ret = 0;
	size_t i;

	for (i = 0; i < cmd->nr_paths; i++) {
		if (side_load(&side, cmd->paths[i]))
			ret = EXIT_FILE;
		sides_add(sides, &side);
	}
	if (!ret && cmd->published)
		ret = add_published(sides);
	for (i = 0; i < sides->nr && !ret; i++)
		if (comparing_published(&cmd->how, &sides->list[i]))
			ret = EXIT_CANNOT;
	return ret;
}

/* Whether the comparison may be shown; complains of what is refused if not. */
static bool is_allowed(const struct comparison *cmp)
{
	if (cmp->force || !notes_refuse(&cmp->notes))
		return true;
	complain("not compared (--force does it nevertheless)");
	return false;
}

struct shown {
	const struct compare_cmd *cmd;
	const struct comparison *cmps;
	size_t nr;
};

static int write_shown(const void *what, FILE *out)
{
	const struct shown *shown = what;
	const struct output_opts *output = &shown->cmd->output;

	if (shown->cmd->form == FORM_HTML)
		view_html(shown->cmps, shown->nr, out);
	else if (shown->cmd->form == FORM_SVG)
		view_svg(shown->cmps, shown->nr, out);
	else if (output->form == OUT_JSON)
		compare_json(shown->cmps, shown->nr, out);
	else if (output->form == OUT_CSV)
		compare_csv(shown->cmps, shown->nr, out);
	else
		compare_table(shown->cmps, shown->nr, &output->view, out);
	return 0;
}

static int compare(const struct compare_cmd *cmd, const struct sides *sides)
{
	size_t nr = sides->nr - 1, i;
	struct comparison *cmps = xcalloc(nr, sizeof(*cmps));
	const struct shown shown = { cmd, cmps, nr };
	struct compare_opts opts = cmd->how.opts;
	int ret = 0;

	/* One unit for all, or they could not stand side by side. */
	opts.ns = compare_in_ns(sides->list, sides->nr, cmd->output.view.ns);
	for (i = 0; i < nr; i++) {
		compare_make(&sides->list[0], &sides->list[i + 1], &opts, &cmps[i]);
		if (!is_allowed(&cmps[i]))
			ret = EXIT_CANNOT;
	}
	if (!ret)
		ret = output_document(write_shown, &shown, cmd->file);
	for (i = 0; i < nr; i++)
		compare_free(&cmps[i]);
	free(cmps);
	return ret;
}

static int list(const struct compare_cmd *cmd)
{
	struct sides all;
	int ret = EXIT_FILE;

	if (!gallery_load(&all)) {
		gallery_list(&all, cmd->output.form == OUT_JSON);
		ret = 0;
	}
	sides_free(&all);
	return ret;
}

int cmd_compare(int argc, char **argv)
{
	struct compare_cmd cmd = { 0 };
	struct sides sides = { 0 };
	int ret;

	argv_parse(&argp, argc, argv, &cmd);
	if (cmd.file)
		cmd.output.view.color = false;
	if (cmd.published && !cmd.nr_paths)
		return list(&cmd);
	ret = load(&cmd, &sides);
	if (!ret)
		ret = compare(&cmd, &sides);
	sides_free(&sides);
	return ret;
}

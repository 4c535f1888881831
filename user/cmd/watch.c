// SPDX-License-Identifier: GPL-2.0
/* vmexitstat watch: what the monitor has measured in the last minute, live. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/argv.h"
#include "cmd/cmd.h"
#include "cmd/measure_opts.h"
#include "cmd/output.h"
#include "lib/complain.h"
#include "lib/term.h"
#include "lib/util.h"
#include "source/fingerprint.h"
#include "watch/monitor.h"
#include "watch/recent.h"
#include "watch/screen.h"
#include "watch/view.h"
#include "watch/wake.h"

enum {
	KEY_CSV = 0x6300,
	KEY_JSON,
};

/**
 * struct watch - the command at work
 * @baseline: file, or NULL
 * @interval_ms: between two updates
 * @count: updates until it ends, 0: it does not
 * @form: lines were asked for, or whatever there can be
 * @view: how the page looks
 * @screen: there is one
 * @against: this machine, and the baseline
 * @recent: what the monitor said lately
 * @state: and of itself
 * @cpus: that it measures on
 * @err: why it cannot go on, for after the screen
 */
struct watch {
	const char *baseline;
	uint64_t interval_ms;
	uint64_t count;
	enum output_form form;
	struct view_opts view;
	bool screen;
	struct against against;
	struct recent recent;
	char *state;
	char *cpus;
	char err[SOURCE_ERR_LEN];
};

static const struct argp_option options[] = {
	{ "baseline", 'b', "FILE", 0,
	  "Record, or directory of them, to show beside it", 1 },
	{ "interval", 'i', "SECONDS", 0, "Between updates (default: 1)", 1 },
	{ "count", 'n', "N", 0, "End after so many updates", 1 },
	{ "csv", KEY_CSV, NULL, 0,
	  "Print CSV, a line per probe and update, on a terminal as well", 10 },
	{ "json", KEY_JSON, NULL, 0,
	  "Print JSON likewise, an object a line", 10 },
	{ 0 }
};

static void set_form(struct argp_state *state, enum output_form form)
{
	struct watch *watch = state->input;

	if (watch->form != OUT_TABLE && watch->form != form)
		argp_error(state, "--json and --csv exclude each other");
	watch->form = form;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct watch *watch = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &watch->view;
		return 0;
	case 'b':
		watch->baseline = arg;
		return 0;
	case 'i':
		watch->interval_ms = 1000 * option_number(state, "--interval", arg, 1,
							  RECENT_MS / 1000);
		return 0;
	case 'n':
		watch->count = option_number(state, "--count", arg, 1, INT32_MAX);
		return 0;
	case KEY_CSV:
		set_form(state, OUT_CSV);
		return 0;
	case KEY_JSON:
		set_form(state, OUT_JSON);
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "unexpected argument '%s'", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Asks the monitor. Return: 0, or EXIT_CANNOT with why in @watch->err. */
static int update(struct watch *watch)
{
	struct monitor mon;
	int ret = 0;

	if (monitor_read(&mon, watch->err, sizeof(watch->err))) {
		ret = EXIT_CANNOT;
	} else if (mon.window_s) {
		snprintf(watch->err, sizeof(watch->err),
			 "the monitor drops samples after %u s, and the last minute cannot be told: echo 0 >%swindow_s",
			 mon.window_s, MONITOR_DIR);
		ret = EXIT_CANNOT;
	} else {
		recent_add(&watch->recent, &mon.run, wake_now());
		free(watch->state);
		free(watch->cpus);
		watch->state = xstrdup(mon.state);
		watch->cpus = xstrdup(mon.cpus);
	}
	monitor_free(&mon);
	return ret;
}

static void draw(const struct watch *watch, const struct watched *watched)
{
	struct view_opts view = watch->view;
	char *text = NULL;
	size_t len, head;
	FILE *out;

	view.width = term_width(STDOUT_FILENO);
	out = or_die(open_memstream(&text, &len));
	head = watch_table(watched, &view, out);
	or_die(fclose(out) ? NULL : text);
	screen_draw(text, head);
	free(text);
}

static int write_titles(const void *what, FILE *out)
{
	(void)what;
	watch_csv_titles(out);
	return 0;
}

static int write_csv(const void *what, FILE *out)
{
	watch_lines(what, false, out);
	return 0;
}

static int write_json(const void *what, FILE *out)
{
	watch_lines(what, true, out);
	return 0;
}

/* Return: 0, or EXIT_FILE where it cannot be written. */
static int show(const struct watch *watch)
{
	struct watched watched = {
		.ms = recent_ms(&watch->recent), .state = watch->state,
		.against = &watch->against,
	};
	struct run run;
	int ret = 0;

	recent_run(&watch->recent, &run);
	/* Borrowed, for what looks at a record. */
	watched.rec.fp = *side_fp(&watch->against.here);
	watched.rec.runs = &run;
	watched.rec.nr_runs = 1;
	summary_make(&watched.rec, &watched.sum);
	if (watch->screen)
		draw(watch, &watched);
	else
		ret = output_document(watch->form == OUT_JSON ? write_json : write_csv,
				      &watched, NULL);
	summary_free(&watched.sum);
	run_free(&run);
	return ret;
}

/* Until the next update. Return: 0, or an exit_code, or -1: enough. */
static int pass_time(const struct watch *watch, uint64_t until)
{
	for (;;) {
		switch (wake_wait(until)) {
		case WAKE_TIME:
			return 0;
		case WAKE_KEY:
			if (!screen_keys())
				return -1;
			show(watch);
			break;
		case WAKE_RESIZE:
			screen_resize();
			show(watch);
			break;
		case WAKE_STOP:
			return EXIT_INTERRUPTED;
		case WAKE_UNREAD:
			return EXIT_FILE;
		}
	}
}

/* From the first snapshot on: nothing is of the last minute yet. */
static int loop(struct watch *watch)
{
	uint64_t next = wake_now(), shown = 0;
	int ret = 0;

	if (watch->screen)
		ret = show(watch);
	else if (watch->form != OUT_JSON)
		ret = output_document(write_titles, NULL, NULL);
	while (!ret) {
		next += watch->interval_ms;
		/* After a suspend: not one update for each that was missed. */
		if (next < wake_now())
			next = wake_now();
		ret = pass_time(watch, next) ?: update(watch) ?: show(watch);
		if (!ret && ++shown == watch->count)
			return 0;
	}
	return ret < 0 ? 0 : ret;
}

/* Lines have no head to say it in. */
static void complain_of(const struct watch *watch)
{
	const struct notes *notes = &watch->against.notes;
	size_t i;

	for (i = 0; i < notes->nr; i++)
		complain("warning: %s", notes->list[i].text);
	if (!strcmp(watch->state, MONITOR_OFF))
		complain("warning: the monitor is off, and measures nothing: " MONITOR_TURN_ON);
}

/* A screen, or lines where there can be none. Return: 0 or a negative errno. */
static int begin(struct watch *watch)
{
	int ret;

	watch->screen = watch->form == OUT_TABLE && screen_is_possible();
	ret = wake_begin(watch->screen);
	if (ret || !watch->screen || !screen_begin(watch->view.color))
		return ret;
	complain("terminal type '%s' is not known here: lines instead of a screen",
		 getenv("TERM"));
	wake_end();
	watch->screen = false;
	return wake_begin(false);
}

static int watch_it(struct watch *watch)
{
	int ret = begin(watch);

	if (ret) {
		complain("signals: %s", strerror(-ret));
		return EXIT_CANNOT;
	}
	if (!watch->screen)
		complain_of(watch);
	ret = loop(watch);
	screen_end();
	wake_end();
	return ret;
}

static int meet(struct watch *watch)
{
	struct record here = { 0 };	/* as a record has it, without runs */
	int ret = EXIT_CANNOT;

	if (monitor_open(&here.fp, watch->err, sizeof(watch->err)))
		return ret;
	ret = update(watch);
	if (!ret) {
		fingerprint_fill(&here.fp);
		here.settings.source = xstrdup(source_module.name);
		here.settings.cpus = xstrdup(watch->cpus);
		ret = against_meet(&watch->against, &here) ?: watch_it(watch);
	}
	record_free(&here);
	monitor_close();
	return ret;
}

int cmd_watch(int argc, char **argv)
{
	const struct argp_child children[] = {
		{ .argp = &unit_argp },
		{ 0 }
	};
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.children = children,
		.doc = "Show what the module's monitor has measured in the last "
		       "minute, updated in place; where standard output or "
		       "input is no terminal, as lines of CSV."
		       "\vExamples:\n"
		       "  vmexitstat watch\n"
		       "  vmexitstat watch -b before.json --ns\n"
		       "  vmexitstat watch --csv -i 10 -n 360",
	};
	struct output_opts output;
	struct watch watch = { .interval_ms = 1000 };
	int ret = 0;

	output_defaults(&output);
	watch.view = output.view;
	argv_parse(&argp, argc, argv, &watch);
	if (watch.baseline)
		ret = against_load(&watch.against, watch.baseline);
	if (!ret)
		ret = meet(&watch);
	if (*watch.err)
		complain("%s", watch.err);
	recent_free(&watch.recent);
	against_free(&watch.against);
	free(watch.state);
	free(watch.cpus);
	return ret;
}

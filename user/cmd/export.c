// SPDX-License-Identifier: GPL-2.0
/* vmexitstat export: the monitor's histograms for other programs. */
#include <argp.h>
#include <string.h>

#include "cmd/argv.h"
#include "cmd/cmd.h"
#include "cmd/output.h"
#include "lib/complain.h"
#include "source/source.h"
#include "watch/openmetrics.h"

static const struct argp_option options[] = {
	{ "format", 'f', "FORMAT", 0,
	  "Format: openmetrics (default)", 0 },
	{ "output", 'o', "FILE", 0,
	  "Write to FILE (default: standard output)", 0 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	static const char *const format = "openmetrics";
	const char **file = state->input;

	switch (key) {
	case 'f':
		if (strcmp(arg, format))
			argv_unknown(state, "format", arg, &format, 1);
		return 0;
	case 'o':
		*file = arg;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "unexpected argument '%s'", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Write what the module's monitor has measured as metrics, for "
	       "Prometheus and its like."
	       "\vExamples:\n"
	       "  vmexitstat export\n"
	       "  vmexitstat export -o /var/lib/prometheus/node-exporter/vmexit.prom",
};

static int export_monitor(const struct fingerprint *fp, const char *file)
{
	char err[SOURCE_ERR_LEN];
	struct monitor mon;
	const struct metrics metrics = { fp, &mon };
	int ret = EXIT_CANNOT;

	if (monitor_read(&mon, err, sizeof(err)))
		complain("%s", err);
	else if (mon.window_s)
		complain("the monitor drops samples after %u s, which would look "
			 "like a reset in every metric: echo 0 >%swindow_s",
			 mon.window_s, MONITOR_DIR);
	else
		ret = output_document(openmetrics_write, &metrics, file);
	if (!ret && !mon.run.nr_results)
		complain("warning: nothing was monitored so far: " MONITOR_TURN_ON);
	monitor_free(&mon);
	return ret;
}

int cmd_export(int argc, char **argv)
{
	struct record rec = { 0 };
	char err[SOURCE_ERR_LEN];
	const char *file = NULL;
	int ret = EXIT_CANNOT;

	argv_parse(&argp, argc, argv, &file);
	if (monitor_open(&rec.fp, err, sizeof(err))) {
		complain("%s", err);
	} else {
		ret = export_monitor(&rec.fp, file);
		monitor_close();
	}
	record_free(&rec);
	return ret;
}

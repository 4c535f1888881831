// SPDX-License-Identifier: GPL-2.0
/* vmexitstat: what a VM exit costs, measured from inside the guest. */
#include <argp.h>
#include <errno.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "lib/complain.h"
#include "lib/nearest.h"
#include "lib/util.h"

const char *argp_program_version = "vmexitstat " VMEXITSTAT_VERSION;

static const struct command {
	const char *name;
	int (*fn)(int argc, char **argv);
	const char *help;
} commands[] = {
	{ "run",    cmd_run,    "measure and print the table (the default)" },
	{ "record", cmd_record, "measure and write a record to a file" },
	{ "report", cmd_report, "print a record" },
	{ "compare", cmd_compare, "compare records with those of a General VM" },
	{ "check", cmd_check, "is it slower than it may be? for git bisect run" },
	{ "watch",  cmd_watch,  "what the monitor measures, live" },
	{ "export", cmd_export, "the monitor's histograms for Prometheus and its like" },
	{ "list",   cmd_list,   "what can be measured here, and what not, and why" },
	{ "info",   cmd_info,   "what this machine is, and what that rests on" },
	{ "doctor", cmd_doctor, "what is missing to measure here, and what to type" },
};

#define NR_COMMANDS	ARRAY_SIZE(commands)

static void print_help(void)
{
	size_t i;

	printf("Usage: vmexitstat [COMMAND] [OPTION...]\n"
	       "What a VM exit costs, measured from inside the guest.\n\n");
	for (i = 0; i < NR_COMMANDS; i++)
		printf("  %-8s %s\n", commands[i].name, commands[i].help);
	printf("\n"
	       "'vmexitstat COMMAND --help' shows its options, --version the version; more is in\n"
	       "vmexitstat(1), of the module in vmexit(8). Exit status: 0 success, 128 usage,\n"
	       "129 a file, 130 interrupted, 131 cannot be measured or compared; of check also\n"
	       "1 beyond a limit, 125 not to be judged.\n"
	       "\n"
	       "Examples:\n"
	       "  vmexitstat -P cpuid:0x1 -c all        # one probe, on all CPUs\n"
	       "  vmexitstat record -o snp.json         # keep it, in each VM\n"
	       "  vmexitstat compare general.json snp.json\n");
}

static int unknown_command(const char *word)
{
	const char *known[NR_COMMANDS];
	char *offer;
	size_t i;

	for (i = 0; i < NR_COMMANDS; i++)
		known[i] = commands[i].name;
	offer = nearest(word, known, NR_COMMANDS);
	complain("unknown command '%s'%s", word,
		 *offer ? offer : " ('vmexitstat --help' lists them)");
	free(offer);
	return EXIT_USAGE;
}

/* argp prints argv[0] before its messages: it shall name the command. */
static int call(const struct command *command, int argc, char **argv)
{
	char *name = xasprintf("vmexitstat %s", command->name);
	int ret;

	argv[0] = name;
	ret = command->fn(argc, argv);
	free(name);
	return ret;
}

static int dispatch(int argc, char **argv)
{
	size_t i;

	if (argc > 1 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-?"))) {
		print_help();
		return 0;
	}
	if (argc < 2 || argv[1][0] == '-')
		return call(&commands[0], argc, argv);
	for (i = 0; i < NR_COMMANDS; i++)
		if (!strcmp(argv[1], commands[i].name))
			return call(&commands[i], argc - 1, argv + 1);
	return unknown_command(argv[1]);
}

/* What could not be written was told. */
static bool told;

/* A result that did not reach the disk is none. At exit, since argp's --help ends there. */
static void close_stdout(void)
{
	errno = 0;
	if (!fflush(stdout) && !ferror(stdout))
		return;
	/* Or the reader has seen enough ("| head"). */
	if (!told && errno != EPIPE)
		complain("standard output: %s", strerror(errno ? errno : EIO));
	_exit(EXIT_FILE);
}

int main(int argc, char **argv)
{
	int ret;

	atexit(close_stdout);
	/* Characters only: numbers keep their point in every language. */
	setlocale(LC_CTYPE, "");
	argp_err_exit_status = EXIT_USAGE;
	/* Three lines of a screen, for what every --long=VALUE has. */
	setenv("ARGP_HELP_FMT", "no-dup-args-note", 0);
	ret = dispatch(argc, argv);
	told = ret == EXIT_FILE;
	return ret;
}

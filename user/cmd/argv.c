// SPDX-License-Identifier: GPL-2.0
/* The command line of every command, and of what is unknown in it the nearest. */
#include "cmd/argv.h"

#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/exit_code.h"
#include "lib/nearest.h"

#define KEY_ENDS	0x7000	/* clear of the keys of the commands */

/* What argp adds of its own, and parses no further than. */
static const struct argp_option own[] = {
	{ "help", KEY_ENDS, NULL, 0, NULL, 0 },
	{ "usage", KEY_ENDS, NULL, 0, NULL, 0 },
	{ "version", KEY_ENDS, NULL, 0, NULL, 0 },
	{ 0 }
};

/**
 * struct options - of a command and what it shares with others, for getopt
 * @longs: @nr, and an end
 * @words: @nr, as they are typed
 * @nr: how many
 * @shorts: letters
 */
struct options {
	struct option *longs;
	char **words;
	size_t nr;
	char *shorts;
};

static void add(struct options *all, const struct argp_option *options)
{
	for (; options && (options->name || options->doc); options++) {
		int arg = options->arg ? required_argument : no_argument;
		char *shorts = all->shorts;

		if (!options->name)
			continue;
		all->longs = xrealloc(all->longs, all->nr + 2, sizeof(*all->longs));
		all->words = xrealloc(all->words, all->nr + 1, sizeof(*all->words));
		all->longs[all->nr] = (struct option){ options->name, arg, NULL, options->key };
		all->words[all->nr++] = xasprintf("--%s", options->name);
		all->longs[all->nr] = (struct option){ 0 };
		if (options->key > UCHAR_MAX)
			continue;
		all->shorts = xasprintf("%s%c%s", shorts, options->key, arg ? ":" : "");
		free(shorts);
	}
}

static void add_all(struct options *all, const struct argp *argp)
{
	const struct argp_child *child;

	add(all, argp->options);
	for (child = argp->children; child && child->argp; child++)
		add_all(all, child->argp);
}

static void refuse(const struct options *all, const char *command, const char *word)
{
	char *name = xasprintf("%.*s", (int)strcspn(word, "="), word), *offer;
	size_t i;

	/* An abbreviation of several: argp says of which. */
	for (i = 0; i < all->nr; i++)
		if (!strncmp(all->words[i], name, strlen(name)))
			goto out;
	offer = nearest(name, (const char *const *)all->words, all->nr);
	if (*offer)
		complain("unrecognized option '%s'%s", name, offer);
	else
		complain("unrecognized option '%s' ('%s --help' lists them)", name, command);
	exit(EXIT_USAGE);
out:
	free(name);
}

/* argp only lets getopt say that an option is unknown: getopt is asked before, on a copy. */
static void look_for_unknown(const struct argp *argp, int argc, char **argv)
{
	struct options all = { .shorts = xstrdup("V") };
	char **copy = xcalloc((size_t)argc + 1, sizeof(*copy));
	int key;

	add(&all, own);
	add_all(&all, argp);
	memcpy(copy, argv, (size_t)argc * sizeof(*copy));
	opterr = 0;
	do {
		optopt = 0;
		key = getopt_long(argc, copy, all.shorts, all.longs, NULL);
	} while (key != -1 && key != '?' && key != 'V' && key != KEY_ENDS);
	/* What is known and lacks its argument, or has one too many, is in optopt. */
	if (key == '?' && !optopt && !strncmp(copy[optind - 1], "--", 2))
		refuse(&all, argv[0], copy[optind - 1]);
	while (all.nr)
		free(all.words[--all.nr]);
	free(all.words);
	free(all.longs);
	free(all.shorts);
	free(copy);
}

void argv_parse(const struct argp *argp, int argc, char **argv, void *input)
{
	look_for_unknown(argp, argc, argv);
	argp_parse(argp, argc, argv, 0, NULL, input);
}

void argv_unknown(struct argp_state *state, const char *what, const char *word,
		  const char *const *known, size_t nr)
{
	char *name = xasprintf("%.*s", (int)strcspn(word, ","), word);
	char *offer = nearest(name, known, nr), *list;
	size_t i;

	if (*offer)
		argp_error(state, "unknown %s '%s'%s", what, name, offer);
	list = xstrdup(known[0]);
	for (i = 1; i < nr; i++)
		list = xappend(list, ", ", known[i]);
	argp_error(state, "unknown %s '%s' (there %s %s)", what, name, nr == 1 ? "is" : "are",
		   list);
	free(list);
	free(offer);
	free(name);
}

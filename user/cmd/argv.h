/* SPDX-License-Identifier: GPL-2.0 */
/* The command line of every command, and of what is unknown in it the nearest. */
#ifndef VMEXITSTAT_CMD_ARGV_H
#define VMEXITSTAT_CMD_ARGV_H

#include <argp.h>
#include <stddef.h>

/**
 * argv_parse() - argp_parse(), which offers the nearest of an unknown option
 * @argp: the command's
 * @argc: of main()
 * @argv: of main()
 * @input: what @argp's parser fills
 *
 * Ends the program with EXIT_USAGE where the command line is wrong.
 */
void argv_parse(const struct argp *argp, int argc, char **argv, void *input);

/**
 * argv_unknown() - refuse a word that is none of those known: the nearest, or else all
 * @state: argp's; it ends with EXIT_USAGE
 * @what: what the word was to name
 * @word: what was typed; it ends at a comma
 * @known: @nr words
 * @nr: how many, one at least
 */
void argv_unknown(struct argp_state *state, const char *what, const char *word,
		  const char *const *known, size_t nr);

#endif /* VMEXITSTAT_CMD_ARGV_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* Which known words a mistyped one may have meant. */
#ifndef VMEXITSTAT_LIB_NEAREST_H
#define VMEXITSTAT_LIB_NEAREST_H

#include <stddef.h>

/**
 * nearest() - choose among known words
 * @word: what was typed
 * @known: @nr words
 * @nr: how many
 *
 * Return: ": did you mean 'A', 'B' or 'C'?", up to three, all equally near; ""
 * if none is near. Owned by the caller.
 */
char *nearest(const char *word, const char *const *known, size_t nr);

#endif /* VMEXITSTAT_LIB_NEAREST_H */

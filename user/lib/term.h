/* SPDX-License-Identifier: GPL-2.0 */
/* What standard output can show. */
#ifndef VMEXITSTAT_LIB_TERM_H
#define VMEXITSTAT_LIB_TERM_H

#include <stdbool.h>

/* Columns that a line may have: of a narrower or wider terminal it is these. */
#define TERM_MIN_WIDTH	40
#define TERM_MAX_WIDTH	1000

/**
 * term_width() - columns of a line
 * @fd: where lines go
 *
 * The terminal's own word, else COLUMNS, else 80.
 */
int term_width(int fd);

/* Colours: on a terminal that has them, unless NO_COLOR says no. */
bool term_color(int fd);

/* Whether the locale's characters are UTF-8; setlocale(LC_CTYPE) came before. */
bool term_utf8(void);

#endif /* VMEXITSTAT_LIB_TERM_H */

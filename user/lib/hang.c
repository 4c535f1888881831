// SPDX-License-Identifier: GPL-2.0
/* Text beside a label. */
#include "lib/hang.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/term.h"
#include "lib/text.h"

void hang(const char *text, int column)
{
	int end = isatty(STDOUT_FILENO) ? term_width(STDOUT_FILENO) : INT_MAX;
	char *clean = text_clean(text, term_utf8());
	char *rest = clean, *word;
	int at = column;

	while ((word = strsep(&rest, " "))) {
		int width = text_width(word);

		if (at > column && at + 1 + width > end) {
			printf("\n%*s", column, "");
			at = column;
		} else if (at > column) {
			putchar(' ');
			at++;
		}
		fputs(word, stdout);
		at += width;
	}
	putchar('\n');
	free(clean);
}

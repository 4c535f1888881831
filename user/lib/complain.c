// SPDX-License-Identifier: GPL-2.0
/* What is wrong, told on standard error. */
#include "lib/complain.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/text.h"

static char *last;

const char *complained(void)
{
	return last ?: "";
}

void complain(const char *fmt, ...)
{
	char *text, *clean;
	va_list args;

	/* What was printed so far comes before what is wrong with it. */
	fflush(stdout);
	va_start(args, fmt);
	text = xvasprintf(fmt, args);
	va_end(args);
	/* A file's name may hold anything. */
	clean = text_clean(text, true);
	fprintf(stderr, "vmexitstat: %s\n", clean);
	free(last);
	last = clean;
	free(text);
}

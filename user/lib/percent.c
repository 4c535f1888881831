// SPDX-License-Identifier: GPL-2.0
/* Percentages on a command line. */
#include "lib/percent.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

int percent_parse(const char *text, double *percent)
{
	const char *s = text + (*text == '-' || *text == '+');
	char *end;

	/* No hexadecimal, no "inf", no blanks. */
	if (strspn(s, "0123456789.") != strlen(s) - 1 || !strchr("0123456789.", *s))
		return -1;
	errno = 0;
	*percent = strtod(text, &end);
	return end == text || strcmp(end, "%") || errno || !isfinite(*percent) ? -1 : 0;
}

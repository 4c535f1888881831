// SPDX-License-Identifier: GPL-2.0
/* Fields of CSV. */
#include "lib/csv.h"

#include <stdlib.h>
#include <string.h>

#include "lib/text.h"

void csv_text(const char *text, FILE *out)
{
	char *clean = text_clean(text ?: "", true);
	const char *s;

	if (strpbrk(clean, ",\"")) {
		fputc('"', out);
		for (s = clean; *s; s++) {
			if (*s == '"')
				fputc('"', out);
			fputc(*s, out);
		}
		fputc('"', out);
	} else {
		fputs(clean, out);
	}
	free(clean);
}

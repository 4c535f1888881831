// SPDX-License-Identifier: GPL-2.0
/* Small helpers every file may use. */
#include "lib/util.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/exit_code.h"

void *or_die(void *p)
{
	if (p)
		return p;
	/* Not by complain(), which needs some. */
	fputs("vmexitstat: out of memory\n", stderr);
	exit(EXIT_CANNOT);
}

void *xcalloc(size_t n, size_t size)
{
	return or_die(calloc(n ? n : 1, size ? size : 1));
}

void *xrealloc(void *p, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return or_die(NULL);
	return or_die(realloc(p, bytes ? bytes : 1));
}

char *xstrdup(const char *s)
{
	return or_die(strdup(s));
}

char *xvasprintf(const char *fmt, va_list args)
{
	char *out;

	return or_die(vasprintf(&out, fmt, args) < 0 ? NULL : out);
}

char *xasprintf(const char *fmt, ...)
{
	va_list args;
	char *out;

	va_start(args, fmt);
	out = xvasprintf(fmt, args);
	va_end(args);
	return out;
}

char *xappend(char *text, const char *between, const char *more)
{
	char *out = xasprintf("%s%s%s", text, *text ? between : "", more);

	free(text);
	return out;
}

char *now_utc(void)
{
	char text[sizeof("2025-01-01T00:00:00Z") + 8];
	time_t now = time(NULL);
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	return xstrdup(text);
}

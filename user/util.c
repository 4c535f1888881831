// SPDX-License-Identifier: GPL-2.0
/* Small helpers every file may use. */
#include "util.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"

void *or_die(void *p)
{
	if (p)
		return p;
	complain("out of memory");
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

char *xasprintf(const char *fmt, ...)
{
	va_list args;
	char *out;
	int len;

	va_start(args, fmt);
	len = vasprintf(&out, fmt, args);
	va_end(args);
	return or_die(len < 0 ? NULL : out);
}

void complain(const char *fmt, ...)
{
	va_list args;

	/* What was printed so far comes before what is wrong with it. */
	fflush(stdout);
	fputs("vmexitstat: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

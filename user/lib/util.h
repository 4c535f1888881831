/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Small helpers every file may use. Out of memory is the end of the program:
 * nothing here ever returns NULL.
 */
#ifndef VMEXITSTAT_LIB_UTIL_H
#define VMEXITSTAT_LIB_UTIL_H

#include <stdarg.h>
#include <stddef.h>

#ifndef __printf
#define __printf(fmt, args)	__attribute__((__format__(printf, fmt, args)))
#endif

/* @p, where it is not NULL; for what libraries allocate. */
void *or_die(void *p);

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

/**
 * xcalloc() - zeroed memory for an array
 * @n: members
 * @size: of one
 *
 * Return: the array, never NULL, not even for none.
 */
void *xcalloc(size_t n, size_t size);

/**
 * xrealloc() - give an array another length
 * @p: array or NULL
 * @n: members wanted
 * @size: of one
 *
 * Return: the array, never NULL; what was added is not cleared.
 */
void *xrealloc(void *p, size_t n, size_t size);

char *xstrdup(const char *s);
char *xasprintf(const char *fmt, ...) __printf(1, 2);
char *xvasprintf(const char *fmt, va_list args);

/* @text, which is freed, with @more behind it, and @between where both are. */
char *xappend(char *text, const char *between, const char *more);

/* The time of day, RFC 3339, UTC. */
char *now_utc(void);

#endif /* VMEXITSTAT_LIB_UTIL_H */

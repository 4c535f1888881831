// SPDX-License-Identifier: GPL-2.0
/* A bound on what jansson takes. */
#include "record/json_limit.h"

#include <jansson.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#define UNLIMITED	(SIZE_MAX / 2)

static size_t bound;
static size_t left = UNLIMITED;
static bool hit;

static void *limited_malloc(size_t size)
{
	void *p = size > left ? NULL : malloc(size);

	if (!p) {
		hit = true;
		return NULL;
	}
	/* What malloc() rounds up to is taken as well, so it counts. */
	size = malloc_usable_size(p);
	left = size > left ? 0 : left - size;
	return p;
}

static void limited_free(void *p)
{
	if (!p)
		return;
	left += malloc_usable_size(p);
	free(p);
}

static size_t half_of_memory(void)
{
	long pages = sysconf(_SC_PHYS_PAGES);
	long size = sysconf(_SC_PAGESIZE);

	if (pages <= 0 || size <= 0)
		return 1UL << 30;
	return (size_t)pages / 2 * (size_t)size;
}

void json_limit_set(size_t bytes)
{
	bound = bytes;
}

void json_limit_begin(void)
{
	/* Plain malloc() below: what jansson got before may be freed so too. */
	json_set_alloc_funcs(limited_malloc, limited_free);
	left = bound ? bound : half_of_memory();
	hit = false;
}

void json_limit_end(void)
{
	left = UNLIMITED;
}

bool json_limit_hit(void)
{
	return hit;
}

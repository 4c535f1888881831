// SPDX-License-Identifier: GPL-2.0
/* Lists of CPUs, "0-3,8", as the kernel writes them. */
#include "source/cpulist.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/util.h"
#include "source/fingerprint.h"

/* Reads one CPU number; returns where it ends, NULL where there is none. */
static const char *parse_cpu(const char *s, uint32_t *cpu)
{
	uint32_t value = 0;
	const char *start = s;

	for (; *s >= '0' && *s <= '9'; s++) {
		value = value * 10 + (uint32_t)(*s - '0');
		if (value >= CPULIST_MAX)
			return NULL;
	}
	*cpu = value;
	return s == start ? NULL : s;
}

static void from_flags(struct cpulist *list, const bool *in)
{
	uint32_t cpu;

	list->cpu = xcalloc(CPULIST_MAX, sizeof(*list->cpu));
	list->nr = 0;
	for (cpu = 0; cpu < CPULIST_MAX; cpu++)
		if (in[cpu])
			list->cpu[list->nr++] = cpu;
	list->cpu = xrealloc(list->cpu, list->nr, sizeof(*list->cpu));
}

int cpulist_parse(const char *text, struct cpulist *list)
{
	bool in[CPULIST_MAX] = { false };
	const char *s = text;

	while (*s) {
		uint32_t first, last;

		s = parse_cpu(s, &first);
		if (!s)
			return -1;
		last = first;
		if (*s == '-')
			s = parse_cpu(s + 1, &last);
		if (!s || last < first)
			return -1;
		memset(in + first, true, last - first + 1);
		if (*s == ',' && s[1])
			s++;
		else if (*s)
			return -1;
	}
	from_flags(list, in);
	return 0;
}

int cpulist_read(const char *path, struct cpulist *list)
{
	char *text = read_line(path);
	int ret = *text ? cpulist_parse(text, list) : -1;

	free(text);
	return ret;
}

void cpulist_allowed(struct cpulist *list)
{
	bool in[CPULIST_MAX] = { false };
	size_t size = CPU_ALLOC_SIZE(CPULIST_MAX);
	cpu_set_t *set = xcalloc(1, size);
	uint32_t cpu;

	if (!sched_getaffinity(0, size, set))
		for (cpu = 0; cpu < CPULIST_MAX; cpu++)
			in[cpu] = CPU_ISSET_S(cpu, size, set);
	from_flags(list, in);
	free(set);
}

char *cpulist_format(const struct cpulist *list)
{
	char *text = xstrdup("");
	size_t i, last;

	for (i = 0; i < list->nr; i = last + 1) {
		char *longer;

		last = i;
		while (last + 1 < list->nr &&
		       list->cpu[last + 1] == list->cpu[last] + 1)
			last++;
		if (last > i)
			longer = xasprintf("%s%s%u-%u", text, i ? "," : "",
					   list->cpu[i], list->cpu[last]);
		else
			longer = xasprintf("%s%s%u", text, i ? "," : "",
					   list->cpu[i]);
		free(text);
		text = longer;
	}
	return text;
}

bool cpulist_has(const struct cpulist *list, uint32_t cpu)
{
	size_t i;

	for (i = 0; i < list->nr; i++)
		if (list->cpu[i] == cpu)
			return true;
	return false;
}

void cpulist_free(struct cpulist *list)
{
	free(list->cpu);
	list->cpu = NULL;
	list->nr = 0;
}

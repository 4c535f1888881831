/* SPDX-License-Identifier: GPL-2.0 */
/* Lists of CPUs, "0-3,8", as the kernel writes them. */
#ifndef VMEXITSTAT_SOURCE_CPULIST_H
#define VMEXITSTAT_SOURCE_CPULIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No Linux for x86 has more. */
#define CPULIST_MAX	8192

/**
 * struct cpulist - a set of CPUs
 * @cpu: ascending, none twice; owned
 * @nr: how many
 */
struct cpulist {
	uint32_t *cpu;
	size_t nr;
};

/**
 * cpulist_parse() - read a list
 * @text: numbers and ranges between commas, in any order; "" is the empty set
 * @list: filled on success; cpulist_free() it
 *
 * Return: 0, or -1 where @text is no such list.
 */
int cpulist_parse(const char *text, struct cpulist *list);

/* Reads the list in a file of sysfs; -1 where there is none. */
int cpulist_read(const char *path, struct cpulist *list);

/* The CPUs this process may run on. */
void cpulist_allowed(struct cpulist *list);

/* Shortest form, ranges joined; owned by the caller. */
char *cpulist_format(const struct cpulist *list);

bool cpulist_has(const struct cpulist *list, uint32_t cpu);
void cpulist_free(struct cpulist *list);

#endif /* VMEXITSTAT_SOURCE_CPULIST_H */

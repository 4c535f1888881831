/* SPDX-License-Identifier: GPL-2.0 */
/* How much dearer each probe may be. */
#ifndef VMEXITSTAT_COMPARE_MAX_OVERHEAD_H
#define VMEXITSTAT_COMPARE_MAX_OVERHEAD_H

#include <stdbool.h>
#include <stddef.h>

#include <vmexit/name.h>

/**
 * struct limit - one limit
 * @all: for every probe that has none of its own
 * @id: for this probe; without a path in its name, on insn or insn-cpl3
 * @has_path: its name had one
 * @percent: overhead that is still within it; above -100
 * @used: a probe was held to it
 */
struct limit {
	bool all;
	struct vmexit_id id;
	bool has_path;
	double percent;
};

/* In the order they were given; of two for the same, the later counts. */
struct limits {
	struct limit *list;
	size_t nr;
};

/**
 * limits_add() - one limit: "5%", "cpuid:0x1=5%", "cpuid:0x1/insn=-2.5%"
 * @limits: list
 * @text: the limit
 * @err: on failure a message, NUL-terminated
 * @err_len: size of @err
 *
 * Return: 0, or -1 with @err.
 */
int limits_add(struct limits *limits, const char *text, char *err,
	       size_t err_len);

/**
 * limits_load() - limits from a file
 * @limits: list
 * @file: a limit a line, "#" begins a comment
 * @err: on failure a message, NUL-terminated
 * @err_len: size of @err
 *
 * Return: 0, or -1 with @err, with errno if the file could not be read, else 0.
 */
int limits_load(struct limits *limits, const char *file, char *err,
		size_t err_len);

/* The limit of a probe by its name, else that of all, else NULL. */
const struct limit *limits_find(const struct limits *limits, const struct vmexit_id *id);

void limits_free(struct limits *limits);

#endif /* VMEXITSTAT_COMPARE_MAX_OVERHEAD_H */

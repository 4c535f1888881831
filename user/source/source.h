/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where samples come from: vmexit.ko over generic netlink (module.c),
 * or user space itself (cpl3.c). Each gives the same five calls.
 */
#ifndef VMEXITSTAT_SOURCE_H
#define VMEXITSTAT_SOURCE_H

#include "record/record.h"

/**
 * struct probe - one line of a source's table
 * @id: which probe
 * @route: enum vmexit_route
 * @basis: enum vmexit_basis of it
 * @expected: enum vmexit_route, see struct result
 * @is_default: part of the default set
 * @reason: why it is not supported, else NULL; owned
 * @desc: who answers it; owned
 */
struct probe {
	struct vmexit_id id;
	uint32_t route;
	uint32_t basis;
	uint32_t expected;
	bool is_default;
	char *reason;
	char *desc;
};

/**
 * typedef progress_fn - called a few times a second while a run goes on
 * @arg: as given to measure()
 * @done: executions so far
 * @total: executions in all
 *
 * Return: true to go on, false to cancel (Ctrl-C).
 */
typedef bool progress_fn(void *arg, uint64_t done, uint64_t total);

/**
 * struct source - a place samples come from
 * @name: as in struct settings
 * @path: the vmexit_path its probes default to
 * @open: get ready; on failure a message that says what to do goes to @err and
 *	the result is a negative errno (ENOENT: module not loaded)
 * @close: undo open
 * @describe: fill what the source knows of the fingerprint (platform,
 *	hypervisor, evidence, TSC, module, emulated)
 * @probes: the table, allocated; *nr of them; probes_free() it
 * @measure: one run: append one result per CPU and probe to @run. Cancelled by
 *	@progress: -EINTR, @run holding none of it or a part
 *
 * All return 0 or a negative errno with a message in @err (@len bytes, always
 * NUL-terminated).
 */
struct source {
	const char *name;
	uint32_t path;
	int (*open)(char *err, size_t len);
	void (*close)(void);
	int (*describe)(struct fingerprint *fp, char *err, size_t len);
	int (*probes)(struct probe **probes, size_t *nr, char *err, size_t len);
	int (*measure)(const struct settings *set, const struct vmexit_id *ids,
		       size_t nr, struct run *run, progress_fn *progress,
		       void *arg, char *err, size_t len);
};

extern const struct source source_module;
extern const struct source source_cpl3;

/* Room for any message. */
#define SOURCE_ERR_LEN	512

/**
 * source_open() - pick a source and open it
 * @want: its name, or "auto": the module if it answers, else cpl3
 * @err: why it failed; on success why the module was not taken, or ""
 * @len: size of @err
 *
 * Return: the source, to be closed, or NULL.
 */
const struct source *source_open(const char *want, char *err, size_t len);

void probes_free(struct probe *probes, size_t nr);

#endif /* VMEXITSTAT_SOURCE_H */

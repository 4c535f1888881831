/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table of probes: name, parameter, route, supported here or why not.
 */
#ifndef VMEXIT_PROBE_H
#define VMEXIT_PROBE_H

#include <linux/types.h>
#include <linux/vmexit.h>
#include <vmexit/name.h>
#include "ghcb_host.h"

struct vmexit_sampler;

/**
 * typedef vmexit_loop_fn - a probe's timed loop, built by VMEXIT_LOOP()
 * @s: sampler
 * @n: executions at most
 *
 * Called with interrupts off. Return: executions done, the faulting one
 * included.
 */
typedef u32 vmexit_loop_fn(struct vmexit_sampler *s, u32 n);

/**
 * typedef vmexit_round_fn - one sample of what is no bracket
 * @s: sampler; gets it by vmexit_sampler_take(), and @s->executed what was executed
 *
 * Called with interrupts on, and migration off. Return: false where it does not do
 * (vmexit_sampler_reason()).
 */
typedef bool vmexit_round_fn(struct vmexit_sampler *s);

/**
 * struct vmexit_probe - one line of the table, complete for this guest
 * @id: its name
 * @loop: how it is timed; NULL where unsupported, or by @round
 * @round: NULL, or how it is timed
 * @open: NULL, or makes ready what all batches on this CPU need; may sleep; returns
 *	false where that fails (vmexit_sampler_reason())
 * @close: NULL, or gives back what @open took, also where it failed; may sleep
 * @prepare: NULL, or makes ready what the loop needs before each batch;
 *	returns false where that fails (vmexit_sampler_reason())
 * @finish: NULL, or puts back after a batch what @prepare took
 * @size: bytes of a port access, else 0
 * @route: enum vmexit_route: as it was seen, or else as it is expected
 * @expected: enum vmexit_route, by what is known of this guest
 * @basis: enum vmexit_basis of @route
 * @is_witnessed: what it does can be seen (witness.h)
 * @is_default: part of the default set
 * @by_name: never part of it, nor of the monitor
 * @to_vmm: known to reach a user-space VMM, which may log it
 * @reason: why it is unsupported, static; NULL: supported as far as is known
 * @status: code that belongs to @reason, 0: none
 * @desc: who answers it, or why it is safe; static
 */
struct vmexit_probe {
	struct vmexit_id id;
	vmexit_loop_fn *loop;
	vmexit_round_fn *round;
	bool (*open)(struct vmexit_sampler *s);
	void (*close)(struct vmexit_sampler *s);
	bool (*prepare)(struct vmexit_sampler *s);
	void (*finish)(struct vmexit_sampler *s);
	u32 size;
	u32 route;
	u32 expected;
	u32 basis;
	bool is_witnessed;
	bool is_default;
	bool by_name;
	bool to_vmm;
	const char *reason;
	u64 status;
	const char *desc;
};

/* Whether it was seen to take another route than one knew. */
static inline bool vmexit_probe_surprises(const struct vmexit_probe *probe)
{
	return probe->route != probe->expected &&
	       probe->expected != VMEXIT_ROUTE_UNKNOWN;
}

/**
 * vmexit_probe_init() - judge every probe of the table once
 * @use: whether VMGEXIT may be used
 *
 * Needs vmexit_platform_init() before it. Executes each of the default set
 * once, on the CPU it is called on.
 *
 * Return: 0 or -ENOMEM.
 */
int vmexit_probe_init(enum vmexit_ghcb_use use);

/* Gives back what vmexit_probe_init() took. Nothing may be measured any more. */
void vmexit_probe_exit(void);

/**
 * vmexit_probe_table() - the probes with a place in the table
 * @nr: set to how many
 *
 * Return: the table, constant after vmexit_probe_init().
 */
const struct vmexit_probe *vmexit_probe_table(unsigned int *nr);

/**
 * vmexit_probe_find() - find a probe by its name, CPUID leaves not in the
 *	table included
 * @id: name
 * @probe: filled on success
 *
 * Return: 0, or -EOPNOTSUPP where @id is not on the list of harmless ones.
 */
int vmexit_probe_find(const struct vmexit_id *id, struct vmexit_probe *probe);

#endif /* VMEXIT_PROBE_H */

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sampler: one probe on this CPU. Warm-up, batches with interrupts off, the
 * bracket (bracket.h), disturbed samples.
 */
#ifndef VMEXIT_SAMPLER_H
#define VMEXIT_SAMPLER_H

#include <linux/types.h>
#include <vmexit/histogram.h>
#include "ghcb.h"
#include "probe.h"
#include "tdx.h"
#include "witness.h"

/**
 * struct vmexit_sampler - one probe being timed on one CPU
 * @probe: what to execute
 * @hist: dense working histogram, the caller's
 * @value: what a WRMSR or OUT writes; fresh for every batch
 * @begin: TSC at which a batch began
 * @budget: cycles after which it ends
 * @saved: what the GHCB MSR held before the batch
 * @ghcb: the kernel's page, borrowed for a batch on path ghcb-page
 * @call: what it is filled with
 * @tdx: registers of a TDCALL
 * @refusal: why a direct call did not do, static; NULL while it does
 * @status: what goes with it, 0: nothing
 * @unsent: attempts in a row that an NMI kept from being made
 * @witness: what samples were seen to do, where that is possible
 * @trap: the trap the operation took unexpectedly, -1 while none
 * @executed: times the operation was executed, warm-up and checks included
 * @disturbed: timed samples spoiled by an NMI, or by a TSC that went back
 * @longest_off: cycles for which a batch kept interrupts off, at most
 */
struct vmexit_sampler {
	const struct vmexit_probe *probe;
	struct vmexit_histogram *hist;
	u64 value;
	u64 begin;
	u64 budget;
	u64 saved;
	struct ghcb *ghcb;
	struct vmexit_ghcb_call call;
	struct vmexit_tdx_call tdx;
	const char *refusal;
	u64 status;
	unsigned int unsent;
	struct vmexit_witness witness;
	int trap;
	u64 executed;
	u64 disturbed;
	u64 longest_off;
};

/**
 * vmexit_sampler_check() - execute a probe once, untimed
 * @s: sampler with @probe and @hist set; its counters are cleared
 *
 * Must run with the task bound to its CPU or preemption off.
 *
 * Return: true where it works; else vmexit_sampler_reason() says why not.
 */
bool vmexit_sampler_check(struct vmexit_sampler *s);

/**
 * vmexit_sampler_batch() - execute a probe with interrupts off
 * @s: sampler; @s->hist takes the samples
 * @n: at most so many executions, above 0
 * @batch_us: at most so long: ends with the sample during which it runs out
 *
 * Returns with interrupts on. Stops at what vmexit_sampler_reason() tells.
 *
 * Return: executions that count as samples, disturbed ones included.
 */
u32 vmexit_sampler_batch(struct vmexit_sampler *s, u32 n, u32 batch_us);

/**
 * vmexit_sampler_reason() - why a probe is not timed: "took #GP" and the like
 * @s: sampler that stopped
 *
 * Return: a static string; NULL while nothing stopped it.
 */
const char *vmexit_sampler_reason(const struct vmexit_sampler *s);

#endif /* VMEXIT_SAMPLER_H */

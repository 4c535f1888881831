/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sampler: one probe on this CPU. Warm-up, batches with interrupts off, the
 * bracket (bracket.h), disturbed samples.
 */
#ifndef VMEXIT_SAMPLER_H
#define VMEXIT_SAMPLER_H

#include <linux/cpumask.h>
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
 * @peer: CPU that an IPI goes to
 * @parallel: CPUs measured at the same time, or NULL
 * @armed: TSC deadline that a batch found
 * @page: the module's own, whose state changes
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
	unsigned int peer;
	const struct cpumask *parallel;
	u64 armed;
	struct page *page;
	unsigned int unsent;
	struct vmexit_witness witness;
	int trap;
	u64 executed;
	u64 disturbed;
	u64 longest_off;
};

/**
 * vmexit_sampler_open() - make ready for a probe on this CPU
 * @s: sampler with @probe, @hist and @parallel set
 *
 * Migration is off until vmexit_sampler_close(), which is to be called either way.
 * Both may sleep.
 *
 * Return: false where it cannot be had here: vmexit_sampler_reason() says why.
 */
bool vmexit_sampler_open(struct vmexit_sampler *s);
void vmexit_sampler_close(struct vmexit_sampler *s);

/**
 * vmexit_sampler_check() - execute a probe once, untimed
 * @s: sampler with @probe and @hist set; its counters are cleared
 *
 * Between vmexit_sampler_open() and vmexit_sampler_close().
 *
 * Return: true where it works; else vmexit_sampler_reason() says why not.
 */
bool vmexit_sampler_check(struct vmexit_sampler *s);

/**
 * vmexit_sampler_take() - one sample, by a vmexit_round_fn
 * @s: sampler
 * @start: TSC, as is @end
 * @undisturbed: nothing known has spoiled it
 */
void vmexit_sampler_take(struct vmexit_sampler *s, u64 start, u64 end, bool undisturbed);

/**
 * vmexit_sampler_batch() - execute a probe with interrupts off, if it is a bracket
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

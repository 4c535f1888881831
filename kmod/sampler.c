// SPDX-License-Identifier: GPL-2.0
/* Sampler: batches of timed executions with interrupts off. */
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <asm/msr.h>
#include <asm/tsc.h>
#include <asm/trapnr.h>

#include "sampler.h"

bool vmexit_sampler_open(struct vmexit_sampler *s)
{
	s->trap = -1;
	s->refusal = NULL;
	s->status = 0;
	return !s->probe->open || s->probe->open(s);
}

void vmexit_sampler_close(struct vmexit_sampler *s)
{
	if (s->probe->close)
		s->probe->close(s);
}

void vmexit_sampler_take(struct vmexit_sampler *s, u64 start, u64 end, bool undisturbed)
{
	if (undisturbed && end >= start)
		vmexit_hist_add(s->hist, end - start);
	else
		s->disturbed++;
}

static u32 vmexit_sampler_rounds(struct vmexit_sampler *s, u32 n)
{
	u64 begin = rdtsc_ordered();
	u32 done = 0;

	while (s->probe->round(s)) {
		done++;
		if (done == n || rdtsc_ordered() - begin >= s->budget)
			break;
	}
	return done;
}

u32 vmexit_sampler_batch(struct vmexit_sampler *s, u32 n, u32 batch_us)
{
	const struct vmexit_probe *probe = s->probe;
	unsigned long flags;
	u32 done = 0;
	u64 end;

	s->budget = div_u64((u64)tsc_khz * batch_us, 1000);
	if (probe->round)
		return vmexit_sampler_rounds(s, n);
	local_irq_save(flags);
	s->begin = rdtsc_ordered();
	/*
	 * What is written back must have been read with interrupts off, or a
	 * driver that changes the register meanwhile would see it undone.
	 */
	if (!probe->prepare || probe->prepare(s)) {
		vmexit_witness_begin(&s->witness, probe);
		done = probe->loop(s, n);
		vmexit_witness_end(&s->witness);
		if (probe->finish)
			probe->finish(s);
	}
	/* A TSC may go back: see bracket.h. */
	end = rdtsc_ordered();
	if (end > s->begin)
		s->longest_off = max(s->longest_off, end - s->begin);
	local_irq_restore(flags);

	s->executed += done;
	return done;
}

bool vmexit_sampler_check(struct vmexit_sampler *s)
{
	s->unsent = 0;
	s->executed = 0;
	s->longest_off = 0;
	s->value = 0;
	s->witness.seen = (struct vmexit_seen){ 0 };
	vmexit_sampler_batch(s, 1, VMEXIT_MAX_BATCH_US);
	vmexit_hist_init(s->hist);
	s->disturbed = 0;
	return !vmexit_sampler_reason(s);
}

const char *vmexit_sampler_reason(const struct vmexit_sampler *s)
{
	if (s->refusal)
		return s->refusal;
	switch (s->trap) {
	case -1:
		return NULL;
	case X86_TRAP_DE:
		return "took #DE";
	case X86_TRAP_UD:
		return "took #UD";
	case X86_TRAP_GP:
		return "took #GP";
	case X86_TRAP_VE:
		return "took #VE";
	case X86_TRAP_VC:
		return "took #VC";
	default:
		return "took an unexpected trap";
	}
}

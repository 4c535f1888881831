// SPDX-License-Identifier: GPL-2.0
/*
 * Between the brackets: WRMSR of the GHCB MSR, VMGEXIT, and between them no more
 * than a look at the NMI count. A page is filled before the opening bracket and
 * judged after the closing one: what is timed is the world switch and the host.
 * An NMI in between overwrites MSR and page: then no call is made, and there is
 * no sample; one that comes later spoils its sample, whatever the host answered.
 */
#include <linux/stringify.h>
#include <asm/asm.h>

#include "apic.h"
#include "bracket.h"
#include "ghcb.h"
#include "probe_sev.h"
#include "probe_timer.h"

/* For VMEXIT_LOOP_ROUND(). The registers that RDTSC writes are loaded after it. */
#define VMEXIT_VMGEXIT_TIMED()						\
do {									\
	asm volatile(							\
		VMEXIT_BRACKET_OPEN					\
		"mov %k[low], %%eax\n\t"				\
		"mov %k[high], %%edx\n\t"				\
		"mov $" __stringify(VMEXIT_MSR_GHCB) ", %%ecx\n\t"		\
		VMEXIT_GHCB_CALL("%k[nmis]", "%[counter]", "3f")	\
		"2:\n\t"						\
		VMEXIT_BRACKET_CLOSE					\
		VMEXIT_NOTED("%[unsent]", "")				\
		: VMEXIT_BRACKET_OUT					\
		: [low] "r" (low), [high] "r" (high), [nmis] "r" (nmi),	\
		  [counter] "m" (*vmexit_nmi_counter()),		\
		  [unsent] "i" (VMEXIT_UNSENT)				\
		: "rcx", "cc", "memory");				\
	if (likely(trap == -1))						\
		s->unsent = 0;						\
} while (0)

static __always_inline const char *vmexit_answer_msr(struct vmexit_sampler *s)
{
	int refusal = vmexit_ghcb_msr_answer(s->value, vmexit_ghcb_msr_read());

	return unlikely(refusal) ? vmexit_ghcb_reason(refusal) : NULL;
}

VMEXIT_LOOP_ROUND(vmexit_loop_ghcb_msr, vmexit_nothing, vmexit_answer_msr,
		  VMEXIT_VMGEXIT_TIMED())

static __always_inline void vmexit_fill_page(struct vmexit_sampler *s)
{
	vmexit_ghcb_fill(s->ghcb, &s->call);
}

static __always_inline const char *vmexit_answer_page(struct vmexit_sampler *s)
{
	int refusal = vmexit_ghcb_answer(s->ghcb, &s->call);

	return unlikely(refusal) ? vmexit_ghcb_reason(refusal) : NULL;
}

VMEXIT_LOOP_ROUND(vmexit_loop_ghcb_page, vmexit_fill_page, vmexit_answer_page,
		  VMEXIT_VMGEXIT_TIMED())

bool vmexit_prepare_ghcb_msr(struct vmexit_sampler *s)
{
	s->ghcb = NULL;
	s->saved = vmexit_ghcb_msr_read();
	s->value = vmexit_ghcb_request(&s->probe->id);
	return true;
}

/* What is written back. */
static bool vmexit_read_value(struct vmexit_sampler *s, u64 *value)
{
	struct vmexit_id id = s->probe->id;
	struct vmexit_ghcb_call call;
	int refusal;

	id.exit = VMEXIT_EXIT_RDMSR;
	vmexit_ghcb_call_make(&id, 0, 0, &call);
	refusal = vmexit_ghcb_call(&call, value);
	s->executed++;
	if (refusal) {
		s->refusal = vmexit_ghcb_reason(refusal);
		return false;
	}
	*value = vmexit_write_back(s, *value);
	return true;
}

bool vmexit_prepare_ghcb_page(struct vmexit_sampler *s)
{
	const struct vmexit_probe *probe = s->probe;
	u64 value = 0;

	if (probe->id.exit == VMEXIT_EXIT_WRMSR && !vmexit_read_value(s, &value))
		return false;
	if (probe->id.exit == VMEXIT_EXIT_IPI)
		value = vmexit_apic_icr(s->peer);
	s->ghcb = vmexit_ghcb_find(&s->value);
	if (!s->ghcb) {
		s->refusal = vmexit_ghcb_reason(VMEXIT_GHCB_NO_PAGE);
		return false;
	}
	s->saved = s->value;
	vmexit_ghcb_call_make(&probe->id, probe->size, value, &s->call);
	return true;
}

void vmexit_finish_ghcb(struct vmexit_sampler *s)
{
	if (s->ghcb)
		vmexit_ghcb_invalidate(s->ghcb);
	vmexit_ghcb_msr_write(s->saved);
	/* By instruction, which NMIs do not keep from coming. */
	if (s->ghcb && vmexit_is_deadline(&s->probe->id))
		vmexit_finish_deadline(s);
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Between the brackets: WRMSR of the GHCB MSR and VMGEXIT, and nothing between
 * them. A page is filled before the opening bracket and judged after the
 * closing one: what is timed is the world switch and the host. An NMI in
 * between overwrites MSR and page; it is in the NMI count, and its sample is a
 * spoiled one whatever the host then answered.
 */
#include <asm/asm.h>

#include "bracket.h"
#include "ghcb.h"
#include "probe_sev.h"

#define VMEXIT_VMGEXIT			\
	"mov %k[low], %%eax\n\t"	\
	"mov %k[high], %%edx\n\t"	\
	"mov $0xc0010130, %%ecx\n\t"	\
	"wrmsr\n\t"			\
	"rep; vmmcall\n\t"

#define GHCB_MSR_CODE	0xfff

/* The answer's number is the request's next, but 0x001 answers 0x002. */
static __always_inline int vmexit_answer_msr(struct vmexit_sampler *s)
{
	u32 code = vmexit_ghcb_msr_read() & GHCB_MSR_CODE;
	u32 request = s->value & GHCB_MSR_CODE;

	if (code == (request == 0x002 ? 0x001 : request + 1))
		return 0;
	/* A host that does not know the request leaves it as it was. */
	return code == request ? VMEXIT_GHCB_REFUSED : VMEXIT_GHCB_INVALID;
}

VMEXIT_LOOP_ROUND(vmexit_loop_ghcb_msr, VMEXIT_VMGEXIT, VMEXIT_FAULT_NONE,
		  vmexit_nothing, vmexit_answer_msr)

static __always_inline void vmexit_fill_page(struct vmexit_sampler *s)
{
	vmexit_ghcb_fill(s->ghcb, &s->call);
}

static __always_inline int vmexit_answer_page(struct vmexit_sampler *s)
{
	return vmexit_ghcb_answer(s->ghcb, &s->call);
}

VMEXIT_LOOP_ROUND(vmexit_loop_ghcb_page, VMEXIT_VMGEXIT, VMEXIT_FAULT_NONE,
		  vmexit_fill_page, vmexit_answer_page)

bool vmexit_prepare_ghcb_msr(struct vmexit_sampler *s)
{
	s->ghcb = NULL;
	s->saved = vmexit_ghcb_msr_read();
	s->value = vmexit_ghcb_request(&s->probe->id);
	return true;
}

/* What is written back is what is there. */
static bool vmexit_read_value(struct vmexit_sampler *s, u64 *value)
{
	struct vmexit_id id = s->probe->id;
	struct vmexit_ghcb_call call;

	id.exit = VMEXIT_EXIT_RDMSR;
	vmexit_ghcb_call_make(&id, 0, 0, &call);
	s->refusal = vmexit_ghcb_call(&call, value);
	s->executed++;
	return !s->refusal;
}

bool vmexit_prepare_ghcb_page(struct vmexit_sampler *s)
{
	const struct vmexit_probe *probe = s->probe;
	u64 value = 0;

	if (probe->id.exit == VMEXIT_EXIT_WRMSR && !vmexit_read_value(s, &value))
		return false;
	s->ghcb = vmexit_ghcb_find(&s->value);
	if (!s->ghcb) {
		s->refusal = VMEXIT_GHCB_NO_PAGE;
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
}

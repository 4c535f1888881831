// SPDX-License-Identifier: GPL-2.0
/*
 * Between the brackets: RAX and RDX, which RDTSC has written, TDCALL, and its
 * status saved from RDTSC. The other registers are loaded before.
 */
#include "apic.h"
#include "bracket.h"
#include "probe_tdx.h"
#include "probe_timer.h"
#include "tdx.h"

#define VMEXIT_TDCALL_TIMED()						\
do {									\
	asm volatile(							\
		VMEXIT_TDCALL_LOAD					\
		VMEXIT_BRACKET_OPEN					\
		VMEXIT_TDCALL						\
		VMEXIT_BRACKET_CLOSE					\
		VMEXIT_TDCALL_STORE					\
		: "=&a" (t1_low), "=&d" (t1_high),			\
		  [t0_low] "=&b" (t0_low), [t0_high] "=&S" (t0_high)	\
		: "D" (&s->tdx)						\
		: VMEXIT_TDCALL_CLOBBERS);				\
} while (0)

static __always_inline const char *vmexit_answer_tdcall(struct vmexit_sampler *s)
{
	return vmexit_tdx_answer(&s->tdx, &s->status);
}

VMEXIT_LOOP_ROUND(vmexit_loop_tdcall, vmexit_nothing, vmexit_answer_tdcall,
		  VMEXIT_TDCALL_TIMED())

/* What is written back. */
static bool vmexit_tdx_read_value(struct vmexit_sampler *s, u64 *value)
{
	struct vmexit_id id = s->probe->id;

	id.exit = VMEXIT_EXIT_RDMSR;
	vmexit_tdx_call_make(&id, 0, 0, &s->tdx);
	s->refusal = vmexit_tdx_do(&s->tdx, &s->status);
	s->executed++;
	*value = vmexit_write_back(s, s->tdx.out.r11);
	return !s->refusal;
}

bool vmexit_prepare_tdcall(struct vmexit_sampler *s)
{
	const struct vmexit_probe *probe = s->probe;
	u64 value = 0;

	if (probe->id.exit == VMEXIT_EXIT_WRMSR &&
	    !vmexit_tdx_read_value(s, &value))
		return false;
	if (probe->id.exit == VMEXIT_EXIT_IPI)
		value = vmexit_apic_icr(s->peer);
	vmexit_tdx_call_make(&probe->id, probe->size, value, &s->tdx);
	return true;
}

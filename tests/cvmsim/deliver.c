// SPDX-License-Identifier: GPL-2.0
/* Long mode only: AMD APM volume 2, 8.9. */
#include "deliver.h"
#include "log.h"
#include "platform.h"
#include "walk.h"

#define GATE_PRESENT		BIT(47)
#define GATE_TYPE(gate)		((gate) >> 40 & 0xf)
#define GATE_INTERRUPT		0xe
#define GATE_IST(gate)		((gate) >> 32 & 0x7)
#define GATE_SELECTOR(gate)	((gate) >> 16 & 0xffff)
#define TSS_RSP0		4
#define TSS_IST1		36
#define SEGMENT_CODE64		0xa9b	/* present, 64-bit, DPL 0 */

struct gate {
	u64 low;
	u64 offset_high;
};

/* TR stays with the CPU across exits; VMSAVE shows it: 15.5.2. */
static u64 tss_base(void)
{
	static struct vmcb scratch;

	asm volatile("vmsave %0" : : "a" (&scratch) : "memory");
	return scratch.tr.base;
}

/* The handler's stack pointer before anything is pushed: 8.9.3, 8.9.4. */
static bool handler_stack(struct vcpu *v, u32 ist, u64 *rsp)
{
	u64 offset = ist ? TSS_IST1 + (ist - 1) * 8 : TSS_RSP0;

	if (!ist && v->vmcb->cpl == 0)
		*rsp = v->vmcb->rsp;
	else if (!walk_read(v, tss_base() + offset, rsp, sizeof(*rsp)))
		return false;
	*rsp &= ~0xfULL;
	return true;
}

/* What nobody can take is a shutdown. */
static void __noreturn undeliverable(struct vcpu *v, u32 vector, s64 code,
				     const char *why)
{
	say("exception %u (0x%lx) at RIP 0x%lx: %s", vector, (u64)code,
	    v->vmcb->rip, why);
	leave(VERDICT_SHUTDOWN);
}

void deliver(struct vcpu *v, u32 vector, s64 code)
{
	struct vmcb *vmcb = v->vmcb;
	const u64 frame[6] = {
		code, vmcb->rip, vmcb->cs.selector,
		vmcb->rflags | X86_EFLAGS_RF, vmcb->rsp, vmcb->ss.selector,
	};
	u32 words = code < 0 ? 5 : 6;
	struct gate gate;
	u64 rsp;

	if (vmcb->idtr.limit < vector * 16 + 15 ||
	    !walk_read(v, vmcb->idtr.base + vector * 16, &gate, sizeof(gate)) ||
	    !(gate.low & GATE_PRESENT))
		undeliverable(v, vector, code, "the guest has no handler");
	if (!handler_stack(v, GATE_IST(gate.low), &rsp))
		undeliverable(v, vector, code, "the guest has no TSS");
	rsp -= words * 8;
	if (!walk_write(v, rsp, frame + 6 - words, words * 8))
		undeliverable(v, vector, code, "the guest has no stack");

	vmcb->rsp = rsp;
	vmcb->rip = (gate.low & 0xffff) | (gate.low >> 32 & 0xffff0000) |
		    gate.offset_high << 32;
	vmcb->cs.selector = GATE_SELECTOR(gate.low);
	vmcb->cs.attr = SEGMENT_CODE64;
	if (vmcb->cpl) {
		/* A null SS with the new privilege level: 8.9.4. */
		vmcb->ss.selector = 0;
		vmcb->ss.attr = 0;
		vmcb->cpl = 0;
	}
	vmcb->rflags &= ~(X86_EFLAGS_TF | X86_EFLAGS_NT | X86_EFLAGS_RF);
	if (GATE_TYPE(gate.low) == GATE_INTERRUPT)
		vmcb->rflags &= ~X86_EFLAGS_IF;
	vmcb->interrupt_shadow = 0;
}

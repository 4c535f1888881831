// SPDX-License-Identifier: GPL-2.0
#include "log.h"
#include "opcode.h"
#include "trace.h"
#include "walk.h"

#define DR6_BS		BIT(14)
#define TRACE_SAY	2	/* control.h: TRACE */

struct trace trace;

static u64 now[CVMSIM_NR_TRACED];	/* of the trap under way */
static bool under_way;
static u64 counted_rip;		/* the instruction last counted */
static bool stepping;		/* TF is set, and by us */

static const char *const names[] = {
#define X(name, text) [CVMSIM_TRACED_##name] = text,
	CVMSIM_TRACED(X)
#undef X
};

void trace_reset(void)
{
	memset(trace.sum, 0, sizeof(trace.sum));
	trace.count = 0;
	under_way = false;
}

void trace_arm(struct vcpu *v)
{
	vcpu_intercept(v, INTERCEPT_DB, trace.on);
}

/* One whose return was not seen is forgotten. */
void trace_begins(void)
{
	memset(now, 0, sizeof(now));
	under_way = trace.on;
	counted_rip = 0;
}

void trace_ends(void)
{
	u32 i;

	if (!under_way)
		return;
	under_way = false;
	trace.count++;
	for (i = 0; i < CVMSIM_NR_TRACED; i++)
		trace.sum[i] += now[i];
}

void trace_exit(struct vcpu *v)
{
	if (stepping)
		v->vmcb->rflags &= ~X86_EFLAGS_TF;
	stepping = false;
}

void trace_debug(struct vcpu *v)
{
	/*
	 * A step, even where none was asked for: an interrupt amid a traced
	 * handler has TF in its frame. The instruction was a tick of the
	 * guest's clock, the exit is another, and one is due.
	 */
	if (v->vmcb->dr6 & DR6_BS && !v->vmcb->cpl) {
		v->vmcb->dr6 &= ~DR6_BS;
		v->vmcb->rflags &= ~X86_EFLAGS_TF;
		v->charge = -1ULL;
		return;
	}
	vcpu_raise(v, VECTOR_DB, -1);
}

/* Fewer bytes where nothing is mapped behind it; what is missing is zero. */
static void read_code(struct vcpu *v, u8 *code)
{
	u64 rip = v->vmcb->rip, left = PAGE_SIZE - (rip & ~PAGE_MASK);

	memset(code, 0, OPCODE_MAX);
	if (!walk_read(v, rip, code, left < OPCODE_MAX ? left : OPCODE_MAX))
		unable("read the instruction at RIP 0x%lx", rip);
	if (left < OPCODE_MAX)
		walk_read(v, rip + left, code + left, OPCODE_MAX - left);
}

static void add(struct vcpu *v, enum cvmsim_traced what)
{
	now[what]++;
	if (trace.on == TRACE_SAY && !trace.count && what != CVMSIM_TRACED_INSTRUCTION)
		say("trace: %s at 0x%lx", names[what], v->vmcb->rip);
}

static void count_opcode(struct vcpu *v)
{
	enum cvmsim_traced what;
	u8 code[OPCODE_MAX];

	read_code(v, code);
	add(v, CVMSIM_TRACED_INSTRUCTION);
	if (opcode_is_locked(code))
		add(v, CVMSIM_TRACED_LOCK);
	what = opcode_name(code);
	if (what == CVMSIM_TRACED_INSTRUCTION)
		return;
	add(v, what);
	if (what != CVMSIM_TRACED_WRMSR)
		return;
	what = opcode_wrmsr(v->rcx, v->vmcb->rax);
	if (what != CVMSIM_TRACED_WRMSR)
		add(v, what);
}

void trace_entry(struct vcpu *v)
{
	u64 rip = v->vmcb->rip;

	/* In an NMI or in what an event leads to nobody steps. */
	if (!under_way || !v->trap_own || v->vmcb->event_inj)
		return;
	/* The same once more: REP's next round, or it was not executed yet. */
	if (rip != counted_rip)
		count_opcode(v);
	else if (v->vmcb->exit_code == SVM_EXIT_DB)
		now[CVMSIM_TRACED_REPEAT]++;
	counted_rip = rip;
	v->vmcb->rflags |= X86_EFLAGS_TF;
	stepping = true;
}

// SPDX-License-Identifier: GPL-2.0
#include "control.h"
#include "count.h"
#include "log.h"
#include "nmi.h"
#include "platform.h"
#include "td.h"
#include "walk.h"

#define LENGTH_RDTSC	2
#define LENGTH_RDTSCP	3

struct nmis nmis;

static u64 seen;	/* places, since reset */
static u64 brackets;	/* opened, since reset */
static bool in_bracket;
static bool blocked;

/* The NMI being handled, and what it came between. */
static struct {
	enum {
		NONE,
		HANDLED,
		AGAIN,	/* over; the exit it came before is still to come */
	} state;
	bool is_before;
	u64 rip, rsp;
	bool trap_own;
} held;

void nmi_reset(void)
{
	seen = 0;
	brackets = 0;
	in_bracket = false;
	held.state = NONE;
}

void nmi_arm(struct vcpu *v)
{
	vcpu_intercept(v, INTERCEPT_RDTSC, nmis.places || nmis.catch_rdtsc);
	vcpu_intercept(v, INTERCEPT_RDTSCP, nmis.places);
}

static bool inject(struct vcpu *v, enum cvmsim_nmi place, bool is_before)
{
	if (!(nmis.places & BIT(place)) || !nmis.every || blocked || v->ve_info.is_valid ||
	    held.state != NONE || brackets < nmis.from || ++seen % nmis.every)
		return false;
	count_as(CVMSIM_KIND_NMI, place, in_bracket);
	held.state = HANDLED;
	held.is_before = is_before;
	held.rip = v->vmcb->rip;
	held.rsp = v->vmcb->rsp;
	/* What the handler leaves the guest for is not the module's. */
	held.trap_own = v->trap_own;
	v->trap_own = false;
	blocked = true;
	v->vmcb->event_inj = EVENTINJ_NMI;
	vcpu_intercept(v, INTERCEPT_IRET, true);
	return true;
}

static void end_held(struct vcpu *v)
{
	held.state = held.is_before ? AGAIN : NONE;
	v->trap_own = held.trap_own;
}

/* An exit at the held place: even if the handler's IRET was not seen. */
static bool comes_again(struct vcpu *v)
{
	bool is_there = v->vmcb->rip == held.rip && v->vmcb->rsp == held.rsp;

	if (held.state == HANDLED && held.is_before && is_there)
		end_held(v);
	if (held.state != AGAIN)
		return false;
	held.state = NONE;
	return true;
}

bool nmi_before(struct vcpu *v, bool is_call)
{
	if (comes_again(v))
		return false;
	if (in_own_text(v->vmcb->rip) && inject(v, CVMSIM_NMI_SAMPLE, true))
		return true;
	if (is_call && v->trap_own && inject(v, CVMSIM_NMI_HANDLER, true))
		return true;
	return inject(v, CVMSIM_NMI_ANY, true);
}

void nmi_wrmsr(struct vcpu *v)
{
	if (in_own_text(v->vmcb->rip))
		inject(v, CVMSIM_NMI_MSR, false);
}

void nmi_after(struct vcpu *v)
{
	if (is_own(v) && !v->vmcb->event_inj)
		inject(v, CVMSIM_NMI_ANSWER, false);
}

/* What reads the clock. */
enum reader {
	RDTSCP,
	RDTSC,
	RDTSC_LFENCE,	/* the module's brackets alone have a fence behind it */
};

/* TCG tells all by the same exit code: RDTSC is 0F 31, RDTSCP 0F 01 F9. */
static enum reader reader_at(struct vcpu *v)
{
	static const u8 lfence[] = { 0x0f, 0xae, 0xe8 };
	u8 code[LENGTH_RDTSC + sizeof(lfence)];

	if (!walk_insn(v, code, sizeof(code)))
		unable("read the instruction at RIP 0x%lx", v->vmcb->rip);
	if (code[1] == 0x01)
		return RDTSCP;
	return memcmp(code + LENGTH_RDTSC, lfence, sizeof(lfence)) ? RDTSC : RDTSC_LFENCE;
}

/*
 * Not before the opening RDTSC: an NMI there is in no bracket, and whether it
 * spoils the sample, as one in between filling a page and timing it does, is
 * the module's business.
 */
static bool inject_before_clock(struct vcpu *v, bool is_bracket)
{
	if (is_bracket && !in_bracket)
		return false;
	if (is_bracket && inject(v, CVMSIM_NMI_CLOSE, true))
		return true;
	return inject(v, CVMSIM_NMI_ANY, true);
}

static void emulate_clock(struct vcpu *v, bool is_rdtscp)
{
	u64 now = vcpu_tsc(v);

	v->vmcb->rax = (u32)now;
	v->rdx = now >> 32;
	if (is_rdtscp)
		v->rcx = (u32)rdmsr(MSR_TSC_AUX);
	vcpu_skip(v, is_rdtscp ? LENGTH_RDTSCP : LENGTH_RDTSC);
}

void nmi_clock(struct vcpu *v)
{
	enum reader reader = reader_at(v);
	bool is_bracket = reader == RDTSC_LFENCE && in_own_text(v->vmcb->rip);

	if (!comes_again(v) && inject_before_clock(v, is_bracket))
		return;
	emulate_clock(v, reader == RDTSCP);
	if (!is_bracket)
		return;
	in_bracket = !in_bracket;
	if (in_bracket) {
		brackets++;
		inject(v, CVMSIM_NMI_OPEN, false);
	}
}

bool nmi_clock_traps(struct vcpu *v)
{
	return nmis.catch_rdtsc && v->platform->owns_vc && reader_at(v) != RDTSCP;
}

bool nmi_is_handled(void)
{
	return held.state == HANDLED;
}

void nmi_iret(struct vcpu *v, u64 rip, u64 rsp)
{
	if (held.state == HANDLED && rip == held.rip && rsp == held.rsp)
		end_held(v);
}

bool nmi_wants_iret(void)
{
	return blocked || held.state == HANDLED;
}

void nmi_unblock(void)
{
	blocked = false;
}

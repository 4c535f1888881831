// SPDX-License-Identifier: GPL-2.0
/*
 * How late a timer is, as cyclictest has it, but within the kernel: what a thread takes
 * to be scheduled is not in it. The timer is the kernel's own, a high resolution one
 * of this CPU, whose function runs in the interrupt.
 */
#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <asm/tsc.h>

#include "bracket.h"
#include "compat.h"
#include "probe_timer.h"
#include "sampler.h"

/* Far enough to fire in no batch, and near enough to do no harm if it is forgotten. */
#define DEADLINE_MS	10
/* For a timer to fire. */
#define WAIT_MS		1000
#define READINGS	3

/**
 * struct vmexit_timer - a CPU's
 * @timer: high resolution timer
 * @fired: TSC when its function ran; 0: not yet
 */
struct vmexit_timer {
	struct hrtimer timer;
	u64 fired;
};

static DEFINE_PER_CPU(struct vmexit_timer, vmexit_timer);

u64 vmexit_write_back(struct vmexit_sampler *s, u64 old)
{
	s->armed = old;
	if (!vmexit_is_deadline(&s->probe->id))
		return old;
	return max(old, rdtsc() + (u64)tsc_khz * DEADLINE_MS);
}

void vmexit_finish_deadline(struct vmexit_sampler *s)
{
	/* The kernel writes it all the time: it does not fail. */
	asm volatile("wrmsr"
		     : : "c" (VMEXIT_MSR_DEADLINE), "a" (lower_32_bits(s->armed)),
			 "d" (upper_32_bits(s->armed))
		     : "memory");
	s->executed++;
}

static enum hrtimer_restart vmexit_timer_fire(struct hrtimer *timer)
{
	struct vmexit_timer *t = container_of(timer, struct vmexit_timer, timer);

	WRITE_ONCE(t->fired, vmexit_clock());
	return HRTIMER_NORESTART;
}

bool vmexit_open_timer(struct vmexit_sampler *s)
{
	hrtimer_setup(&raw_cpu_ptr(&vmexit_timer)->timer, vmexit_timer_fire,
		      CLOCK_MONOTONIC, HRTIMER_MODE_ABS_PINNED_HARD);
	return true;
}

void vmexit_close_timer(struct vmexit_sampler *s)
{
	hrtimer_cancel(&raw_cpu_ptr(&vmexit_timer)->timer);
}

/*
 * The kernel's clock, and the TSC when it was read: of a few readings the shortest, as a
 * host may take the CPU away in the middle of one.
 */
static ktime_t vmexit_timer_now(u64 *tsc)
{
	u64 before, after, shortest = U64_MAX;
	ktime_t now, best = 0;
	unsigned int i;

	for (i = 0; i < READINGS; i++) {
		before = vmexit_clock();
		now = ktime_get();
		after = vmexit_clock();
		if (after - before >= shortest)
			continue;
		shortest = after - before;
		*tsc = before + shortest / 2;
		best = now;
	}
	return best;
}

/* Interrupts off. Return: the TSC when it is due. */
static u64 vmexit_timer_arm(struct vmexit_timer *t, u32 us)
{
	u64 tsc = 0;
	ktime_t now = vmexit_timer_now(&tsc);

	t->fired = 0;
	hrtimer_start(&t->timer, ktime_add_us(now, us), HRTIMER_MODE_ABS_PINNED_HARD);
	return tsc + (u64)tsc_khz * us / 1000;
}

typedef bool vmexit_halt_fn(struct vmexit_sampler *s);

/* Interrupts are off before and after, and what is pending comes meanwhile. */
static u32 vmexit_timer_halt(struct vmexit_sampler *s, const struct vmexit_timer *t,
			     u64 limit, vmexit_halt_fn *halt)
{
	u32 halts = 0;

	while (!READ_ONCE(t->fired) && vmexit_clock() < limit) {
		halts++;
		if (!halt(s))
			break;
		local_irq_enable();
		cpu_relax();
		local_irq_disable();
	}
	return halts;
}

static void vmexit_timer_spin(const struct vmexit_timer *t, u64 limit)
{
	local_irq_enable();
	while (!READ_ONCE(t->fired) && vmexit_clock() < limit)
		cpu_relax();
	local_irq_disable();
}

/* One timer, which @halt halts for, or for which the CPU spins. */
static bool vmexit_timer_round(struct vmexit_sampler *s, vmexit_halt_fn *halt)
{
	struct vmexit_timer *t = raw_cpu_ptr(&vmexit_timer);
	u32 halts = 0, nmi;
	u64 due, limit;

	preempt_disable();
	local_irq_disable();
	nmi = vmexit_nmi_count();
	due = vmexit_timer_arm(t, s->probe->id.param);
	limit = due + (u64)tsc_khz * WAIT_MS;
	if (halt)
		halts = vmexit_timer_halt(s, t, limit, halt);
	else
		vmexit_timer_spin(t, limit);
	nmi -= vmexit_nmi_count();
	local_irq_enable();
	preempt_enable();

	s->executed += halt ? halts : 1;
	if (!READ_ONCE(t->fired)) {
		hrtimer_cancel(&t->timer);
		s->refusal = s->refusal ?: "the timer did not fire within a second";
		return false;
	}
	/* Woken by something else, it has halted again, or found it fired meanwhile. */
	vmexit_sampler_take(s, due, t->fired, !nmi && halts <= 1);
	return true;
}

bool vmexit_round_timer(struct vmexit_sampler *s)
{
	return vmexit_timer_round(s, NULL);
}

/* Not the kernel's own way: what that does besides is not what is asked. */
static bool vmexit_halt(struct vmexit_sampler *s)
{
	asm volatile("sti\n\t"
		     "hlt\n\t"
		     "cli\n\t"
		     : : : "memory");
	return true;
}

bool vmexit_round_hlt(struct vmexit_sampler *s)
{
	return vmexit_timer_round(s, vmexit_halt);
}

/* Interrupts are off in the guest, and the VMM is told that they wake it all the same. */
static bool vmexit_halt_tdvmcall(struct vmexit_sampler *s)
{
	vmexit_tdx_call_make(&s->probe->id, 0, 0, &s->tdx);
	s->refusal = vmexit_tdx_do(&s->tdx, &s->status);
	return !s->refusal;
}

bool vmexit_round_hlt_tdvmcall(struct vmexit_sampler *s)
{
	return vmexit_timer_round(s, vmexit_halt_tdvmcall);
}

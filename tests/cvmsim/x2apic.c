// SPDX-License-Identifier: GPL-2.0
#include "options.h"
#include "platform.h"
#include "smp.h"
#include "x2apic.h"

#define XAPIC		0xfee00000UL
#define REG_ID		0x02
#define REG_LDR		0x0d
#define REG_DFR		0x0e
#define REG_EOI		0x0b
#define REG_ISR		0x10	/* and the seven after it */
#define REG_IRR		0x20
#define REG_ICR		0x30
#define REG_ICR_HIGH	0x31
#define REG_LVT_TIMER	0x32
#define REG_TIMER_START	0x38
#define REG_TIMER_NOW	0x39
#define REG_TIMER_DIV	0x3e
#define REG_SELF_IPI	0x3f
#define LVT_MASKED	BIT(16)
#define LVT_MODES	(BIT(17) | BIT(18))
#define LVT_DEADLINE	BIT(18)
#define DIVIDE_BY_1	0xb
/* ICR: SDM volume 3, figure 11-28. */
#define ICR_MODE(icr)	((icr) >> 8 & 7)
#define MODE_INIT	5
#define MODE_STARTUP	6
#define ICR_LOGICAL	BIT(11)
#define ICR_ASSERT	BIT(14)
#define ICR_LEVEL	BIT(15)
#define ICR_SHORTHAND(icr)	((icr) >> 18 & 3)
#define TO_SELF		1
#define TO_OTHERS	3
#define TO_ALL		0xffffffff
#define CALIBRATION	10000000	/* 10 ms */

/* Cycles: so that what follows stays within 64 bits. */
#define FARTHEST	BIT(36)

/* Of each CPU: what it was told, where that is by the TSC. SDM volume 3, 11.5.4.1. */
static struct timer {
	u32 lvt;
	u64 deadline;
} timers[MAX_VCPUS];

static u32 get(u32 reg)
{
	return *(volatile u32 *)(XAPIC + reg * 16);
}

static void set(u32 reg, u32 value)
{
	*(volatile u32 *)(XAPIC + reg * 16) = value;
}

void x2apic_init(void)
{
	set(REG_DFR, ~0U);
	set(REG_LDR, 1U << 24 << (get(REG_ID) >> 24));
}

bool x2apic_is_shown(const struct platform *platform)
{
	return platform->is_td || options.cpus > 1;
}

void x2apic_start(u32 id, u64 page)
{
	set(REG_ICR_HIGH, id << 24);
	set(REG_ICR, MODE_INIT << 8 | ICR_ASSERT);
	set(REG_ICR, MODE_STARTUP << 8 | ICR_ASSERT | page / PAGE_SIZE);
}

bool x2apic_is(u32 msr)
{
	return msr >= 0x800 && msr < 0x900;
}

static bool is_by_deadline(const struct vcpu *v)
{
	return (timers[v->id].lvt & LVT_MODES) == LVT_DEADLINE;
}

/*
 * QEMU counts to zero before it has made the interrupt pending. Until it is seen in that
 * register, or the seven after it, a deadline is armed: else who writes another one would
 * not be told of it.
 */
static void see_fired(const struct vcpu *v, u32 first)
{
	struct timer *timer = &timers[v->id];
	u8 vector = timer->lvt;

	if (vcpu_tsc(v) >= timer->deadline && get(first + vector / 32) >> vector % 32 & 1)
		timer->deadline = 0;
}

u64 x2apic_read(const struct vcpu *v, u32 msr)
{
	u32 reg = msr & 0xff;

	switch (reg) {
	case REG_ID:
		return get(REG_ID) >> 24;
	case REG_LDR:
		return get(REG_LDR) >> 24;	/* cluster 0 */
	case REG_ICR:
		return (u64)(get(REG_ICR_HIGH) >> 24) << 32 | get(REG_ICR);
	case REG_LVT_TIMER:
		return is_by_deadline(v) ? get(reg) | LVT_DEADLINE : get(reg);
	default:
		return reg > REG_SELF_IPI ? 0 : get(reg);
	}
}

static bool is_meant(const struct vcpu *v, u64 icr, u32 id)
{
	u32 to = icr >> 32;

	if (ICR_SHORTHAND(icr))
		return ICR_SHORTHAND(icr) == TO_OTHERS && id != v->id;
	return to == TO_ALL || (icr & ICR_LOGICAL ? to >> id & 1 : to == id);
}

/* The machine's CPUs run already: what begins or ends is the guest's. */
static void send_start(const struct vcpu *v, u64 icr)
{
	u32 id;

	for (id = 0; id < MAX_VCPUS; id++) {
		if (!is_meant(v, icr, id))
			continue;
		if (ICR_MODE(icr) == MODE_STARTUP)
			smp_send_sipi(id, icr);
		else if (!(icr & ICR_LEVEL) || icr & ICR_ASSERT)
			smp_send_init(id);
	}
}

static void send(const struct vcpu *v, u64 icr)
{
	if (ICR_MODE(icr) == MODE_INIT || ICR_MODE(icr) == MODE_STARTUP) {
		send_start(v, icr);
		return;
	}
	set(REG_ICR_HIGH, icr >> 32 << 24);
	set(REG_ICR, icr);
}

void x2apic_write(const struct vcpu *v, u32 msr, u64 value)
{
	u32 reg = msr & 0xff;

	switch (reg) {
	case REG_ICR:
		send(v, value);
		break;
	case REG_SELF_IPI:
		set(REG_ICR, TO_SELF << 18 | (value & 0xff));
		break;
	case REG_EOI:
		see_fired(v, REG_ISR);
		set(reg, value);
		break;
	case REG_LVT_TIMER:
		timers[v->id].lvt = value;
		/* TCG's knows no deadline, and has one shot in its place. */
		set(reg, is_by_deadline(v) ? value & ~LVT_MODES : value);
		break;
	default:
		if (reg < REG_SELF_IPI)
			set(reg, value);
	}
}

bool x2apic_has_deadline(void)
{
	return options.cpus > 1;
}

u64 x2apic_deadline(const struct vcpu *v)
{
	see_fired(v, REG_IRR);
	return is_by_deadline(v) ? timers[v->id].deadline : 0;
}

void x2apic_set_deadline(const struct vcpu *v, u64 deadline)
{
	u64 tsc, ticks, left, now = vcpu_tsc(v), count = 0;

	if (!is_by_deadline(v))
		return;
	timers[v->id].deadline = deadline;
	x2apic_ticks(&tsc, &ticks);
	/* What has passed fires at once; what is far away too early, and a kernel arms it again. */
	if (deadline) {
		left = deadline > now ? deadline - now : 0;
		count = (left < FARTHEST ? left : FARTHEST) * ticks / tsc + 1;
	}
	set(REG_TIMER_DIV, DIVIDE_BY_1);
	set(REG_TIMER_START, count < ~0U ? count : ~0U);
}

void x2apic_ticks(u64 *tsc, u64 *timer)
{
	static u64 known_tsc, known_timer;
	u64 start;

	if (!known_timer) {
		set(REG_LVT_TIMER, LVT_MASKED);
		set(REG_TIMER_DIV, DIVIDE_BY_1);
		set(REG_TIMER_START, ~0U);
		start = rdtsc();
		do {
			known_timer = ~0U - get(REG_TIMER_NOW);
		} while (known_timer < CALIBRATION);
		known_tsc = rdtsc() - start;
		set(REG_TIMER_START, 0);
	}
	*tsc = known_tsc;
	*timer = known_timer;
}

// SPDX-License-Identifier: GPL-2.0
#include "x2apic.h"

#define XAPIC		0xfee00000UL
#define REG_ID		0x02
#define REG_LDR		0x0d
#define REG_DFR		0x0e
#define REG_ICR		0x30
#define REG_ICR_HIGH	0x31
#define REG_LVT_TIMER	0x32
#define REG_TIMER_START	0x38
#define REG_TIMER_NOW	0x39
#define REG_TIMER_DIV	0x3e
#define REG_SELF_IPI	0x3f
#define LVT_MASKED	BIT(16)
#define DIVIDE_BY_1	0xb
#define SHORTHAND_SELF	BIT(18)
#define CALIBRATION	10000000	/* 10 ms */

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
	set(REG_LDR, 1U << 24);
}

bool x2apic_is(u32 msr)
{
	return msr >= 0x800 && msr < 0x900;
}

u64 x2apic_read(u32 msr)
{
	u32 reg = msr & 0xff;

	switch (reg) {
	case REG_ID:
		return get(REG_ID) >> 24;
	case REG_LDR:
		return 1;	/* cluster 0, CPU 0 */
	case REG_ICR:
		return (u64)(get(REG_ICR_HIGH) >> 24) << 32 | get(REG_ICR);
	default:
		return reg > REG_SELF_IPI ? 0 : get(reg);
	}
}

void x2apic_write(u32 msr, u64 value)
{
	u32 reg = msr & 0xff;

	switch (reg) {
	case REG_ICR:
		set(REG_ICR_HIGH, value >> 32 << 24);
		set(REG_ICR, value);
		break;
	case REG_SELF_IPI:
		set(REG_ICR, SHORTHAND_SELF | (value & 0xff));
		break;
	default:
		if (reg < REG_SELF_IPI)
			set(reg, value);
	}
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

// SPDX-License-Identifier: GPL-2.0
/*
 * An IPI is written into the interrupt command register, raw, as each probe executes
 * what it is about: exactly one write is one exit, if any. That it came is seen in what
 * the kernel counts of such interrupts at their handler's entry: nothing of ours runs
 * on the other CPU, and no clock but this CPU's is read.
 */
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/time64.h>
#include <linux/stringify.h>
#include <asm/tsc.h>

#include "apic.h"
#include "bracket.h"
#include "probe_ipi.h"
#include "spin.h"

/* Longer than any guest polls before it halts (guest_halt_poll_ns: 200 us). */
#define IDLE_US		250
/* For an answer, and for a CPU to be idle. */
#define WAIT_MS		1000

VMEXIT_LOOP(vmexit_loop_icr_msr,
	    "mov $" __stringify(VMEXIT_MSR_ICR) ", %%ecx\n\t"
	    "mov %k[low], %%eax\n\t"
	    "mov %k[high], %%edx\n"
	    "1:\n\t"
	    "wrmsr\n\t",
	    VMEXIT_FAULT_NOTED)

/* The register is named: see vmexit_loop_mmio. */
#define VMEXIT_ICR_TIMED()						\
do {									\
	register void __iomem *to asm("r11") = vmexit_apic_icr_address(); \
									\
	asm volatile(							\
		VMEXIT_BRACKET_OPEN					\
		"mov %k[low], %%eax\n\t"				\
		"mov %%eax, (%[to])\n\t"				\
		"2:\n\t"						\
		VMEXIT_BRACKET_CLOSE					\
		: VMEXIT_BRACKET_OUT					\
		: [to] "r" (to), [low] "r" (low)			\
		: "rcx", "cc", "memory");				\
} while (0)

VMEXIT_LOOP_ROUND(vmexit_loop_icr_mmio, vmexit_mark, vmexit_look, VMEXIT_ICR_TIMED())

/* Writes of the interrupt command register that one IPI takes. */
static unsigned int vmexit_ipi_writes(void)
{
	return vmexit_apic_is_x2apic ? 1 : 2;
}

bool vmexit_prepare_ipi(struct vmexit_sampler *s)
{
	s->value = vmexit_apic_icr(s->peer);
	/* Its upper half. */
	s->executed += vmexit_ipi_writes() - 1;
	return true;
}

static bool vmexit_ipi_find_peer(struct vmexit_sampler *s)
{
	s->refusal = vmexit_apic_find_peer(s->probe->id.param, &s->peer);
	if (s->refusal)
		return false;
	if (s->probe->id.param != VMEXIT_PEER_SELF && s->parallel &&
	    cpumask_test_cpu(s->peer, s->parallel)) {
		s->refusal = "the other CPU is measured at the same time: --serial";
		return false;
	}
	return true;
}

bool vmexit_open_ipi(struct vmexit_sampler *s)
{
	if (!vmexit_ipi_find_peer(s))
		return false;
	if (s->probe->id.param == VMEXIT_PEER_SELF ||
	    s->probe->id.exit == VMEXIT_EXIT_IPI_WAKE || vmexit_spin_begin(s->peer))
		return true;
	s->refusal = "the other CPU has no time to spin";
	return false;
}

void vmexit_close_ipi(struct vmexit_sampler *s)
{
	vmexit_spin_end();
}

/*
 * Until it is counted; interrupts off at first. False: not within a second. No PAUSE in
 * the first loop, as hosts may intercept it: LFENCE, twice a round, leaves a sibling as
 * much.
 */
static bool vmexit_ipi_wait(struct vmexit_sampler *s, const u32 *counter, u32 before,
			    u64 start, u64 *end)
{
	const u64 limit = (u64)tsc_khz * VMEXIT_MAX_BATCH_US / 1000;
	bool answered;

	do {
		answered = READ_ONCE(*counter) != before;
		*end = vmexit_clock();
	} while (!answered && *end - start < limit);
	local_irq_enable();
	s->longest_off = max(s->longest_off, *end - start);
	/* A CPU need not run: its host may have others, and so may this one. */
	while (!answered && *end - start < (u64)tsc_khz * WAIT_MS) {
		cpu_relax();
		answered = READ_ONCE(*counter) != before;
		*end = vmexit_clock();
	}
	return answered;
}

static bool vmexit_ipi_round(struct vmexit_sampler *s)
{
	const u32 *counter = vmexit_apic_counter(s->peer);
	unsigned long preempted = current->nivcsw;
	u64 icr, start, end;
	bool answered, alone;
	u32 before, nmi;

	local_irq_disable();
	icr = vmexit_apic_icr(s->peer);
	nmi = vmexit_nmi_count();
	before = READ_ONCE(*counter);
	start = vmexit_clock();
	s->trap = vmexit_apic_send(icr);
	if (unlikely(s->trap != -1)) {
		local_irq_enable();
		s->executed++;
		return false;
	}
	answered = vmexit_ipi_wait(s, counter, before, start, &end);
	s->executed += vmexit_ipi_writes();
	if (!answered) {
		s->refusal = "no answer within a second";
		return false;
	}
	/* Somebody else's came as well: which one it was that was seen, nobody knows. */
	alone = READ_ONCE(*counter) == before + 1;
	vmexit_sampler_take(s, start, end, alone && nmi == vmexit_nmi_count() &&
			    preempted == current->nivcsw);
	return true;
}

bool vmexit_round_ipi_rtt(struct vmexit_sampler *s)
{
	if (!vmexit_spins()) {
		s->refusal = "the other CPU has gone away";
		return false;
	}
	return vmexit_ipi_round(s);
}

/* NULL: it has been idle for some time, and is. */
static const char *vmexit_ipi_idle(unsigned int cpu)
{
	unsigned int try;
	u64 before, after;

	for (try = 0; try < WAIT_MS * USEC_PER_MSEC / IDLE_US; try++) {
		before = get_cpu_idle_time_us(cpu, NULL);
		if (before == -1ULL)
			return "the kernel does not tell when a CPU is idle (nohz=off)";
		udelay(IDLE_US);
		after = get_cpu_idle_time_us(cpu, NULL);
		if (after - before >= IDLE_US - IDLE_US / 8)
			return NULL;
		cond_resched();
	}
	return "the other CPU is never idle";
}

bool vmexit_round_ipi_wake(struct vmexit_sampler *s)
{
	s->refusal = vmexit_ipi_idle(s->peer);
	return !s->refusal && vmexit_ipi_round(s);
}

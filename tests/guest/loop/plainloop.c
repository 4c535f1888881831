// SPDX-License-Identifier: GPL-2.0
/*
 * The yardstick: plain loops over the instructions that vmexit.ko times, one
 * pair of clock reads around the whole loop, nothing in common with it.
 *
 * Loading it runs each loop nine times with interrupts off and prints, of the
 * median one, "plainloop: <name> <cycles x 1000 an iteration, less an empty
 * loop>": the host takes its own interrupts in some of them.
 */
#include <linux/hrtimer.h>
#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/sort.h>
#include <asm/irqflags.h>
#include <asm/msr.h>
#include <asm/tsc.h>

#include "kmod/compat.h"

#define ROUNDS	300
#define LOOPS	9
#define TIMERS	101

#define LOOP(name, text)						\
static u64 loop_##name(void)						\
{									\
	unsigned long flags;						\
	unsigned int i;							\
	u64 start, end;							\
									\
	local_irq_save(flags);						\
	start = rdtsc_ordered();					\
	for (i = 0; i < ROUNDS; i++)					\
		asm volatile(text : : : "rax", "rbx", "rcx", "rdx", "rsi", \
			     "memory");					\
	end = rdtsc_ordered();						\
	local_irq_restore(flags);					\
	return end - start;						\
}

LOOP(empty, "")
LOOP(cpuid_0, "xor %%eax, %%eax; xor %%ecx, %%ecx; cpuid")
LOOP(cpuid_40000000, "mov $0x40000000, %%eax; xor %%ecx, %%ecx; cpuid")
LOOP(rdmsr_1b, "mov $0x1b, %%ecx; rdmsr")
LOOP(in_21, "mov $0x21, %%edx; inb %%dx, %%al")
LOOP(out_80, "xor %%eax, %%eax; mov $0x80, %%edx; outb %%al, %%dx")
LOOP(hypercall_1, "mov $1, %%eax; xor %%ebx, %%ebx; xor %%ecx, %%ecx; "
	"xor %%edx, %%edx; xor %%esi, %%esi; vmmcall")

/* How late a timer of 100 us is by its own clock, ns; its CPU halts, or spins. */
struct late {
	struct hrtimer timer;
	ktime_t due, fired;
};

static enum hrtimer_restart fire(struct hrtimer *timer)
{
	struct late *late = container_of(timer, struct late, timer);

	WRITE_ONCE(late->fired, ktime_get());
	return HRTIMER_NORESTART;
}

static u64 loop_late(bool halt)
{
	static struct late late;

	hrtimer_setup(&late.timer, fire, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_PINNED_HARD);
	late.fired = 0;
	preempt_disable();
	local_irq_disable();
	late.due = ktime_add_us(ktime_get(), 100);
	hrtimer_start(&late.timer, late.due, HRTIMER_MODE_ABS_PINNED_HARD);
	if (halt)
		native_safe_halt();
	local_irq_enable();
	while (!READ_ONCE(late.fired))
		cpu_relax();
	preempt_enable();
	return ktime_to_ns(ktime_sub(late.fired, late.due));
}

/* Between two readings of it, ns. */
static u64 loop_clock(void)
{
	ktime_t start = ktime_get();

	return ktime_to_ns(ktime_sub(ktime_get(), start));
}

static u64 loop_hlt(void)
{
	return loop_late(true);
}

static u64 loop_timer(void)
{
	return loop_late(false);
}

static int compare(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

static u64 median(u64 (*loop)(void), unsigned int loops)
{
	static u64 cycles[TIMERS];
	unsigned int i;

	for (i = 0; i < loops; i++)
		cycles[i] = loop();
	sort(cycles, loops, sizeof(*cycles), compare, NULL);
	return cycles[loops / 2];
}

static void report(const char *name, u64 (*loop)(void))
{
	u64 empty = median(loop_empty, LOOPS), cycles = median(loop, LOOPS);

	pr_info("plainloop: %s %llu\n", name,
		div_u64((cycles - min(empty, cycles)) * 1000, ROUNDS));
}

static void report_late(const char *name, u64 (*loop)(void))
{
	/* The clock was read before its function told: on average half of what that takes. */
	u64 ns = median(loop, TIMERS) - median(loop_clock, TIMERS) / 2;

	pr_info("plainloop: %s %llu\n", name, ns * tsc_khz / 1000);
}

static int __init plainloop_init(void)
{
	report("cpuid:0x0", loop_cpuid_0);
	report("cpuid:0x40000000", loop_cpuid_40000000);
	report("rdmsr:0x1b", loop_rdmsr_1b);
	report("in:0x21", loop_in_21);
	report("out:0x80", loop_out_80);
	report("hypercall:1", loop_hypercall_1);
	report_late("hlt:100", loop_hlt);
	report_late("timer:100", loop_timer);
	return 0;
}
module_init(plainloop_init);

static void __exit plainloop_exit(void)
{
}
module_exit(plainloop_exit);

MODULE_DESCRIPTION("Plain loops to hold vmexit.ko against");
MODULE_LICENSE("GPL");

// SPDX-License-Identifier: GPL-2.0
/*
 * The yardstick: plain loops over the instructions that vmexit.ko times, one
 * pair of clock reads around the whole loop, nothing in common with it.
 *
 * Loading it runs each loop nine times with interrupts off and prints, of the
 * median one, "plainloop: <name> <cycles x 1000 an iteration, less an empty
 * loop>": the host takes its own interrupts in some of them.
 */
#include <linux/irqflags.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/sort.h>
#include <asm/msr.h>
#include <asm/tsc.h>

#define ROUNDS	300
#define LOOPS	9

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

static int compare(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

static u64 median(u64 (*loop)(void))
{
	u64 cycles[LOOPS];
	int i;

	for (i = 0; i < LOOPS; i++)
		cycles[i] = loop();
	sort(cycles, LOOPS, sizeof(*cycles), compare, NULL);
	return cycles[LOOPS / 2];
}

static void report(const char *name, u64 (*loop)(void))
{
	u64 empty = median(loop_empty), cycles = median(loop);

	pr_info("plainloop: %s %llu\n", name,
		div_u64((cycles - min(empty, cycles)) * 1000, ROUNDS));
}

static int __init plainloop_init(void)
{
	report("cpuid:0x0", loop_cpuid_0);
	report("cpuid:0x40000000", loop_cpuid_40000000);
	report("rdmsr:0x1b", loop_rdmsr_1b);
	report("in:0x21", loop_in_21);
	report("out:0x80", loop_out_80);
	report("hypercall:1", loop_hypercall_1);
	return 0;
}
module_init(plainloop_init);

static void __exit plainloop_exit(void)
{
}
module_exit(plainloop_exit);

MODULE_DESCRIPTION("Plain loops to hold vmexit.ko against");
MODULE_LICENSE("GPL");

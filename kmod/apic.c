// SPDX-License-Identifier: GPL-2.0
#include <linux/bits.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/smp.h>
#include <linux/topology.h>
#include <asm/cpufeature.h>
#include <asm/fixmap.h>
#include <asm/irq_vectors.h>
#include <asm/msr-index.h>

#include "apic.h"
#include "compat.h"
#include "platform.h"

#define SEV_STATUS_SECURE_AVIC	BIT_ULL(18)	/* APM volume 2, 15.34.10 */

/* What two CPUs share. */
enum vmexit_closeness {
	VMEXIT_SHARES_NOTHING,
	VMEXIT_SHARES_NODE,
	VMEXIT_SHARES_PACKAGE,
	VMEXIT_SHARES_CORE,
};

bool vmexit_apic_is_x2apic;

void vmexit_apic_init(void)
{
	u64 base;

	vmexit_apic_is_x2apic = boot_cpu_has(X86_FEATURE_X2APIC) &&
				!rdmsrq_safe(MSR_IA32_APICBASE, &base) &&
				base & X2APIC_ENABLE;
}

const char *vmexit_apic_refuse(void)
{
	if (!boot_cpu_has(X86_FEATURE_APIC))
		return "no local APIC";
	if (vmexit_platform.sev_status & SEV_STATUS_SECURE_AVIC)
		return "Secure AVIC: the kernel alone writes its registers";
	return NULL;
}

static enum vmexit_closeness vmexit_closeness(unsigned int a, unsigned int b)
{
	if (cpumask_test_cpu(b, topology_sibling_cpumask(a)))
		return VMEXIT_SHARES_CORE;
	if (cpumask_test_cpu(b, topology_core_cpumask(a)))
		return VMEXIT_SHARES_PACKAGE;
	return cpu_to_node(a) == cpu_to_node(b) ? VMEXIT_SHARES_NODE :
						  VMEXIT_SHARES_NOTHING;
}

/* The first of the closest and of the farthest; false: there is no other. */
static bool vmexit_apic_look_around(unsigned int here, unsigned int *near, unsigned int *far)
{
	unsigned int cpu;
	enum vmexit_closeness closeness, least = 0, most = 0;
	bool found = false;

	for_each_online_cpu(cpu) {
		if (cpu == here)
			continue;
		closeness = vmexit_closeness(here, cpu);
		if (!found || closeness > most) {
			most = closeness;
			*near = cpu;
		}
		if (!found || closeness < least) {
			least = closeness;
			*far = cpu;
		}
		found = true;
	}
	return found;
}

static const char *vmexit_apic_find_role(unsigned int here, u32 peer, unsigned int *cpu)
{
	unsigned int near, far;

	*cpu = here;
	if (peer == VMEXIT_PEER_SELF)
		return NULL;
	if (!vmexit_apic_look_around(here, &near, &far))
		return "there is no other CPU";
	if (peer == VMEXIT_PEER_FAR && near == far)
		return "no CPU is farther than the nearest";
	*cpu = peer == VMEXIT_PEER_FAR ? far : near;
	return NULL;
}

const char *vmexit_apic_no_peer(u32 peer)
{
	const char *why = NULL;
	unsigned int here, cpu;

	cpus_read_lock();
	for_each_online_cpu(here) {
		why = vmexit_apic_find_role(here, peer, &cpu);
		if (!why)
			break;
	}
	cpus_read_unlock();
	return why;
}

const char *vmexit_apic_find_peer(u32 peer, unsigned int *cpu)
{
	unsigned int here = raw_smp_processor_id();

	if (!(peer & VMEXIT_PEER_CPU))
		return vmexit_apic_find_role(here, peer, cpu);
	*cpu = peer & ~VMEXIT_PEER_CPU;
	if (*cpu == here)
		return "that is the CPU that sends it: ipi:self";
	return *cpu < nr_cpu_ids && cpu_online(*cpu) ? NULL : "that CPU is not online";
}

u64 vmexit_apic_icr(unsigned int cpu)
{
	u32 id = cpu_physical_id(cpu);

	/* Physical, fixed, edge: all zeros. */
	if (vmexit_apic_is_x2apic)
		return (u64)id << 32 | RESCHEDULE_VECTOR;
	asm volatile("mov %k[high], (%[to])"
		     : : [high] "a" (id << 24), [to] "r" (APIC_BASE + APIC_ICR2)
		     : "memory");
	return RESCHEDULE_VECTOR;
}

const u32 *vmexit_apic_counter(unsigned int cpu)
{
	return per_cpu_ptr(&VMEXIT_RESCHEDULE_COUNT, cpu);
}

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The local APIC, as far as an IPI takes it. Sent is one interrupt only, the one by
 * which the kernel tells a CPU to look whether it should schedule: its handler does
 * nothing but count itself and look. It goes to one CPU, fixed and by physical ID, as the
 * kernel's own do.
 */
#ifndef VMEXIT_APIC_H
#define VMEXIT_APIC_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/apicdef.h>
#include <asm/asm.h>
#include <asm/fixmap.h>
#include <vmexit/route.h>

/* Registers are MSRs; else they are in memory. As found once. */
extern bool vmexit_apic_is_x2apic;

void vmexit_apic_init(void);

/**
 * vmexit_apic_refuse() - why no IPI is sent here
 *
 * Return: a static string; NULL where it may be.
 */
const char *vmexit_apic_refuse(void);

/**
 * vmexit_apic_no_peer() - why no CPU at all has such a peer now
 * @peer: VMEXIT_PEER_SELF, _NEAR or _FAR
 *
 * Return: a static string; NULL where one has.
 */
const char *vmexit_apic_no_peer(u32 peer);

/**
 * vmexit_apic_find_peer() - the CPU that an IPI of this one goes to
 * @peer: enum vmexit_peer
 * @cpu: set on success; it may go offline at any time
 *
 * Preemption or migration off. Return: NULL, or why there is none, static.
 */
const char *vmexit_apic_find_peer(u32 peer, unsigned int *cpu);

/**
 * vmexit_apic_icr() - what the interrupt command register is to hold
 * @cpu: where it goes
 *
 * Where registers are in memory, the upper half is written at once, and what is
 * returned is to be written to the lower.
 */
u64 vmexit_apic_icr(unsigned int cpu);

/* How often a CPU took that interrupt, at the entry of its handler. */
const u32 *vmexit_apic_counter(unsigned int cpu);

/* Address of the interrupt command register's lower half, in memory. */
static __always_inline void __iomem *vmexit_apic_icr_address(void)
{
	return (void __iomem *)(APIC_BASE + APIC_ICR);
}

/**
 * vmexit_apic_send() - write the interrupt command register
 * @icr: vmexit_apic_icr(); interrupts have been off since
 *
 * Return: the trap it took, or -1.
 */
static __always_inline int vmexit_apic_send(u64 icr)
{
	int trap = -1;

	if (vmexit_apic_is_x2apic)
		asm volatile("1:\n\t"
			     "wrmsr\n\t"
			     "jmp 3f\n"
			     "2:\n\t"
			     "mov %%eax, %k[trap]\n"
			     "3:\n\t"
			     _ASM_EXTABLE_FAULT(1b, 2b)
			     : [trap] "+r" (trap)
			     : "c" (VMEXIT_MSR_ICR), "a" ((u32)icr), "d" ((u32)(icr >> 32))
			     : "memory");
	else
		asm volatile("mov %k[low], (%[to])"
			     : : [low] "a" ((u32)icr), [to] "r" (vmexit_apic_icr_address())
			     : "memory");
	return trap;
}

#endif /* VMEXIT_APIC_H */

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which platform a guest's signs tell of: the order in which they count, one
 * copy for module and tool.
 */
#ifndef VMEXIT_SIGNS_H
#define VMEXIT_SIGNS_H

#include <linux/types.h>
#include <linux/vmexit.h>
#include <vmexit/tsc.h>

/*
 * A CPUID that nothing traps takes 70 to 250 cycles, one that leaves a guest was
 * never seen below 800.
 */
#define VMEXIT_CPUID_TRAPPED	600
#define VMEXIT_CPUID_TRIES	100

/**
 * struct vmexit_signs - what was seen; what the one who looks cannot see is false
 * @is_td: the kernel owns #VE
 * @has_paravisor: #VC or #VE is that of a paravisor below
 * @is_snp: the kernel owns #VC, and states of pages
 * @is_sev_es: the kernel owns #VC
 * @is_sev: the kernel encrypts memory
 * @may_be_sev: the CPU shows SEV, and which of it cannot be seen
 * @has_hypervisor: CPUID 0x1 ECX[31]
 * @cpuid_cycles: what a CPUID takes at least; looked at where no hypervisor shows
 *	itself
 */
struct vmexit_signs {
	__u8 is_td;
	__u8 has_paravisor;
	__u8 is_snp;
	__u8 is_sev_es;
	__u8 is_sev;
	__u8 may_be_sev;
	__u8 has_hypervisor;
	__u64 cpuid_cycles;
};

/* Whether something traps CPUID and does not show itself. */
static inline int vmexit_signs_hidden(const struct vmexit_signs *signs)
{
	return !signs->has_hypervisor && signs->cpuid_cycles >= VMEXIT_CPUID_TRAPPED;
}

/**
 * vmexit_signs_platform() - the platform they tell of
 *
 * What the kernel does itself counts most: a host writes CPUID as it likes. A
 * paravisor comes before SEV, as nobody may do VMGEXIT beside one.
 *
 * Return: enum vmexit_platform.
 */
static inline __u32 vmexit_signs_platform(const struct vmexit_signs *signs)
{
	if (signs->is_td)
		return VMEXIT_PLATFORM_TDX;
	if (signs->has_paravisor)
		return VMEXIT_PLATFORM_PARAVISOR;
	if (signs->is_snp)
		return VMEXIT_PLATFORM_SEV_SNP;
	if (signs->is_sev_es)
		return VMEXIT_PLATFORM_SEV_ES;
	if (signs->is_sev)
		return VMEXIT_PLATFORM_SEV;
	if (!signs->has_hypervisor && !vmexit_signs_hidden(signs))
		return VMEXIT_PLATFORM_BARE_METAL;
	if (signs->may_be_sev || vmexit_signs_hidden(signs))
		return VMEXIT_PLATFORM_UNKNOWN;
	return VMEXIT_PLATFORM_GENERAL_VM;
}

/**
 * vmexit_signs_time_cpuid() - what a CPUID takes at least
 *
 * To be called where the CPU does not change, or may: then where one try of so many
 * that begins on one and ends on another may be short, if their TSCs are apart.
 *
 * Return: cycles, net of nothing.
 */
static inline __u64 vmexit_signs_time_cpuid(void)
{
	__u64 least = ~0ULL, begin, end;
	unsigned int i;

	for (i = 0; i < VMEXIT_CPUID_TRIES; i++) {
		__u32 eax = 0, ebx, ecx = 0, edx;

		begin = vmexit_tsc_read();
		asm volatile("cpuid"
			     : "+a" (eax), "=b" (ebx), "+c" (ecx), "=d" (edx)
			     :
			     : "memory");
		end = vmexit_tsc_read();
		/* A TSC may go back. */
		if (end > begin && end - begin < least)
			least = end - begin;
	}
	return least;
}

#endif /* VMEXIT_SIGNS_H */

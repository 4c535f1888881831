/* SPDX-License-Identifier: GPL-2.0 */
/* CPUID as the guest is to see it. */
#ifndef CVMSIM_CPUID_H
#define CVMSIM_CPUID_H

#include "vcpu.h"

struct cpuid_regs {
	u32 eax, ebx, ecx, edx;
};

/* Last leaf below 0x40000000 on SNP: see hide_xsave(). */
#define CPUID_MAX_WITHOUT_XSAVE	0xb

/**
 * cpuid() - answer a leaf
 * @v: its CR4 shows in two bits; its platform decides the rest
 */
void cpuid(struct vcpu *v, u32 leaf, u32 index, struct cpuid_regs *regs);

#endif /* CVMSIM_CPUID_H */

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs between the kernels this module is built for, and nowhere else:
 * the rest reads as current upstream code. VMEXIT_HAS_... come from compat.mk,
 * which asks the headers; the kernel's version is not asked.
 */
#ifndef VMEXIT_COMPAT_H
#define VMEXIT_COMPAT_H

#include <linux/hardirq.h>
#include <linux/percpu.h>
#include <net/genetlink.h>
#include <asm/msr.h>
#include <asm/processor.h>
#ifdef VMEXIT_HAS_CPUID_API
#include <asm/cpuid/api.h>
#endif

#ifndef VMEXIT_HAS_RDMSRQ_SAFE
#define rdmsrq_safe	rdmsrl_safe
#endif

/*
 * NMIs this CPU has taken, which interrupts off does not stop; bumped by the NMI
 * entry before any handler.
 */
static __always_inline u32 vmexit_nmi_count(void)
{
#ifdef VMEXIT_HAS_IRQ_COUNTS
	return this_cpu_read(irq_stat.counts[IRQ_COUNT_NMI]);
#else
	return this_cpu_read(irq_stat.__nmi_count);
#endif
}

/* The attributes of a dump request. */
static inline struct nlattr **vmexit_dump_attrs(struct netlink_callback *cb)
{
#ifdef VMEXIT_HAS_DUMP_INFO
	return genl_dumpit_info(cb)->info.attrs;
#else
	return genl_dumpit_info(cb)->attrs;
#endif
}

#endif /* VMEXIT_COMPAT_H */

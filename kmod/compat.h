/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs between the kernels this module is built for, and nowhere else:
 * the rest reads as current upstream code. VMEXIT_HAS_... come from compat.mk,
 * which asks the headers; the kernel's version is not asked.
 */
#ifndef VMEXIT_COMPAT_H
#define VMEXIT_COMPAT_H

#include <linux/cc_platform.h>
#include <linux/hardirq.h>
#include <linux/hrtimer.h>
/* get_cpu_idle_time_us(), which is in one of them. */
#include <linux/kernel_stat.h>
#include <linux/tick.h>
/* kvmalloc(), which since 5.16 <linux/slab.h> has. */
#include <linux/mm.h>
#include <linux/percpu.h>
#include <net/genetlink.h>
#include <asm/msr.h>
#include <asm/processor.h>
#ifdef VMEXIT_HAS_CPUID_API
#include <asm/cpuid/api.h>
#endif
#ifdef X86_FEATURE_TDX_GUEST
#include <asm/coco.h>
#else
/* No TD asks. */
#define cc_mkdec(address)	(address)
#endif

#ifndef VMEXIT_HAS_HK_TYPE
#define HK_TYPE_DOMAIN	HK_FLAG_DOMAIN
#define HK_TYPE_WQ	HK_FLAG_WQ
#endif

#ifndef VMEXIT_HAS_RDMSRQ_SAFE
#define rdmsrq_safe	rdmsrl_safe
#endif

/* The kernel is a TD, and #VE its own. */
static inline bool vmexit_is_td(void)
{
#ifdef X86_FEATURE_TDX_GUEST
	return boot_cpu_has(X86_FEATURE_TDX_GUEST);
#else
	return false;
#endif
}

/* It is an SEV-SNP guest. */
static inline bool vmexit_is_sev_snp(void)
{
#ifdef VMEXIT_HAS_CC_SNP
	return cc_platform_has(CC_ATTR_GUEST_SEV_SNP);
#else
	return false;
#endif
}

/*
 * NMIs this CPU has taken, which interrupts off does not stop; bumped by the NMI
 * entry before any handler.
 */
#ifdef VMEXIT_HAS_IRQ_COUNTS
#define VMEXIT_NMI_COUNT	irq_stat.counts[IRQ_COUNT_NMI]
#define VMEXIT_RESCHEDULE_COUNT	irq_stat.counts[IRQ_COUNT_RESCHEDULE]
#else
#define VMEXIT_NMI_COUNT	irq_stat.__nmi_count
#define VMEXIT_RESCHEDULE_COUNT	irq_stat.irq_resched_count
#endif

static __always_inline u32 vmexit_nmi_count(void)
{
	return this_cpu_read(VMEXIT_NMI_COUNT);
}

/* Where it stands, for asm; preemption off. */
static __always_inline const u32 *vmexit_nmi_counter(void)
{
	return this_cpu_ptr(&VMEXIT_NMI_COUNT);
}

#ifndef VMEXIT_HAS_WQ_PERCPU
#define WQ_PERCPU	0
#endif

#ifndef VMEXIT_HAS_HRTIMER_SETUP
static inline void hrtimer_setup(struct hrtimer *timer,
				 enum hrtimer_restart (*function)(struct hrtimer *timer),
				 clockid_t clock, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock, mode);
	timer->function = function;
}
#endif

/* The kernel's #VC handler passes IA32_XSS by page, with CPUID 0xd.1. */
#ifdef VMEXIT_HAS_GHCB_XSS
static inline bool vmexit_passes_xss(void)
{
	return boot_cpu_has(X86_FEATURE_SHSTK);
}
#else
#define vmexit_passes_xss()	false
struct ghcb;
static inline void ghcb_set_xss(struct ghcb *ghcb, u64 xss) { }
#endif

/* A request without this attribute; said in its answer. */
static inline bool vmexit_lacks(struct genl_info *info, int attr)
{
#ifdef GENL_REQ_ATTR_CHECK
	return GENL_REQ_ATTR_CHECK(info, attr);
#else
	if (info->attrs[attr])
		return false;
	NL_SET_ERR_MSG(info->extack, "an attribute is missing");
	return true;
#endif
}

/* Reserved bytes of all requests have to be 0, where the kernel looks. */
static inline void vmexit_check_reserved(struct genl_family *family)
{
#ifdef VMEXIT_HAS_RESV_START_OP
	family->resv_start_op = 1;
#endif
}

/* The family whose operation a dump is. */
static inline const struct genl_family *vmexit_dump_family(struct netlink_callback *cb)
{
#ifdef VMEXIT_HAS_DUMP_INFO
	return genl_dumpit_info(cb)->info.family;
#else
	return genl_dumpit_info(cb)->family;
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

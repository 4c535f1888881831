/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs between the kernels this module is built for (6.1 to 6.12),
 * and nowhere else: the rest reads as current upstream code.
 */
#ifndef VMEXIT_COMPAT_H
#define VMEXIT_COMPAT_H

#include <linux/version.h>
#include <net/genetlink.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "vmexit needs Linux 6.1 or later"
#endif

/* The attributes of a dump request; 6.6 moved them into struct genl_info. */
static inline struct nlattr **vmexit_dump_attrs(struct netlink_callback *cb)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
	return genl_dumpit_info(cb)->attrs;
#else
	return genl_dumpit_info(cb)->info.attrs;
#endif
}

#endif /* VMEXIT_COMPAT_H */

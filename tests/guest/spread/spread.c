// SPDX-License-Identifier: GPL-2.0
/*
 * Linked into a test build of vmexit.ko, where ld --wrap puts it in the place
 * of the loop of "trap": no machine here has latencies over 32 octaves, and a
 * histogram with thousands of buckets has to come out of the real module, over
 * the real socket, into the real tool.
 */
#include <linux/kernel.h>
#include <linux/smp.h>

#include "kmod/sampler.h"
#include "spread.h"

vmexit_loop_fn __wrap_vmexit_loop_trap;

u32 __wrap_vmexit_loop_trap(struct vmexit_sampler *s, u32 n)
{
	u32 i;

	n = min(n, 1000U);
	for (i = 0; i < n; i++)
		vmexit_hist_add(s->hist, spread_value(smp_processor_id(),
						      s->executed + i));
	return n;
}

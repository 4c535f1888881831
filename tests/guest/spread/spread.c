// SPDX-License-Identifier: GPL-2.0
/*
 * Linked into a test build of vmexit.ko, where ld --wrap puts its loops in the
 * place of others, for what no machine here does by itself.
 *
 * trap: latencies over 40 octaves, since a histogram with thousands of buckets
 * has to come out of the real module, over the real socket, into the real tool.
 *
 * in and out (bytes): operations that fault, #DE being trap number 0.
 */
#include <linux/kernel.h>
#include <linux/smp.h>

#include "kmod/bracket.h"
#include "kmod/sampler.h"
#include "spread.h"

vmexit_loop_fn __wrap_vmexit_loop_trap;

u32 __wrap_vmexit_loop_trap(struct vmexit_sampler *s, u32 n)
{
	u32 i;

	n = min(n, 1000U);
	for (i = 0; i < n; i++)
		vmexit_hist_add(s->hist, spread_value(smp_processor_id(),
						      s->executed + i,
						      SPREAD_OCTAVES));
	return n;
}

vmexit_loop_fn __wrap_vmexit_loop_inb;
vmexit_loop_fn __wrap_vmexit_loop_outb;

VMEXIT_LOOP(__wrap_vmexit_loop_inb,
	    "xor %%ecx, %%ecx\n"
	    "1:\n\t"
	    "div %%ecx\n\t",
	    VMEXIT_FAULT_NOTED)

VMEXIT_LOOP(__wrap_vmexit_loop_outb,
	    "1:\n\t"
	    "ud2\n\t",
	    VMEXIT_FAULT_NOTED)

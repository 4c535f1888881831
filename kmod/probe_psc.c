// SPDX-License-Identifier: GPL-2.0
/*
 * By the kernel's own interface, as swiotlb and drivers do it: direct map split and
 * changed, caches and TLBs flushed, PVALIDATE or MapGPA, and the host asked.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/sched.h>
#include <linux/set_memory.h>

#include "bracket.h"
#include "compat.h"
#include "probe_psc.h"

/* Pages that were never given back. */
static atomic_long_t vmexit_psc_lost;

const char *vmexit_psc_refuse(void)
{
	return cc_platform_has(CC_ATTR_MEM_ENCRYPT) ? NULL : "memory is not encrypted";
}

bool vmexit_open_psc(struct vmexit_sampler *s)
{
	s->page = alloc_pages(GFP_KERNEL | __GFP_NOWARN, get_order(s->probe->id.param));
	if (!s->page)
		s->refusal = "no memory in one piece";
	return s->page;
}

/* Both ways, of which one is timed. */
bool vmexit_round_psc(struct vmexit_sampler *s)
{
	unsigned long address = (unsigned long)page_address(s->page);
	int pages = PFN_DOWN(s->probe->id.param), err;
	unsigned long preempted = current->nivcsw;
	u64 start, shared, again, private;
	u32 nmi = vmexit_nmi_count();

	s->executed++;
	start = vmexit_clock();
	err = set_memory_decrypted(address, pages);
	shared = vmexit_clock();
	if (err)
		s->refusal = "the page was not made shared";
	again = vmexit_clock();
	/* Part of it may be. */
	if (set_memory_encrypted(address, pages)) {
		s->refusal = "the page was not made private again, and is lost";
		pr_warn("%u KiB stay shared with the host, used no more: %ld KiB in all\n",
			s->probe->id.param >> 10,
			atomic_long_add_return(pages, &vmexit_psc_lost) << (PAGE_SHIFT - 10));
		s->page = NULL;
	}
	private = vmexit_clock();
	if (s->refusal) {
		s->status = err < 0 ? -err : 0;
		return false;
	}
	if (s->probe->id.exit == VMEXIT_EXIT_PSC_PRIVATE) {
		start = again;
		shared = private;
	}
	vmexit_sampler_take(s, start, shared,
			    nmi == vmexit_nmi_count() && preempted == current->nivcsw);
	return true;
}

void vmexit_close_psc(struct vmexit_sampler *s)
{
	if (s->page)
		__free_pages(s->page, get_order(s->probe->id.param));
}

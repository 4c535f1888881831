// SPDX-License-Identifier: GPL-2.0
/*
 * Linked into a test build of vmexit.ko, where ld --wrap puts it in the place of
 * what keeps the rules of the GHCB: each is broken on demand, and a test has to
 * see it.
 *
 * apart: something stands between WRMSR and VMGEXIT.
 * kept: the GHCB MSR is not put back.
 * private: the page is one that the host cannot read.
 * registered: that page is registered, in the place of the kernel's.
 */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/string.h>

#include "kmod/bracket.h"
#include "broken.h"

#define REQUEST_REGISTER	0x012	/* GHCB 2.3.2, "GHCB GPA Registration" */

static char *breaks = "";
module_param(breaks, charp, 0);

static VMEXIT_LOOP(vmexit_loop_apart,
		   "mov %k[low], %%eax\n\t"
		   "mov %k[high], %%edx\n\t"
		   "mov $0xc0010130, %%ecx\n\t"
		   "wrmsr\n\t"
		   "nop\n\t"
		   "rep; vmmcall\n\t",
		   VMEXIT_FAULT_NONE)

u32 __wrap_vmexit_loop_ghcb_msr(struct vmexit_sampler *s, u32 n)
{
	if (!strcmp(breaks, "apart"))
		return vmexit_loop_apart(s, n);
	return __real_vmexit_loop_ghcb_msr(s, n);
}

void __wrap_vmexit_finish_ghcb(struct vmexit_sampler *s)
{
	if (strcmp(breaks, "kept"))
		__real_vmexit_finish_ghcb(s);
}

struct ghcb *__wrap_vmexit_ghcb_find(u64 *msr)
{
	static u8 page[PAGE_SIZE] __aligned(PAGE_SIZE);
	bool registers = !strcmp(breaks, "registered");

	if (!registers && strcmp(breaks, "private"))
		return __real_vmexit_ghcb_find(msr);
	*msr = page_to_phys(vmalloc_to_page(page));
	if (registers) {
		vmexit_ghcb_msr_write(*msr | REQUEST_REGISTER);
		asm volatile("rep; vmmcall" : : : "memory");
	}
	return (struct ghcb *)page;
}

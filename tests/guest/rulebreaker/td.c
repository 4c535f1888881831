// SPDX-License-Identifier: GPL-2.0
/* Rules of a TD: Intel's "Guest-Host Communication Interface" (344426). */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/printk.h>

#include "rulebreaker.h"

#define TDG_VP_VMCALL		0
#define TDG_MEM_PAGE_ACCEPT	6
#define SHOWN_REGISTERS		0xfc00
#define SUB_FUNCTION_UNKNOWN	0x1234
#define SUB_FUNCTION_MAP_GPA	0x10001
#define STATUS_INVALID		0x8000000000000000ULL
#define SHARED_BIT		BIT_ULL(47)	/* as cvmsim has it */

/* Return: R10 of a TDG.VP.VMCALL. */
static u64 vmcall(u64 function, u64 r12_value, u64 r13_value)
{
	register u64 r10 asm("r10") = 0;
	register u64 r11 asm("r11") = function;
	register u64 r12 asm("r12") = r12_value;
	register u64 r13 asm("r13") = r13_value;
	u64 rax = TDG_VP_VMCALL;

	asm volatile(".byte 0x66, 0x0f, 0x01, 0xcc"
		     : "+a" (rax), "+r" (r10), "+r" (r11), "+r" (r12), "+r" (r13)
		     : "c" (SHOWN_REGISTERS)
		     : "rdx", "r8", "r9", "r14", "r15", "memory");
	return rax ?: r10;
}

static u64 page_accept(u64 gpa)
{
	u64 rax = TDG_MEM_PAGE_ACCEPT;

	asm volatile(".byte 0x66, 0x0f, 0x01, 0xcc"
		     : "+a" (rax), "+c" (gpa)
		     : : "rdx", "r8", "r9", "r10", "r11", "memory");
	return rax;
}

int break_tdvmcall(void)
{
	u64 status = vmcall(SUB_FUNCTION_UNKNOWN, 0, 0);

	return rb_answered(status == STATUS_INVALID, "R10 0x%llx", status);
}

/* A page the VMM has taken, and then one given back but not accepted. */
int break_td_private_access(void)
{
	void *page = (void *)get_zeroed_page(GFP_KERNEL);
	int err;

	if (!page)
		return -ENOMEM;
	if (vmcall(SUB_FUNCTION_MAP_GPA, __pa(page) | SHARED_BIT, PAGE_SIZE) ||
	    vmcall(SUB_FUNCTION_MAP_GPA, __pa(page), PAGE_SIZE)) {
		pr_err("rulebreaker: %s: MapGPA failed, and a page is lost\n",
		       rb_rule);
		return -EIO;
	}
	err = rb_read_refused(page);
	if (page_accept(__pa(page))) {
		pr_err("rulebreaker: %s: a page is not accepted, and lost\n",
		       rb_rule);
		return -EIO;
	}
	free_page((unsigned long)page);
	return err;
}

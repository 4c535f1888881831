// SPDX-License-Identifier: GPL-2.0
/* Rules about memory: SEV-SNP is AMD APM volume 2, 15.36. */
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/set_memory.h>
#include <linux/vmalloc.h>
#include <asm/asm.h>
#include <asm/desc_defs.h>
#include <asm/trapnr.h>

#include "rulebreaker.h"

/* GHCB, "SNP Page State Change", by the MSR protocol. */
#define PAGE_STATE_REQUEST	0x014
#define PAGE_STATE_DONE		0x015
#define PAGE_STATE_OP(op)	((u64)(op) << 52)
#define OP_PRIVATE		1
#define OP_SHARED		2

#define PVALIDATE_FAIL_INPUT	1		/* APM volume 3 */
#define NO_FAULT		-1
#define PATTERN			0xa55a3cc30ff06996ULL

/* Return: the vector, NO_FAULT: none. */
static int read_fault(const void *from)
{
	int vector = NO_FAULT;
	u32 value;

	asm volatile("1: mov %[from], %[value]\n"
		     "2:\n\t"
		     _ASM_EXTABLE_FAULT(1b, 2b)
		     : "+a" (vector), [value] "=&r" (value)
		     : [from] "m" (*(const u32 *)from));
	return vector;
}

int rb_read_refused(const void *from)
{
	int vector = read_fault(from);

	return rb_answered(vector == X86_TRAP_GP, "vector %d, promised %d",
			   vector, X86_TRAP_GP);
}

/* Assemblers of 6.1's days do not know it. Return: RAX. */
static u64 pvalidate(const void *page, bool validate, bool *unchanged)
{
	u64 rax = (u64)page;

	asm volatile(".byte 0xf2, 0x0f, 0x01, 0xff"
		     : "+a" (rax), "=@ccc" (*unchanged)
		     : "c" (0), "d" (validate)
		     : "memory");
	return rax;
}

/* Private, to be validated before it is anybody's. */
static int put_private(void *page)
{
	bool unchanged;

	if (pvalidate(page, true, &unchanged) || unchanged) {
		pr_err("rulebreaker: %s: a page is not validated, and lost\n",
		       rb_rule);
		return -EIO;
	}
	free_page((unsigned long)page);
	return 0;
}

int rb_put_shared(void *page)
{
	if (set_memory_encrypted((unsigned long)page, 1)) {
		pr_err("rulebreaker: %s: a page stays shared, and is lost\n",
		       rb_rule);
		return -EIO;
	}
	free_page((unsigned long)page);
	return 0;
}

static void *get_private(void)
{
	return (void *)get_zeroed_page(GFP_KERNEL);
}

void *rb_get_shared(void)
{
	void *page = get_private();

	if (!page || !set_memory_decrypted((unsigned long)page, 1))
		return page;
	/* Which of the two it is now nobody knows. */
	rb_put_shared(page);
	return NULL;
}

int break_psc_validated(void)
{
	void *page = get_private();
	u64 answer, request;
	int err;

	if (!page)
		return -ENOMEM;
	request = __pa(page) | PAGE_STATE_REQUEST;
	answer = rb_vmgexit(request | PAGE_STATE_OP(OP_SHARED));
	err = rb_answered(answer == PAGE_STATE_DONE, "GHCB MSR 0x%llx", answer);
	rb_vmgexit(request | PAGE_STATE_OP(OP_PRIVATE));
	return put_private(page) ?: err;
}

int break_pvalidate_shared(void)
{
	void *page = rb_get_shared();
	bool unchanged;
	u64 rax;
	int err;

	if (!page)
		return -ENOMEM;
	rax = pvalidate(page, true, &unchanged);
	err = rb_answered(rax == PVALIDATE_FAIL_INPUT && !unchanged,
			  "RAX 0x%llx, CF %d", rax, unchanged);
	return rb_put_shared(page) ?: err;
}

int break_private_access(void)
{
	void *page = get_private();
	bool unchanged;
	int err;

	if (!page)
		return -ENOMEM;
	if (pvalidate(page, false, &unchanged) || unchanged) {
		pr_err("rulebreaker: %s: PVALIDATE failed\n", rb_rule);
		free_page((unsigned long)page);
		return -EIO;
	}
	err = rb_read_refused(page);
	return put_private(page) ?: err;
}

int break_shared_access(void)
{
	void *view, *page = get_private();
	struct page *pages[1];
	int err = -ENOMEM;

	if (!page)
		return -ENOMEM;
	pages[0] = virt_to_page(page);
	view = vmap(pages, 1, VM_MAP, pgprot_decrypted(PAGE_KERNEL));
	if (view) {
		err = rb_read_refused(view);
		vunmap(view);
	}
	free_page((unsigned long)page);
	return err;
}

/* A page's two views are different memory: what was private is not shared. */
int see_views(void)
{
	u64 *page = get_private();
	u64 seen;
	int err;

	if (!page)
		return -ENOMEM;
	WRITE_ONCE(*page, PATTERN);
	if (set_memory_decrypted((unsigned long)page, 1)) {
		rb_put_shared(page);
		return -EIO;
	}
	seen = READ_ONCE(*page);
	err = rb_answered(seen != PATTERN, "0x%llx", seen);
	return rb_put_shared(page) ?: err;
}

int break_outside(void)
{
	void __iomem *view = ioremap(HOLE_GPA, PAGE_SIZE);
	int err;

	if (!view)
		return -ENOMEM;
	err = rb_read_refused((__force const void *)view);
	iounmap(view);
	return err;
}

/* The end of this guest: an exception, and no handler for any. */
int take_triple_fault(void)
{
	static const struct desc_ptr none;

	asm volatile("lidt %0; int3" : : "m" (none));
	return -EIO;
}

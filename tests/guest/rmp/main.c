// SPDX-License-Identifier: GPL-2.0
/*
 * Uses a page of its own as what the RMP says it is not, in a host and in an SNP guest. What to
 * do is written to the parameter touch; it is refused (EIO) where the page then is not as it was to
 * be, and the log says how.
 *
 * What is expected is that of AMD's APM, volume 2, 15.36.10.
 */
#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/set_memory.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <asm/desc.h>
#include <asm/sev.h>

#define BEFORE	0x1111111111111111
#define AFTER	0x2222222222222222
#define ASID	1
#define GPA	0x1000000
#define VC_VECTOR	29
#define VC_NOT_VALIDATED	0x404

static bool as(const char *what, u64 is, u64 wanted)
{
	if (is == wanted)
		return true;
	pr_err("rmp: %s: %#llx, not %#llx\n", what, is, wanted);
	return false;
}

static bool writes(u64 *at, u64 value)
{
	__put_kernel_nofault(at, &value, u64, faults);
	return true;
faults:
	return false;
}

static bool reads(u64 *at, u64 *value)
{
	__get_kernel_nofault(value, at, u64, faults);
	return true;
faults:
	return false;
}

/* A host reads what is a guest's, and does not write it. */
static int as_host(struct page *page)
{
	u64 *at = page_address(page), value = 0;
	u64 pfn = page_to_pfn(page);
	bool well;
	int err;

	well = as("write of its own", writes(at, BEFORE), true);
	err = rmp_make_private(pfn, GPA, PG_LEVEL_4K, ASID, false);
	if (err)
		return err;
	well &= as("write of a guest's", writes(at, AFTER), false);
	well &= as("read of a guest's", reads(at, &value), true);
	well &= as("what is read", value, BEFORE);
	err = rmp_make_shared(pfn, PG_LEVEL_4K);
	if (err)
		return err;
	well &= as("write of what is its own again", writes(at, AFTER), true);
	return well ? 0 : -EIO;
}

static u64 *alias_of(struct page *page, pgprot_t prot)
{
	return vmap(&page, 1, VM_MAP, prot);
}

/*
 * A private page, read and written as if it were shared: the read is not checked. With the write
 * the host makes it shared, and what was in it is lost.
 */
static int as_shared(struct page *page)
{
	u64 *at = page_address(page);
	u64 *alias = alias_of(page, pgprot_decrypted(PAGE_KERNEL));
	bool well;

	if (!alias)
		return -ENOMEM;
	WRITE_ONCE(*at, BEFORE);
	well = as("read by an alias", READ_ONCE(*alias), BEFORE);
	WRITE_ONCE(*alias, AFTER);
	well &= as("what was written", READ_ONCE(*alias), AFTER);
	/* By the first private access to it the host makes it private. It is another page. */
	well &= as("PVALIDATE", pvalidate((unsigned long)at, RMP_PG_SIZE_4K, true), 0);
	well &= as("the private one", READ_ONCE(*at), 0);
	vunmap(alias);
	return well ? 0 : -EIO;
}

/* What has been validated is not validated once more: it would be an attack. */
static int twice(struct page *page)
{
	unsigned long at = (unsigned long)page_address(page);
	bool well;

	well = as("PVALIDATE of what is", pvalidate(at, RMP_PG_SIZE_4K, true),
		  PVALIDATE_FAIL_NOUPDATE);
	well &= as("PVALIDATE, no more", pvalidate(at, RMP_PG_SIZE_4K, false), 0);
	well &= as("PVALIDATE of what is not", pvalidate(at, RMP_PG_SIZE_4K, true), 0);
	return well ? 0 : -EIO;
}

/* The kernel dies of a #VC for a page that is not validated: for one read the handler is vc.S's. */
u64 rmp_vc_count, rmp_vc_code, rmp_vc_cr2;
asmlinkage void rmp_vc(void);

static u64 read_unvalidated(const u64 *at)
{
	static gate_desc idt[IDT_ENTRIES] __aligned(PAGE_SIZE);
	struct desc_ptr kernels, ours = { .size = sizeof(idt) - 1, .address = (unsigned long)idt };
	unsigned long flags;
	u64 value;

	rmp_vc_count = 0;
	rmp_vc_code = 0;
	rmp_vc_cr2 = 0;
	local_irq_save(flags);
	store_idt(&kernels);
	memcpy(idt, (void *)kernels.address, sizeof(idt));
	pack_gate(&idt[VC_VECTOR], GATE_INTERRUPT, (unsigned long)rmp_vc, 0, 0, __KERNEL_CS);
	load_idt(&ours);
	value = READ_ONCE(*at);
	load_idt(&kernels);
	local_irq_restore(flags);
	return value;
}

static bool is_vc(const u64 *at)
{
	bool well = as("#VC", rmp_vc_count, 1);

	well &= as("its error code", rmp_vc_code, VC_NOT_VALIDATED);
	return well & as("CR2", rmp_vc_cr2, (unsigned long)at);
}

static int rescinded(struct page *page)
{
	u64 *at = page_address(page);
	bool well;

	WRITE_ONCE(*at, BEFORE);
	well = as("PVALIDATE, no more", pvalidate((unsigned long)at, RMP_PG_SIZE_4K, false), 0);
	well &= as("what is not validated", read_unvalidated(at), BEFORE);
	return well & is_vc(at) ? 0 : -EIO;
}

/* To touch it is all it takes for the host to give it back, but the guest has not validated it. */
static int given_away(struct page *page)
{
	unsigned long at = (unsigned long)page_address(page);
	u64 *alias = alias_of(page, PAGE_KERNEL);
	bool well;

	if (!alias)
		return -ENOMEM;
	if (set_memory_decrypted(at, 1))
		return -EIO;
	well = as("what was given away", read_unvalidated(alias), 0);
	well &= is_vc(alias);
	/* As the kernel takes it to be. */
	well &= as("PVALIDATE, no more", pvalidate((unsigned long)alias, RMP_PG_SIZE_4K, false), 0);
	vunmap(alias);
	return set_memory_encrypted(at, 1) || !well ? -EIO : 0;
}

static const struct {
	const char *name;
	int (*touch)(struct page *page);
} ways[] = {
	{ "host", as_host },
	{ "shared", as_shared },
	{ "twice", twice },
	{ "rescinded", rescinded },
	{ "given-away", given_away },
};

static int touch(const char *value, const struct kernel_param *param)
{
	struct page *page;
	int i, err;

	for (i = 0; i < ARRAY_SIZE(ways); i++) {
		if (!sysfs_streq(value, ways[i].name))
			continue;
		page = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (!page)
			return -ENOMEM;
		err = ways[i].touch(page);
		/* Else it may be anyone's. */
		if (!err)
			__free_page(page);
		return err;
	}
	return -EINVAL;
}

static const struct kernel_param_ops touch_ops = { .set = touch };
module_param_cb(touch, &touch_ops, NULL, 0200);

static int __init rmp_init(void)
{
	return 0;
}
module_init(rmp_init);

static void __exit rmp_exit(void)
{
}
module_exit(rmp_exit);

MODULE_DESCRIPTION("A page that is used as what the RMP says it is not");
MODULE_LICENSE("GPL");

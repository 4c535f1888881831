// SPDX-License-Identifier: GPL-2.0
/*
 * The module's own calls (kmod/ghcb.c and kmod/tdx.c are linked in), held
 * against the instruction: what a probe times must be the very exit the
 * instruction makes.
 */
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <asm/processor.h>

#include "kmod/compat.h"
#include "kmod/ghcb.h"
#include "kmod/ghcb_host.h"
#include "kmod/tdx.h"

struct regs {
	u32 eax, ebx, ecx, edx;
};

/* The call by GHCB gives back RAX and RDX alone, and so is compared in these. */
static bool same_by_ghcb(const struct vmexit_id *id, const struct regs *insn)
{
	struct vmexit_ghcb_call call;
	unsigned long flags;
	u64 result = 0;
	int refusal;

	vmexit_ghcb_call_make(id, 0, 0, &call);
	local_irq_save(flags);
	refusal = vmexit_ghcb_call(&call, &result);
	local_irq_restore(flags);
	return !refusal && result == ((u64)insn->edx << 32 | insn->eax);
}

static bool same_by_tdvmcall(const struct vmexit_id *id, const struct regs *insn)
{
	struct vmexit_tdx_call call;
	u64 status;

	vmexit_tdx_call_make(id, 0, 0, &call);
	return !vmexit_tdx_do(&call, &status) && call.out.r12 == insn->eax &&
	       call.out.r13 == insn->ebx && call.out.r14 == insn->ecx &&
	       call.out.r15 == insn->edx;
}

static bool same(u32 leaf, u32 index)
{
	const struct vmexit_id id = {
		.exit = VMEXIT_EXIT_CPUID,
		.param = leaf,
		.index = index,
	};
	struct regs insn = { .eax = leaf, .ecx = index };

	asm volatile("cpuid" : "+a" (insn.eax), "=b" (insn.ebx),
			       "+c" (insn.ecx), "=d" (insn.edx));
	return vmexit_is_td() ? same_by_tdvmcall(&id, &insn) : same_by_ghcb(&id, &insn);
}

static int __init direct_init(void)
{
	/* In a TD 0xb is the kernel's to answer; of 0xd all sub-leaves differ. */
	static const u32 leaves[][2] = {
		{ 0x0, 0 }, { 0x1, 0 }, { 0x7, 0 }, { 0xb, 0 }, { 0xb, 1 },
		{ 0x40000000, 0 }, { 0x80000001, 0 }, { 0x80000008, 0 },
		{ 0xd, 0 }, { 0xd, 2 },
	};
	static const struct vmexit_id cpuid = { .exit = VMEXIT_EXIT_CPUID };
	const char *refusal;
	size_t i;

	if (!vmexit_is_td()) {
		vmexit_ghcb_init(VMEXIT_GHCB_AUTO, true, 0);
		refusal = vmexit_ghcb_page_refusal(&cpuid);
		if (refusal) {
			pr_err("direct: %s\n", refusal);
			return -ENODEV;
		}
	}
	for (i = 0; i < ARRAY_SIZE(leaves); i++)
		pr_info("direct: cpuid 0x%x.%u: %s\n", leaves[i][0],
			leaves[i][1], same(leaves[i][0], leaves[i][1]) ?
			"same" : "DIFFERENT");
	return 0;
}
module_init(direct_init);

static void __exit direct_exit(void)
{
}
module_exit(direct_exit);

MODULE_DESCRIPTION("Direct calls against the instruction");
MODULE_LICENSE("GPL");

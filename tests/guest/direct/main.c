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

#include "kmod/ghcb.h"
#include "kmod/tdx.h"

/* EDX:EAX by the host's answer; false where there is none. */
static bool ask_ghcb(const struct vmexit_id *id, u64 *result)
{
	struct vmexit_ghcb_call call;
	unsigned long flags;
	int refusal;

	vmexit_ghcb_call_make(id, 0, 0, &call);
	local_irq_save(flags);
	refusal = vmexit_ghcb_call(&call, result);
	local_irq_restore(flags);
	return !refusal;
}

static bool ask_tdvmcall(const struct vmexit_id *id, u64 *result)
{
	struct vmexit_tdx_call call;
	u64 status;

	vmexit_tdx_call_make(id, 0, 0, &call);
	if (vmexit_tdx_do(&call, &status))
		return false;
	*result = call.out.r15 << 32 | (u32)call.out.r12;
	return true;
}

static bool is_td(void)
{
	return boot_cpu_has(X86_FEATURE_TDX_GUEST);
}

static bool same(u32 leaf, u32 index)
{
	const struct vmexit_id id = {
		.exit = VMEXIT_EXIT_CPUID,
		.param = leaf,
		.index = index,
	};
	u32 eax = leaf, ebx, ecx = index, edx;
	u64 result = 0;

	if (!(is_td() ? ask_tdvmcall(&id, &result) : ask_ghcb(&id, &result)))
		return false;
	asm volatile("cpuid" : "+a" (eax), "=b" (ebx), "+c" (ecx), "=d" (edx));
	return result == ((u64)edx << 32 | eax);
}

static int __init direct_init(void)
{
	static const u32 leaves[][2] = {
		{ 0x0, 0 }, { 0x1, 0 }, { 0x7, 0 }, { 0xb, 0 }, { 0xb, 1 },
		{ 0x40000000, 0 }, { 0x80000001, 0 }, { 0x80000008, 0 },
	};
	int refusal = is_td() ? 0 : vmexit_ghcb_init(false, true, 0);
	size_t i;

	if (refusal) {
		pr_err("direct: %s\n", vmexit_ghcb_reason(refusal));
		return -ENODEV;
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

// SPDX-License-Identifier: GPL-2.0
#include <linux/build_bug.h>
#include <linux/stddef.h>
#include <asm/processor.h>

#include <vmexit/route.h>

#include "compat.h"
#include "tdx.h"

/* Module specification, "TDCALL instruction leaf numbers". */
#define TDG_VP_VMCALL		0
#define TDG_VP_INFO		1
#define TDG_VM_RD		7
#define TDG_SYS_RD		11
#define TD_CTLS_ENUM_TOPOLOGY	BIT(1)
#define TD_CTLS_REDUCE_VE	BIT(3)
/* R10 to R15, and nothing else of this guest's. */
#define SHOWN_REGISTERS		0xfc00
/* GHCI, "TDG.VP.VMCALL": sub-functions; those of instructions are SDM's. */
#define TDVMCALL_CPUID		10
#define TDVMCALL_HLT		12
#define TDVMCALL_IO		30
#define TDVMCALL_RDMSR		31
#define TDVMCALL_WRMSR		32
#define TDVMCALL_MMIO		48
#define TDVMCALL_INFO		0x10000

/* As found once; 0 where the module has none. */
static u64 tdx_td_ctls;

static void vmexit_tdx_vmcall(const struct vmexit_id *id, u32 size, u64 value,
			      struct vmexit_tdx_call *call)
{
	call->rax = TDG_VP_VMCALL;
	call->rcx = SHOWN_REGISTERS;
	switch (id->exit) {
	case VMEXIT_EXIT_CPUID:
		call->r11 = TDVMCALL_CPUID;
		call->r12 = id->param;
		call->r13 = id->index;
		break;
	case VMEXIT_EXIT_RDMSR:
		call->r11 = TDVMCALL_RDMSR;
		call->r12 = id->param;
		break;
	case VMEXIT_EXIT_WRMSR:
	case VMEXIT_EXIT_IPI:
		call->r11 = TDVMCALL_WRMSR;
		call->r12 = id->exit == VMEXIT_EXIT_IPI ? VMEXIT_MSR_ICR : id->param;
		call->r13 = value;
		break;
	case VMEXIT_EXIT_IN:
	case VMEXIT_EXIT_OUT:
		call->r11 = TDVMCALL_IO;
		call->r12 = size;
		call->r13 = id->exit == VMEXIT_EXIT_OUT;
		call->r14 = id->param;
		call->r15 = value;
		break;
	case VMEXIT_EXIT_MMIO:
		call->r11 = TDVMCALL_MMIO;
		call->r12 = size;
		/* As the kernel gets it from #VE: with the shared bit. */
		call->r14 = cc_mkdec(id->param);
		break;
	case VMEXIT_EXIT_HLT:
		/* R12: interrupts are not blocked, they wake it. */
		call->r11 = TDVMCALL_HLT;
		break;
	case VMEXIT_EXIT_HYPERCALL:
		/* Not zero: the vendor's, its arguments from R11 on. */
		call->r10 = id->param;
		break;
	default:
		call->r11 = TDVMCALL_INFO;
		break;
	}
}

void vmexit_tdx_call_make(const struct vmexit_id *id, u32 size, u64 value,
			  struct vmexit_tdx_call *call)
{
	*call = (struct vmexit_tdx_call){ 0 };
	switch (id->exit) {
	case VMEXIT_EXIT_VP_INFO:
		call->rax = TDG_VP_INFO;
		break;
	case VMEXIT_EXIT_VM_RD:
		call->rax = TDG_VM_RD;
		call->rdx = VMEXIT_TDX_FIELD_TD_CTLS;
		break;
	default:
		vmexit_tdx_vmcall(id, size, value, call);
		break;
	}
}

const char *vmexit_tdx_answer(const struct vmexit_tdx_call *call, u64 *status)
{
	if (unlikely(call->out.rax)) {
		*status = call->out.rax;
		return "the TDX module refuses: RAX";
	}
	if (unlikely(call->rax == TDG_VP_VMCALL && call->out.r10)) {
		*status = call->out.r10;
		return "the VMM refuses: R10";
	}
	return NULL;
}

const char *vmexit_tdx_do(struct vmexit_tdx_call *call, u64 *status)
{
	BUILD_BUG_ON(offsetof(struct vmexit_tdx_call, r15) != 80);
	BUILD_BUG_ON(offsetof(struct vmexit_tdx_call, out.r8) != 144);
	asm volatile(VMEXIT_TDCALL_LOAD
		     VMEXIT_TDCALL
		     VMEXIT_TDCALL_STORE
		     : : "D" (call)
		     : "rax", "rdx", VMEXIT_TDCALL_CLOBBERS);
	return vmexit_tdx_answer(call, status);
}

static bool vmexit_tdx_read(u64 leaf, u64 field, u64 *value)
{
	struct vmexit_tdx_call call = { .rax = leaf, .rdx = field };
	u64 status;
	bool refused = vmexit_tdx_do(&call, &status);

	*value = refused ? 0 : call.out.r8;
	return !refused;
}

bool vmexit_tdx_read_td(u64 field, u64 *value)
{
	return vmexit_tdx_read(TDG_VM_RD, field, value);
}

bool vmexit_tdx_read_module(u64 field, u64 *value)
{
	return vmexit_tdx_read(TDG_SYS_RD, field, value);
}

void vmexit_tdx_init(void)
{
	vmexit_tdx_read_td(VMEXIT_TDX_FIELD_TD_CTLS, &tdx_td_ctls);
}

static bool vmexit_tdx_raises_ve(u32 leaf)
{
	if (tdx_td_ctls & TD_CTLS_REDUCE_VE)
		return false;
	return vmexit_tdx_is_ve_leaf(leaf) ||
	       (vmexit_tdx_is_topology_leaf(leaf) &&
		!(tdx_td_ctls & TD_CTLS_ENUM_TOPOLOGY));
}

u32 vmexit_tdx_cpuid(u32 leaf, u32 index)
{
	u32 eax, ebx, ecx, edx, route = vmexit_tdx_cpuid_route(leaf, index);

	if (route != VMEXIT_ROUTE_UNKNOWN)
		return route;
	/* Where Linux answers a #VE, the answer is zeros. */
	cpuid_count(leaf, index, &eax, &ebx, &ecx, &edx);
	if (eax || ebx || ecx || edx)
		return VMEXIT_ROUTE_TDX_MODULE;
	if (vmexit_tdx_raises_ve(leaf))
		return VMEXIT_ROUTE_VE;
	return vmexit_tdx_is_ve_leaf(leaf) || vmexit_tdx_is_topology_leaf(leaf) ?
	       VMEXIT_ROUTE_TDX_MODULE : VMEXIT_ROUTE_UNKNOWN;
}

/* SPDX-License-Identifier: GPL-2.0 */
/* What Linux makes of an instruction in a guest that owns #VC or #VE. */
#ifndef VMEXIT_ROUTE_H
#define VMEXIT_ROUTE_H

#include <linux/types.h>
#include <linux/vmexit.h>
#include <vmexit/name.h>

/* The GHCB MSR, which no host intercepts: AMD APM volume 2, 15.35.7. */
#define VMEXIT_MSR_GHCB	0xc0010130
/* x2APIC's interrupt command register: Intel SDM volume 3, 11.12.1. */
#define VMEXIT_MSR_ICR	0x830

/* A leaf of the range that hypervisors answer. */
static inline int vmexit_is_hypervisor_leaf(__u32 leaf)
{
	return leaf >> 28 == 0x4;
}

/*
 * SEV-SNP: leaves come from the CPUID page. For three the handler asks the host,
 * unless they are above the @highest of their range (what leaf 0 or 0x80000000 says):
 * those are zeros. For leaf 0xd.1 it reads IA32_XSS, which is one more exit where the
 * host intercepts it (KVM 6.1 does, 6.12 does not).
 */
static inline __u32 vmexit_snp_cpuid_route(__u32 leaf, __u32 index, __u32 highest)
{
	switch (leaf) {
	case 0x1:
	case 0xb:
	case 0x8000001e:
		return leaf <= highest ? VMEXIT_ROUTE_VC_VMGEXIT : VMEXIT_ROUTE_VC;
	case 0xd:
		return index == 1 && leaf <= highest ? VMEXIT_ROUTE_UNKNOWN :
						       VMEXIT_ROUTE_VC;
	default:
		return VMEXIT_ROUTE_VC;
	}
}

/*
 * TDX: leaves for which each generation of the TDX module raises #VE, but for
 * newer ones in a TD that has asked for fewer #VEs (TD_CTLS.REDUCE_VE): module
 * specification, "CPUID virtualization".
 */
static inline int vmexit_tdx_is_ve_leaf(__u32 leaf)
{
	switch (leaf) {
	case 0x6:
	case 0x9:
	case 0xc:
	case 0xf:
	case 0x10:
	case 0x16:
	case 0x17:
	case 0x1b:
		return 1;
	default:
		return 0;
	}
}

/* Likewise topology, but for TD_CTLS.ENUM_TOPOLOGY as well. */
static inline int vmexit_tdx_is_topology_leaf(__u32 leaf)
{
	return leaf == 0xb || leaf == 0x1f;
}

/*
 * TDX: the TDX module answers, or raises #VE; then Linux asks the VMM for the
 * hypervisor's leaves alone and answers the others with zeros. Which leaves
 * the module serves depends on its generation, but for leaf 0 and its own.
 */
static inline __u32 vmexit_tdx_cpuid_route(__u32 leaf, __u32 index)
{
	if (vmexit_is_hypervisor_leaf(leaf))
		return VMEXIT_ROUTE_VE_TDVMCALL;
	if (leaf == 0x0 || (leaf == 0x21 && index == 0))
		return VMEXIT_ROUTE_TDX_MODULE;
	return VMEXIT_ROUTE_UNKNOWN;
}

/*
 * What is no exit on any platform: the bracket, an exception, and a direct call's
 * WRMSR. Others are measured against it.
 */
static inline int vmexit_is_reference(const struct vmexit_id *id)
{
	return id->exit == VMEXIT_EXIT_NULL || id->exit == VMEXIT_EXIT_TRAP ||
	       (id->exit == VMEXIT_EXIT_WRMSR && id->param == VMEXIT_MSR_GHCB);
}

/**
 * vmexit_basis() - how a route is known that was not witnessed
 * @platform: enum vmexit_platform
 * @id: of an exit
 * @route: enum vmexit_route
 *
 * By specification are a reference, a direct call, all that a TDX module does, and CPUID without
 * encryption: it would hold no hypervisor's signature if nothing trapped it. What
 * else KVM intercepts and Linux answers in its #VC handler are habits of theirs.
 *
 * Return: enum vmexit_basis.
 */
static inline __u32 vmexit_basis(__u32 platform, const struct vmexit_id *id, __u32 route)
{
	if (route == VMEXIT_ROUTE_UNKNOWN)
		return VMEXIT_BASIS_UNKNOWN;
	if (vmexit_is_reference(id) || (id->path != VMEXIT_PATH_INSN &&
					id->path != VMEXIT_PATH_INSN_CPL3))
		return VMEXIT_BASIS_SPECIFICATION;
	switch (platform) {
	case VMEXIT_PLATFORM_BARE_METAL:
	case VMEXIT_PLATFORM_TDX:
		return VMEXIT_BASIS_SPECIFICATION;
	case VMEXIT_PLATFORM_GENERAL_VM:
	case VMEXIT_PLATFORM_SEV:
		return id->exit == VMEXIT_EXIT_CPUID || route == VMEXIT_ROUTE_NONE ?
		       VMEXIT_BASIS_SPECIFICATION : VMEXIT_BASIS_HABIT;
	default:
		return VMEXIT_BASIS_HABIT;
	}
}

#endif /* VMEXIT_ROUTE_H */

// SPDX-License-Identifier: GPL-2.0
/* TDCALL: module specification, "Guest-side (TDCALL) interface functions". */
#include "count.h"
#include "fault.h"
#include "measure.h"
#include "memory.h"
#include "options.h"
#include "platform.h"
#include "td.h"

#define VP_VMCALL	0
#define VP_INFO		1
#define VP_VEINFO_GET	3
#define MEM_PAGE_ACCEPT	6
#define VM_RD		7
#define VM_WR		8
#define SYS_RD		11
#define FAULT_LEAF	0x80000000	/* control.h: FAULT_CODE */

#define GPA_WIDTH	(C_BIT_POSITION + 1)
#define SEPT_VE_DISABLE	BIT(28)		/* ATTRIBUTES */
/*
 * "Global scope metadata" that a guest may read: version 1.5, and of what came
 * with its updates the topology. Not the update's number.
 */
#define FIELD_MINOR_VERSION	0x0800000100000003ULL
#define FIELD_MAJOR_VERSION	0x0800000100000004ULL
#define FIELD_TDX_FEATURES0	0x0a00000300000008ULL
#define FEATURE_TOPOLOGY	BIT(20)
/* "TD-scope metadata"; no flag is set, and notifications are nobody's. */
#define FIELD_ATTRIBUTES	0x1110000300000000ULL
#define FIELD_CONFIG_FLAGS	0x1110000300000016ULL
#define FIELD_TD_CTLS		0x1110000300000017ULL
#define FIELD_NOTIFY_ENABLES	0x9100000000000010ULL
#define ACCEPT_LEVEL	0x7ULL		/* 0: 4 KB */

u64 td_ctls;

static u64 attributes(void)
{
	return options.no_sept_ve_disable ? 0 : SEPT_VE_DISABLE;
}

static u64 vp_info(struct vcpu *v)
{
	v->rcx = GPA_WIDTH;
	v->rdx = attributes();
	v->r8 = (u64)options.cpus << 32 | options.cpus;	/* there may be, and are */
	v->r9 = v->id;
	v->r10 = 0;
	v->r11 = 0;
	return TDX_SUCCESS;
}

static u64 veinfo_get(struct vcpu *v)
{
	if (!v->ve_info.is_valid)
		return TDX_NO_VE_INFO;
	v->ve_info.is_valid = false;
	v->rcx = v->ve_info.reason;
	v->rdx = v->ve_info.qualification;
	v->r8 = v->ve_info.gla;
	v->r9 = v->ve_info.gpa;
	v->r10 = v->ve_info.length;
	return TDX_SUCCESS;
}

/* A page that is accepted begins with zeros. */
static u64 page_accept(struct vcpu *v)
{
	u64 gpa = v->rcx & PAGE_MASK;

	if (v->rcx & ACCEPT_LEVEL)
		return TDX_PAGE_SIZE_MISMATCH | TD_RCX;
	if (!memory_is_ram(gpa) || !memory_is_private(gpa) ||
	    memory_state(gpa) == PAGE_SHARED)
		return TDX_OPERAND_INVALID | TD_RCX;
	if (memory_state(gpa) == PAGE_VALIDATED)
		return TDX_PAGE_ACCEPTED | TD_RCX;
	memory_set_state(gpa, PAGE_VALIDATED);
	memset(memory_host(gpa), 0, PAGE_SIZE);
	return TDX_SUCCESS;
}

/* R8: value, or the old one; R9: mask of what is written. */
static u64 vm_rd(struct vcpu *v)
{
	u64 field = v->rdx;

	v->r8 = 0;
	if (field == FIELD_TD_CTLS)
		v->r8 = td_ctls;
	else if (field == FIELD_ATTRIBUTES)
		v->r8 = attributes();
	else if (field != FIELD_CONFIG_FLAGS)
		return TDX_OPERAND_INVALID | TD_RDX;
	return TDX_SUCCESS;
}

static u64 sys_rd(struct vcpu *v)
{
	switch (v->rdx) {
	case FIELD_MINOR_VERSION:
		v->r8 = 5;
		return TDX_SUCCESS;
	case FIELD_MAJOR_VERSION:
		v->r8 = 1;
		return TDX_SUCCESS;
	case FIELD_TDX_FEATURES0:
		v->r8 = FEATURE_TOPOLOGY;
		return TDX_SUCCESS;
	default:
		v->r8 = 0;
		return TDX_OPERAND_INVALID | TD_RDX;
	}
}

static u64 vm_wr(struct vcpu *v)
{
	u64 old = td_ctls;

	if (v->rdx == FIELD_TD_CTLS)
		td_ctls = (old & ~v->r9) | (v->r8 & v->r9);
	else if (v->rdx != FIELD_NOTIFY_ENABLES)
		return TDX_OPERAND_INVALID | TD_RDX;
	v->r8 = v->rdx == FIELD_TD_CTLS ? old : 0;
	return TDX_SUCCESS;
}

static u64 serve(struct vcpu *v, u64 leaf)
{
	switch (leaf) {
	case VP_VMCALL:
		return tdvmcall(v);
	case VP_INFO:
		return vp_info(v);
	case VP_VEINFO_GET:
		return veinfo_get(v);
	case MEM_PAGE_ACCEPT:
		return page_accept(v);
	case VM_RD:
		return vm_rd(v);
	case VM_WR:
		return vm_wr(v);
	case SYS_RD:
		return sys_rd(v);
	default:
		return TDX_OPERAND_INVALID | TD_RAX;
	}
}

void tdcall(struct vcpu *v)
{
	u64 leaf = v->vmcb->rax;
	enum cvmsim_fault fault = CVMSIM_FAULT_NONE;

	count(v, CVMSIM_KIND_TDCALL, leaf);
	charge_module(v, leaf != VP_VMCALL && leaf != VP_VEINFO_GET);
	/* The kernel's own it could not survive: the module's text only. */
	if (in_own_text(v->vmcb->rip))
		fault = fault_due(v, FAULT_LEAF | leaf);
	if (fault == CVMSIM_FAULT_ERROR)
		v->vmcb->rax = faults.value;
	else
		v->vmcb->rax = serve(v, leaf);
	if (fault == CVMSIM_FAULT_SLOW)
		v->charge += faults.value;
}

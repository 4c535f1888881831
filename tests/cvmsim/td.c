// SPDX-License-Identifier: GPL-2.0
/*
 * What a TD finds when it executes what a General VM would leave for: module
 * specification, "CPUID virtualization", "MSR handling", "#VE". A module 1.5 it
 * is but for MONITOR and MWAIT, of which that makes #UD.
 */
#include "access.h"
#include "count.h"
#include "deliver.h"
#include "log.h"
#include "measure.h"
#include "memory.h"
#include "msr.h"
#include "nmi.h"
#include "options.h"
#include "plain.h"
#include "platform.h"
#include "td.h"
#include "trap.h"
#include "walk.h"

#define LENGTH_HLT	1
#define LENGTH_MWAIT	3	/* and MONITOR */
#define LENGTH_OTHER	2	/* CPUID, RDMSR, WRMSR, INVD, WBINVD */
#define LENGTH_TDCALL	4

void td_init(void)
{
	/* Not Linux, but what ran before it may have asked for that. */
	if (options.reduce_ve)
		td_ctls = TD_CTLS_REDUCE_VE;
}

static void raise_ve(struct vcpu *v, const struct ve_info *info)
{
	if (v->ve_info.is_valid) {
		say("a #VE (%lu) within a #VE at RIP 0x%lx", info->reason,
		    v->vmcb->rip);
		leave(VERDICT_SHUTDOWN);
	}
	count(v, CVMSIM_KIND_VE, info->reason);
	charge_ve(v);
	trap_begins(v);
	v->ve_info = *info;
	v->ve_info.is_valid = true;
	deliver(v, VECTOR_VE, -1);
}

/* Leaves the module answers itself; for the others, a #VE. */
static bool is_served_leaf(u32 leaf)
{
	switch (leaf) {
	case 0x6: case 0x9: case 0xc: case 0xf: case 0x10:
	case 0x16: case 0x17: case 0x1b:
		return td_ctls & TD_CTLS_REDUCE_VE;
	case 0xb: case 0x1f:
		return td_ctls & (TD_CTLS_REDUCE_VE | TD_CTLS_ENUM_TOPOLOGY);
	default:
		return leaf >> 28 != 0x4;
	}
}

static bool is_served_msr(u32 msr, bool write)
{
	switch (msr) {
	case MSR_EFER:
		return true;
	case 0x10: case 0x1b: case 0x3a: case 0xbd: case 0x10a: case 0x1a0:
		return !write;
	default:
		return false;
	}
}

/* Of the APIC, what the CPU has in a page of its own: SDM volume 3, 30.5. */
static bool is_virtual_apic(u32 msr)
{
	switch (msr) {
	case 0x808: case 0x80a: case 0x80b: case 0x810 ... 0x827: case 0x83f:
		return true;
	default:
		return false;
	}
}

static void served(struct vcpu *v, u64 reason)
{
	count(v, CVMSIM_KIND_TDX_MODULE, reason);
	charge_module(v, true);
}

static void td_msr(struct vcpu *v)
{
	bool write = v->vmcb->exit_info_1;
	struct ve_info info = {
		.reason = write ? TD_WRMSR : TD_RDMSR,
		.length = LENGTH_OTHER,
	};

	if (is_virtual_apic(v->rcx)) {
		plain_msr(v);
		return;
	}
	if (!is_served_msr(v->rcx, write)) {
		raise_ve(v, &info);
		return;
	}
	served(v, info.reason);
	plain_msr(v);
	nmi_after(v);
}

static void td_cpuid(struct vcpu *v)
{
	const struct ve_info info = {
		.reason = TD_CPUID,
		.length = LENGTH_OTHER,
	};

	if (!is_served_leaf(v->vmcb->rax)) {
		raise_ve(v, &info);
		return;
	}
	served(v, TD_CPUID);
	plain_cpuid(v);
	nmi_after(v);
}

/* EXITINFO1 of SVM, 15.10.2, to Intel's qualification: SDM volume 3, table 28-5. */
static void td_io(struct vcpu *v)
{
	u64 info_1 = v->vmcb->exit_info_1, size = (info_1 & IOIO_SIZES) >> 4;
	struct ve_info info = {
		.reason = TD_IO,
		.qualification = (size - 1) | (info_1 & IOIO_IN) << 3 |
				 (info_1 & IOIO_STRING) << 2 |
				 (info_1 >> IOIO_PORT_SHIFT & 0xffff) << 16,
		.length = v->vmcb->exit_info_2 - v->vmcb->rip,
	};

	raise_ve(v, &info);
}

void td_intercepted(struct vcpu *v, u64 code)
{
	struct ve_info info = { .length = LENGTH_OTHER };

	switch (code) {
	case SVM_EXIT_CPUID:
		td_cpuid(v);
		return;
	case SVM_EXIT_MSR:
		td_msr(v);
		return;
	case SVM_EXIT_IOIO:
		td_io(v);
		return;
	case SVM_EXIT_HLT:
		info.reason = TD_HLT;
		info.length = LENGTH_HLT;
		break;
	case SVM_EXIT_INVD:
		info.reason = TD_INVD;
		break;
	case SVM_EXIT_WBINVD:
		info.reason = TD_WBINVD;
		break;
	case SVM_EXIT_MONITOR:
	case SVM_EXIT_MWAIT:
		info.reason = code == SVM_EXIT_MWAIT ? TD_MWAIT : TD_MONITOR;
		info.length = LENGTH_MWAIT;
		break;
	case SVM_EXIT_VMMCALL:
		/* On a CPU of Intel's. */
		vcpu_raise(v, VECTOR_UD, -1);
		return;
	default:
		unable("handle exit 0x%lx of a TD", code);
	}
	raise_ve(v, &info);
}

bool td_mmio(struct vcpu *v, u64 gpa)
{
	struct ve_info info = { .reason = TD_EPT, .gpa = gpa };
	struct access access;

	if (memory_is_private(gpa) || (gpa & ~SHARED_BIT) < DEVICES_START ||
	    (gpa & ~SHARED_BIT) >= DEVICES_END)
		return false;
	if (nmi_before(v, false))
		return true;
	if (!access_decode(v, &access))
		unable("decode the access to GPA 0x%lx at RIP 0x%lx", gpa,
		       v->vmcb->rip);
	info.gla = access.gla;
	raise_ve(v, &info);
	return true;
}

bool td_undefined(struct vcpu *v)
{
	static const u8 tdcall_code[LENGTH_TDCALL] = { 0x66, 0x0f, 0x01, 0xcc };
	static const u8 vmcall_code[3] = { 0x0f, 0x01, 0xc1 };
	const struct ve_info info = {
		.reason = TD_VMCALL,
		.length = sizeof(vmcall_code),
	};
	u8 code[LENGTH_TDCALL];

	if (!walk_insn(v, code, sizeof(code)))
		return false;
	if (!memcmp(code, vmcall_code, sizeof(vmcall_code))) {
		raise_ve(v, &info);
		return true;
	}
	if (memcmp(code, tdcall_code, sizeof(code)))
		return false;
	if (v->vmcb->cpl) {
		vcpu_raise(v, VECTOR_GP, 0);
		return true;
	}
	if (nmi_before(v, v->vmcb->rax == 0))
		return true;
	tdcall(v);
	/* Cut short by #UD it was one more tick of the guest's clock. */
	v->charge--;
	vcpu_skip(v, LENGTH_TDCALL);
	nmi_after(v);
	return true;
}

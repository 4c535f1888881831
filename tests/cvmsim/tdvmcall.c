// SPDX-License-Identifier: GPL-2.0
/* The VMM's side: GHCI, "TDG.VP.VMCALL". */
#include "count.h"
#include "cpuid.h"
#include "emulate.h"
#include "fault.h"
#include "halt.h"
#include "log.h"
#include "measure.h"
#include "memory.h"
#include "misuse.h"
#include "msr.h"
#include "platform.h"
#include "rule.h"
#include "td.h"

/* RCX: registers that may not be shown: module specification, "TDG.VP.VMCALL". */
#define MASK_RESERVED	(~0xffffULL | BIT(TD_RAX) | BIT(TD_RCX) | BIT(TD_RSP) | \
			 BIT(TD_RBP))

/* R10: GHCI, "TDG.VP.VMCALL status codes". */
#define STATUS_OK	0ULL
#define STATUS_INVALID	0x8000000000000000ULL

/* What the VMM sees of a register, and what it may change. */
static u64 get(struct vcpu *v, enum td_register reg)
{
	return v->rcx & BIT(reg) ? *vcpu_register(v, reg) : 0;
}

static void set(struct vcpu *v, enum td_register reg, u64 value)
{
	if (v->rcx & BIT(reg))
		*vcpu_register(v, reg) = value;
}

static u64 call_cpuid(struct vcpu *v)
{
	struct cpuid_regs regs;

	cpuid(v, get(v, TD_R12), get(v, TD_R13), &regs);
	set(v, TD_R12, regs.eax);
	set(v, TD_R13, regs.ebx);
	set(v, TD_R14, regs.ecx);
	set(v, TD_R15, regs.edx);
	return STATUS_OK;
}

/* R12: 0. Sub-functions beyond those that must be there: none. */
static u64 call_info(struct vcpu *v)
{
	if (get(v, TD_R12))
		return STATUS_INVALID;
	set(v, TD_R11, 0);
	set(v, TD_R12, 0);
	set(v, TD_R13, 0);
	set(v, TD_R14, 0);
	return STATUS_OK;
}

/* R12: size, R13: 1 to write, R14: port, R15: value. */
static u64 call_io(struct vcpu *v)
{
	u64 size = get(v, TD_R12), write = get(v, TD_R13), port = get(v, TD_R14);
	u64 value = get(v, TD_R15);

	if (write > 1 || port > 0xffff || (size != 1 && size != 2 && size != 4) ||
	    !emulate_io(port << IOIO_PORT_SHIFT | size << 4 |
			(write ? 0 : IOIO_IN), &value))
		return STATUS_INVALID;
	if (!write)
		set(v, TD_R11, size == 4 ? value : value & (BIT(size * 8) - 1));
	return STATUS_OK;
}

static u64 call_rdmsr(struct vcpu *v)
{
	u64 value;

	if (!msr_read(v, get(v, TD_R12), &value))
		return STATUS_INVALID;
	set(v, TD_R11, value);
	return STATUS_OK;
}

static u64 call_wrmsr(struct vcpu *v)
{
	return msr_write(v, get(v, TD_R12), get(v, TD_R13)) ? STATUS_OK :
							       STATUS_INVALID;
}

/* R12: size, R13: 1 to write, R14: GPA, R15: value. As with KVM shared only. */
static u64 call_mmio(struct vcpu *v)
{
	u64 size = get(v, TD_R12), gpa = get(v, TD_R14) ^ SHARED_BIT;
	u64 write = get(v, TD_R13), value = get(v, TD_R15);

	if ((size != 1 && size != 2 && size != 4 && size != 8) || write > 1 ||
	    gpa < DEVICES_START || gpa > DEVICES_END - size)
		return STATUS_INVALID;
	if (write) {
		emulate_mmio((void *)gpa, &value, size);
		return STATUS_OK;
	}
	value = 0;
	emulate_mmio(&value, (void *)gpa, size);
	set(v, TD_R11, value);
	return STATUS_OK;
}

/* What is private already stays as it is; else it is the guest's to accept. */
static void map_page(u64 gpa, bool private)
{
	if (!memory_is_ram(gpa))
		return;
	if (!private)
		memory_set_state(gpa, PAGE_SHARED);
	else if (memory_state(gpa) == PAGE_SHARED)
		memory_set_state(gpa, PAGE_PRIVATE);
}

static u64 call_map_gpa(struct vcpu *v)
{
	u64 gpa = get(v, TD_R12), size = get(v, TD_R13), end;
	bool private = memory_is_private(gpa);

	if ((gpa | size) & ~PAGE_MASK || (gpa & ~SHARED_BIT) + size > SHARED_BIT)
		return STATUS_INVALID;
	gpa &= ~SHARED_BIT;
	for (end = gpa + size; gpa < end; gpa += PAGE_SIZE)
		map_page(gpa, private);
	return STATUS_OK;
}

static void __noreturn fatal_error(struct vcpu *v)
{
	static const u8 order[] = {
		TD_R14, TD_R15, TD_RBX, TD_RDI, TD_RSI, TD_R8, TD_R9, TD_RDX,
	};
	char text[8 * sizeof(order) + 1] = "";
	size_t i;
	u64 word;

	for (i = 0; i < sizeof(order); i++) {
		word = get(v, order[i]);
		memcpy(text + 8 * i, &word, 8);
	}
	say("the guest asks to be terminated: error 0x%lx, \"%s\", RIP 0x%lx",
	    get(v, TD_R12), text, v->vmcb->rip);
	leave(VERDICT_TERMINATED);
}

static u64 serve(struct vcpu *v, u64 function)
{
	switch (function) {
	case TD_CPUID:
		return call_cpuid(v);
	case TD_HLT:
		v->charge += halt_wait(v);
		return STATUS_OK;
	case TD_IO:
		return call_io(v);
	case TD_RDMSR:
		return call_rdmsr(v);
	case TD_WRMSR:
		return call_wrmsr(v);
	case TD_EPT:
		return call_mmio(v);
	case TDVMCALL_INFO:
		return call_info(v);
	case TDVMCALL_MAP_GPA:
		return call_map_gpa(v);
	case TDVMCALL_FATAL_ERROR:
		fatal_error(v);
	default:
		rule_broken(v, CVMSIM_RULE_TDVMCALL, "sub-function", function);
		return STATUS_INVALID;
	}
}

u64 tdvmcall(struct vcpu *v)
{
	u64 vendor = get(v, TD_R10), function = get(v, TD_R11), status;
	enum cvmsim_fault fault;

	if (v->rcx & MASK_RESERVED)
		return TDX_OPERAND_INVALID | TD_RCX;
	misuse_tdvmcall(v);
	charge_vmexit(v);
	clock_call(v);
	if (vendor) {
		count(v, CVMSIM_KIND_HYPERCALL, vendor);
		set(v, TD_R10, emulate_hypercall(vendor, v->vmcb->cpl));
		return TDX_SUCCESS;
	}
	count(v, CVMSIM_KIND_TDVMCALL, function);
	fault = fault_due(v, function);
	status = fault == CVMSIM_FAULT_ERROR ? faults.value : serve(v, function);
	set(v, TD_R10, status);
	if (fault == CVMSIM_FAULT_SLOW)
		v->charge += faults.value;
	return TDX_SUCCESS;
}

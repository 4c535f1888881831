// SPDX-License-Identifier: GPL-2.0
/*
 * What a host does for a guest whose registers it sees. TCG has no next-RIP
 * saving (APM volume 2, 15.7.1): instructions are known by their lengths.
 */
#include "access.h"
#include "control_register.h"
#include "count.h"
#include "cpuid.h"
#include "emulate.h"
#include "halt.h"
#include "log.h"
#include "measure.h"
#include "msr.h"
#include "options.h"
#include "plain.h"
#include "platform.h"
#include "smp.h"

#define LENGTH_CPUID	2
#define LENGTH_HLT	1
#define LENGTH_MONITOR	3
#define LENGTH_MSR	2
#define LENGTH_VMMCALL	3

void plain_cpuid(struct vcpu *v)
{
	struct cpuid_regs regs;

	cpuid(v, v->vmcb->rax, v->rcx, &regs);
	v->vmcb->rax = regs.eax;
	v->rbx = regs.ebx;
	v->rcx = regs.ecx;
	v->rdx = regs.edx;
	vcpu_skip(v, LENGTH_CPUID);
}

void plain_msr(struct vcpu *v)
{
	u64 value = v->rdx << 32 | (u32)v->vmcb->rax;
	bool ok;

	if (v->vmcb->exit_info_1) {
		ok = msr_write(v, v->rcx, value);
	} else {
		ok = msr_read(v, v->rcx, &value);
		if (ok) {
			v->vmcb->rax = (u32)value;
			v->rdx = value >> 32;
		}
	}
	if (ok)
		vcpu_skip(v, LENGTH_MSR);
	else
		vcpu_raise(v, VECTOR_GP, 0);
}

static void plain_io(struct vcpu *v)
{
	if (!emulate_io(v->vmcb->exit_info_1, &v->vmcb->rax))
		unable("do port IO 0x%lx at RIP 0x%lx", v->vmcb->exit_info_1,
		       v->vmcb->rip);
	/* EXITINFO2 is the next instruction: 15.10.2. */
	vcpu_skip(v, v->vmcb->exit_info_2 - v->vmcb->rip);
}

static void plain_vmmcall(struct vcpu *v)
{
	v->vmcb->rax = emulate_hypercall(v->vmcb->rax, v->vmcb->cpl);
	vcpu_skip(v, LENGTH_VMMCALL);
}

static void plain_mmio(struct vcpu *v)
{
	void *device = (void *)(v->vmcb->exit_info_2 & ~C_BIT);
	struct access access;
	u64 value = 0, *reg;

	if (!access_decode(v, &access) || !access.is_mov)
		unable("emulate the access to GPA 0x%lx at RIP 0x%lx",
		       v->vmcb->exit_info_2, v->vmcb->rip);
	reg = vcpu_register(v, access.reg);
	if (access.write) {
		emulate_mmio(device, reg, access.size);
	} else {
		emulate_mmio(&value, device, access.size);
		/* A 32-bit result clears the upper half, smaller ones leave the rest. */
		if (access.size >= 4)
			*reg = value;
		else
			memcpy(reg, &value, access.size);
	}
	vcpu_skip(v, access.length);
}

void plain_exit(struct vcpu *v, u64 code)
{
	count(v, CVMSIM_KIND_VMEXIT, code);
	charge_vmexit(v);
	switch (code) {
	case SVM_EXIT_CPUID:
		plain_cpuid(v);
		break;
	case SVM_EXIT_MSR:
		plain_msr(v);
		break;
	case SVM_EXIT_IOIO:
		plain_io(v);
		break;
	case SVM_EXIT_VMMCALL:
		plain_vmmcall(v);
		break;
	case SVM_EXIT_NPF:
		plain_mmio(v);
		break;
	case SVM_EXIT_CR4_WRITE:
	case SVM_EXIT_CR4_TRAP:
		control_register_move(v, SVM_EXIT_CR4_WRITE);
		break;
	case SVM_EXIT_HLT:
		if (options.cpus > 1 && !(v->vmcb->rflags & X86_EFLAGS_IF))
			smp_halt(v);
		else
			v->charge += halt_wait(v);
		vcpu_skip(v, LENGTH_HLT);
		break;
	case SVM_EXIT_MONITOR:
		vcpu_skip(v, LENGTH_MONITOR);
		break;
	}
}

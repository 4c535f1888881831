// SPDX-License-Identifier: GPL-2.0
/*
 * SEV hardware walks the guest's tables as private, whatever CR3 says, and
 * without paging all accesses are private (APM volume 2, 15.34.4 and 15.34.5);
 * TCG knows neither. So until the kernel runs on tables of its own, CR3 has the
 * C-bit, unseen; and while there is no paging, as in the trampoline by which
 * older decompressors choose the depth of tables, the nested tables lead to the
 * private view without it.
 */
#include "control_register.h"
#include "log.h"
#include "memory.h"
#include "platform.h"
#include "vcpu.h"
#include "walk.h"

static void intercept(struct vcpu *v, bool on)
{
	vcpu_intercept(v, INTERCEPT_CR0_WRITE, on);
	vcpu_intercept(v, INTERCEPT_CR3_READ, on);
	vcpu_intercept(v, INTERCEPT_CR3_WRITE, on);
}

void control_register_init(struct vcpu *v)
{
	intercept(v, true);
	memory_private_by_default(v->id, !(v->vmcb->cr0 & X86_CR0_PG));
}

/* LMA is the CPU's to set: volume 2, 14.6. */
static void set_cr0(struct vcpu *v, u64 value)
{
	bool paging = value & X86_CR0_PG;

	v->vmcb->cr0 = value;
	if (paging && v->vmcb->efer & EFER_LME)
		v->vmcb->efer |= EFER_LMA;
	else
		v->vmcb->efer &= ~EFER_LMA;
	memory_private_by_default(v->id, !paging);
}

static void set_cr3(struct vcpu *v, u64 value)
{
	v->cr3 = value;
	v->vmcb->cr3 = value | C_BIT;
	/* In the upper half, on its own tables, it is right by itself. */
	if (v->vmcb->rip >> 63 && value & C_BIT)
		intercept(v, false);
}

void control_register_move(struct vcpu *v, u64 code)
{
	u32 length = 3, number;
	u64 *reg;
	u8 insn[4];

	/*
	 * 0F 20 or 0F 22 and a register, REX before it for the upper eight; LMSW, 0F 01 /6,
	 * by which older trampolines enter protected mode.
	 */
	if (!walk_insn(v, insn, sizeof(insn)))
		unable("read the instruction at RIP 0x%lx", v->vmcb->rip);
	number = insn[2] & 7;
	if (insn[0] == 0x0f && insn[1] == 0x01) {
		set_cr0(v, (v->vmcb->cr0 & ~0xeULL) | (*vcpu_register(v, number) & 0xf));
		vcpu_skip(v, length);
		return;
	}
	if ((insn[0] & 0xf0) == 0x40) {
		number = (insn[3] & 7) | (insn[0] & 1) << 3;
		length = 4;
	}
	reg = vcpu_register(v, number);
	switch (code) {
	case SVM_EXIT_CR0_WRITE:
		set_cr0(v, *reg);
		break;
	case SVM_EXIT_CR3_READ:
		*reg = v->cr3;
		break;
	case SVM_EXIT_CR3_WRITE:
		set_cr3(v, *reg);
		break;
	case SVM_EXIT_CR4_WRITE:
		v->vmcb->cr4 = *reg;
		break;
	}
	v->vmcb->tlb_control = 1;
	vcpu_skip(v, length);
}

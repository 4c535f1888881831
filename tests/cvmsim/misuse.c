// SPDX-License-Identifier: GPL-2.0
#include "control.h"
#include "count.h"
#include "misuse.h"
#include "nmi.h"
#include "walk.h"

#define SHOWN_REGISTERS	0xfc00ULL
#define LONGEST_COMPARE	8	/* REX, opcode, ModRM, SIB, 32 bits */

void misuse_reset(void)
{
	u32 id;

	for (id = 0; id < MAX_VCPUS; id++)
		vcpus[id].is_lent = false;
}

void misuse_observe(struct vcpu *v)
{
	/* An NMI amid the module's call finds the MSR as it happens to be. */
	if (!v->is_lent || is_own(v) || nmi_is_handled())
		return;
	v->is_lent = false;
	if (v->ghcb_msr != v->lent)
		count_as(CVMSIM_KIND_MISUSE, CVMSIM_MISUSE_KEPT, true);
}

void misuse_wrmsr(struct vcpu *v)
{
	if (v->is_lent || !in_own_text(v->vmcb->rip))
		return;
	v->is_lent = true;
	v->lent = v->ghcb_msr;
}

/* CMP m32, r32: its length; 0: it is another instruction. */
static u32 compare_length(const u8 *code)
{
	u32 rex = (code[0] & 0xf0) == 0x40, modrm, length;

	if (code[rex] != 0x39)
		return 0;
	modrm = code[rex + 1];
	length = rex + 2 + ((modrm & 7) == 4);
	switch (modrm >> 6) {
	case 0:
		return (modrm & 7) == 5 ? length + 4 : length;
	case 1:
		return length + 1;
	case 2:
		return length + 4;
	default:
		return 0;
	}
}

/* WRMSR, CMP, JNE with 8 bits: whether that is what the @size bytes end with. */
static bool ends_in_call(const u8 *code, u32 size)
{
	u32 at, length;

	for (at = 0; at + 4 < size; at++) {
		if (code[at] != 0x0f || code[at + 1] != 0x30)
			continue;
		length = compare_length(code + at + 2);
		if (length && at + 2 + length + 2 == size && code[size - 2] == 0x75)
			return true;
	}
	return false;
}

void misuse_vmgexit(struct vcpu *v)
{
	u8 code[2 + LONGEST_COMPARE + 2];

	if (in_own_text(v->vmcb->rip) &&
	    (!walk_read(v, v->vmcb->rip - sizeof(code), code, sizeof(code)) ||
	     !ends_in_call(code, sizeof(code))))
		count_as(CVMSIM_KIND_MISUSE, CVMSIM_MISUSE_APART, true);
}

void misuse_tdvmcall(struct vcpu *v)
{
	if (in_own_text(v->vmcb->rip) && v->rcx & ~SHOWN_REGISTERS)
		count_as(CVMSIM_KIND_MISUSE, CVMSIM_MISUSE_SHOWN, true);
}

// SPDX-License-Identifier: GPL-2.0
/*
 * What of SEV-SNP a guest can see: AMD APM volume 2, 15.36; PVALIDATE and
 * RMPADJUST: volume 3, chapter 4.
 */
#include "cpuid.h"
#include "memory.h"
#include "platform.h"
#include "rule.h"
#include "snp.h"
#include "walk.h"

#define OP_PRIVATE		1
#define OP_SHARED		2
#define PSC_GPA(entry)		((entry) & 0xffffffffff000ULL)
#define PSC_OP(entry)		((entry) >> 52 & 0xf)
#define PSC_LARGE(entry)	((entry) >> 56 & 1)
#define PSC_ERROR		0x100	/* generic, as KVM says */
#define PSC_GENERIC_ERROR	((u64)PSC_ERROR << 32)
#define LARGE_PAGES		512
/* RAX of PVALIDATE. */
#define FAIL_INPUT		1
#define FAIL_SIZEMISMATCH	6

u32 snp_change_state(struct vcpu *v, u64 gpa, u32 op)
{
	if (!memory_is_ram(gpa) || (op != OP_PRIVATE && op != OP_SHARED)) {
		rule_broken(v, CVMSIM_RULE_INVALID_INPUT, "page state change of",
			    gpa);
		return PSC_ERROR;
	}
	if (op == OP_PRIVATE) {
		if (memory_state(gpa) == PAGE_SHARED)
			memory_set_state(gpa, PAGE_PRIVATE);
		return 0;
	}
	if (memory_state(gpa) == PAGE_VALIDATED)
		rule_broken(v, CVMSIM_RULE_PSC_VALIDATED, "GPA", gpa);
	memory_set_state(gpa, PAGE_SHARED);
	return 0;
}

u64 snp_psc(struct vcpu *v, struct psc *desc)
{
	u64 gpa, i, pages;

	for (; desc->cur_entry <= desc->end_entry; desc->cur_entry++) {
		if (desc->cur_entry >= PSC_ENTRIES) {
			rule_broken(v, CVMSIM_RULE_INVALID_INPUT, "PSC entry",
				    desc->cur_entry);
			return PSC_GENERIC_ERROR;
		}
		gpa = PSC_GPA(desc->entries[desc->cur_entry]);
		pages = PSC_LARGE(desc->entries[desc->cur_entry]) ? LARGE_PAGES : 1;
		for (i = 0; i < pages; i++)
			if (snp_change_state(v, gpa + i * PAGE_SIZE,
					     PSC_OP(desc->entries[desc->cur_entry])))
				return PSC_GENERIC_ERROR;
	}
	return 0;
}

/* All pages of the operand in one state: it; else, or not RAM: -1. */
static int common_state(u64 gpa, u32 pages)
{
	int state;
	u32 i;

	for (i = 0; i < pages; i++) {
		if (!memory_is_ram(gpa + i * PAGE_SIZE))
			return -1;
		if (i && (int)memory_state(gpa + i * PAGE_SIZE) != state)
			return -1;
		state = memory_state(gpa);
	}
	return state;
}

/* RAX: address, ECX bit 0: 2 MB, EDX bit 0: validate. CF: nothing changed. */
static void pvalidate(struct vcpu *v)
{
	u32 pages = v->rcx & 1 ? LARGE_PAGES : 1, i;
	bool validate = v->rdx & 1, was_validated;
	u64 gpa;
	int state;

	v->vmcb->rflags &= ~X86_EFLAGS_CF;
	if (!walk(v, v->vmcb->rax & ~(pages * PAGE_SIZE - 1), &gpa)) {
		v->vmcb->rax = FAIL_INPUT;
		return;
	}
	state = common_state(gpa, pages);
	if (state < 0) {
		v->vmcb->rax = pages > 1 ? FAIL_SIZEMISMATCH : FAIL_INPUT;
		return;
	}
	if (state == PAGE_SHARED) {
		rule_broken(v, CVMSIM_RULE_PVALIDATE_SHARED, "GPA", gpa);
		v->vmcb->rax = FAIL_INPUT;
		return;
	}
	v->vmcb->rax = 0;
	was_validated = state == PAGE_VALIDATED;
	if (validate == was_validated) {
		v->vmcb->rflags |= X86_EFLAGS_CF;
		return;
	}
	for (i = 0; i < pages; i++)
		memory_set_state(gpa + i * PAGE_SIZE,
				 validate ? PAGE_VALIDATED : PAGE_PRIVATE);
}

bool snp_undefined(struct vcpu *v)
{
	static const u8 pvalidate_code[4] = { 0xf2, 0x0f, 0x01, 0xff };
	static const u8 rmpadjust_code[4] = { 0xf3, 0x0f, 0x01, 0xfe };
	u8 code[4];

	if (v->vmcb->cpl || !walk_insn(v, code, sizeof(code)))
		return false;
	if (!memcmp(code, pvalidate_code, sizeof(code)))
		pvalidate(v);
	else if (!memcmp(code, rmpadjust_code, sizeof(code)))
		v->vmcb->rax = 0;	/* there is one VMPL, and this is 0 */
	else
		return false;
	vcpu_skip(v, sizeof(code));
	return true;
}

struct cpuid_entry {
	u32 leaf, index;
	u64 xcr0, xss;
	struct cpuid_regs regs;
	u64 reserved;
};

struct cpuid_page {
	u32 count;
	u32 reserved;
	u64 reserved2;
	struct cpuid_entry entries[64];
};

void snp_fill_cpuid_page(struct vcpu *v, void *page)
{
	static const u32 leaves[][2] = {
		{ 0x0, 0 }, { 0x1, 0 }, { 0x5, 0 }, { 0x6, 0 }, { 0x7, 0 },
		{ 0xb, 0 }, { 0xb, 1 }, { 0x40000000, 0 }, { 0x40000001, 0 },
		{ 0x80000000, 0 }, { 0x80000001, 0 }, { 0x80000002, 0 },
		{ 0x80000003, 0 }, { 0x80000004, 0 }, { 0x80000005, 0 },
		{ 0x80000006, 0 }, { 0x80000007, 0 }, { 0x80000008, 0 },
		{ 0x8000001d, 0 }, { 0x8000001d, 1 }, { 0x8000001d, 2 },
		{ 0x8000001d, 3 }, { 0x8000001e, 0 }, { 0x8000001f, 0 },
	};
	struct cpuid_page *table = page;
	u32 i;

	memset(table, 0, sizeof(*table));
	table->count = ARRAY_SIZE(leaves);
	for (i = 0; i < ARRAY_SIZE(leaves); i++) {
		table->entries[i].leaf = leaves[i][0];
		table->entries[i].index = leaves[i][1];
		cpuid(v, leaves[i][0], leaves[i][1], &table->entries[i].regs);
	}
}

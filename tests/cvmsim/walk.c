// SPDX-License-Identifier: GPL-2.0
#include "memory.h"
#include "platform.h"
#include "walk.h"

#define PTE_PRESENT	BIT(0)
#define PTE_LARGE	BIT(7)
#define PTE_ADDRESS	(0x000ffffffffff000ULL & ~C_BIT)

bool walk(struct vcpu *v, u64 va, u64 *gpa)
{
	u64 table = v->vmcb->cr3, entry, offset;
	/* Of SEV's tables all accesses are private; a TD's say it by themselves. */
	u64 private = v->platform->has_c_bit ? C_BIT : 0;
	u64 bit = v->platform->is_td ? SHARED_BIT : private;
	int shift;
	u64 *host;

	/* Before paging all accesses are private: 15.34.4. */
	if (!(v->vmcb->cr0 & X86_CR0_PG)) {
		*gpa = (u32)va | private;
		return true;
	}
	for (shift = 39; ; shift -= 9) {
		host = memory_host((table & PTE_ADDRESS) | private);
		if (!host)
			return false;
		entry = host[va >> shift & 0x1ff];
		if (!(entry & PTE_PRESENT))
			return false;
		if (shift == 12 || (shift < 39 && entry & PTE_LARGE))
			break;
		table = entry;
	}
	offset = va & (BIT(shift) - 1);
	*gpa = (entry & PTE_ADDRESS & ~(BIT(shift) - 1)) | offset | (entry & bit);
	return true;
}

/* Up to a page boundary; NULL where there is nothing. */
static void *host_of(struct vcpu *v, u64 va, size_t *size)
{
	u64 gpa, left = PAGE_SIZE - (va & ~PAGE_MASK);

	if (*size > left)
		*size = left;
	return walk(v, va, &gpa) ? memory_host(gpa) : NULL;
}

bool walk_read(struct vcpu *v, u64 va, void *to, size_t size)
{
	size_t part;
	void *host;

	for (; size; size -= part, va += part, to = (u8 *)to + part) {
		part = size;
		host = host_of(v, va, &part);
		if (!host)
			return false;
		memcpy(to, host, part);
	}
	return true;
}

bool walk_insn(struct vcpu *v, void *to, size_t size)
{
	u64 base = v->vmcb->cs.attr & VMCB_CODE_64 ? 0 : v->vmcb->cs.base;

	return walk_read(v, base + v->vmcb->rip, to, size);
}

bool walk_write(struct vcpu *v, u64 va, const void *from, size_t size)
{
	size_t part;
	void *host;

	for (; size; size -= part, va += part, from = (const u8 *)from + part) {
		part = size;
		host = host_of(v, va, &part);
		if (!host)
			return false;
		memcpy(host, from, part);
	}
	return true;
}

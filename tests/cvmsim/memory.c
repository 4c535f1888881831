// SPDX-License-Identifier: GPL-2.0
/* Nested paging: APM volume 2, 15.25. */
#include "log.h"
#include "memory.h"
#include "platform.h"
#include "vcpu.h"

#define NPT_TABLE	0x7ULL	/* present, writable, user */
#define NPT_LARGE	0x87ULL
#define ENTRIES		512
#define NR_PAGES	(GUEST_RAM / PAGE_SIZE)
#define GIGABYTE	BIT(30)
#define LARGE_PAGE	BIT(21)
#define NR_GIGABYTES	(DEVICES_END / GIGABYTE)
#define NR_SPARE	4	/* tables for firmware's pages */

/* One view: its tables, those of RAM in 4 KB pages. */
struct view {
	u64 pdpt[ENTRIES] __page_aligned;
	u64 pd[NR_GIGABYTES][ENTRIES];
	u64 ram[NR_PAGES];
} __page_aligned;

static u64 pml4[MAX_VCPUS][ENTRIES] __page_aligned;
static struct view private_view, shared_view;
static u64 spare[NR_SPARE][ENTRIES] __page_aligned;
static u32 nr_spare;
static u8 states[NR_PAGES];
static bool is_split, has_states;
static u64 private_bit;	/* C_BIT in the address of what is private, or none */

bool memory_is_private(u64 gpa)
{
	return (gpa & C_BIT) == private_bit;
}

bool memory_is_ram(u64 gpa)
{
	gpa &= ~C_BIT;
	return gpa < HOLE_START || (gpa >= HOLE_END && gpa < GUEST_RAM);
}

/* Where a page of RAM or of the hole below 1 MB is in the machine. */
static u64 page_host(u64 gpa, bool private)
{
	return gpa + (is_split && !private && memory_is_ram(gpa) ? SHARED_BASE : 0);
}

/* A page is present in the view its state allows. */
static bool is_present(u64 gpa, bool private)
{
	if (!has_states || !memory_is_ram(gpa))
		return true;
	return states[gpa / PAGE_SIZE] == (private ? PAGE_VALIDATED : PAGE_SHARED);
}

static void map_page(struct view *view, u64 gpa)
{
	bool private = view == &private_view;

	view->ram[gpa / PAGE_SIZE] = !is_present(gpa, private) ? 0 :
				     page_host(gpa, private) | NPT_TABLE;
}

static void build_view(struct view *view)
{
	u64 gpa;
	u32 i;

	for (gpa = 0; gpa < GUEST_RAM; gpa += PAGE_SIZE)
		map_page(view, gpa);
	for (i = 0; i < NR_GIGABYTES; i++)
		view->pdpt[i] = (u64)view->pd[i] | NPT_TABLE;
	for (gpa = 0; gpa < GUEST_RAM; gpa += LARGE_PAGE)
		view->pd[0][gpa / LARGE_PAGE] =
			(u64)&view->ram[gpa / PAGE_SIZE] | NPT_TABLE;
}

/* PCI holes, IOAPIC, HPET, local APIC, flash. */
static void map_devices(struct view *view)
{
	u64 gpa;

	for (gpa = DEVICES_START; gpa < DEVICES_END; gpa += LARGE_PAGE)
		view->pd[gpa / GIGABYTE][gpa % GIGABYTE / LARGE_PAGE] =
			gpa | NPT_LARGE;
}

void memory_trap_devices(bool trap)
{
	u64 entry = trap ? 0 : TRAPPED_START | NPT_LARGE;
	u32 gigabyte = TRAPPED_START / GIGABYTE;
	u32 page = TRAPPED_START % GIGABYTE / LARGE_PAGE;

	_Static_assert(TRAPPED_END - TRAPPED_START == LARGE_PAGE, "one entry");
	private_view.pd[gigabyte][page] = entry;
	shared_view.pd[gigabyte][page] = entry;
}

void memory_init(const struct platform *platform)
{
	u32 cpu;

	is_split = platform->has_c_bit || platform->is_td;
	has_states = platform->has_rmp || platform->is_td;
	private_bit = platform->is_td ? 0 : C_BIT;
	build_view(&private_view);
	build_view(&shared_view);
	/* In a TD each access to a device is a #VE. */
	if (!platform->is_td) {
		map_devices(&private_view);
		map_devices(&shared_view);
	}
	for (cpu = 0; cpu < MAX_VCPUS; cpu++) {
		pml4[cpu][private_bit >> 39] = (u64)private_view.pdpt | NPT_TABLE;
		pml4[cpu][(private_bit ^ C_BIT) >> 39] = (u64)shared_view.pdpt | NPT_TABLE;
	}
}

u64 memory_root(u32 cpu)
{
	return (u64)pml4[cpu];
}

void memory_private_by_default(u32 cpu, bool yes)
{
	pml4[cpu][0] = (u64)(yes ? private_view.pdpt : shared_view.pdpt) | NPT_TABLE;
}

void memory_map_firmware(u64 start, u64 end)
{
	u64 gpa, *entry, *table;

	if (start < GUEST_RAM || end > 2 * GIGABYTE)
		return;
	for (gpa = start & PAGE_MASK; gpa < end; gpa += PAGE_SIZE) {
		entry = &private_view.pd[gpa / GIGABYTE][gpa % GIGABYTE / LARGE_PAGE];
		if (!*entry) {
			if (nr_spare == NR_SPARE)
				unable("map firmware tables at 0x%lx", gpa);
			*entry = (u64)spare[nr_spare++] | NPT_TABLE;
			shared_view.pd[gpa / GIGABYTE][gpa % GIGABYTE / LARGE_PAGE] =
				*entry;
		}
		table = (u64 *)(*entry & PAGE_MASK);
		table[gpa / PAGE_SIZE % ENTRIES] = gpa | NPT_TABLE;
	}
}

void *memory_host(u64 gpa)
{
	bool private = memory_is_private(gpa);

	gpa &= ~C_BIT;
	if (gpa < PAGE_SIZE || gpa >= GUEST_RAM || !is_present(gpa, private))
		return NULL;
	return (void *)page_host(gpa, private);
}

enum page_state memory_state(u64 gpa)
{
	return states[(gpa & ~C_BIT) / PAGE_SIZE];
}

/* FNV-1a, 64 bits. */
u64 memory_checksum(void)
{
	u64 sum = 0xcbf29ce484222325ULL;
	u32 i;

	for (i = 0; i < NR_PAGES; i++)
		sum = (sum ^ states[i]) * 0x100000001b3ULL;
	return has_states ? sum : 0;
}

void memory_set_state(u64 gpa, enum page_state state)
{
	gpa &= ~C_BIT & PAGE_MASK;
	states[gpa / PAGE_SIZE] = state;
	map_page(&private_view, gpa);
	map_page(&shared_view, gpa);
	vcpu_stale();
}

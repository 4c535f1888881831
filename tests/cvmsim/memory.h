/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The guest's memory: two views of it, and on SNP the state of each page.
 *
 * With memory encryption a guest physical address with the C-bit reaches other
 * bytes than one without it. Here nothing is encrypted, but the private and the
 * shared view of a page are different memory, so that a guest that mixes them
 * up reads what it never wrote, as on hardware.
 *
 *	[0, GUEST_RAM)			the guest's memory, private view
 *	[GUEST_RAM, SHARED_BASE)	cvmsim, kernel and initramfs to load
 *	[SHARED_BASE, + GUEST_RAM)	the shared view
 *	above				firmware tables, devices: one view
 */
#ifndef CVMSIM_MEMORY_H
#define CVMSIM_MEMORY_H

#include "types.h"

#define GUEST_RAM	0x30000000UL
#define SHARED_BASE	0x40000000UL
/* EBDA, video memory, option ROMs, BIOS: one view. */
#define HOLE_START	0x9f000UL
#define HOLE_END	0x100000UL

/*
 * SNP: APM volume 2, 15.36.3 and 15.36.7. TDX: module specification, "Secure
 * EPT entry states": mapped, pending, and not there.
 */
enum page_state {
	PAGE_VALIDATED,		/* the guest's, and it said so (PVALIDATE, accept) */
	PAGE_PRIVATE,		/* the guest's */
	PAGE_SHARED,		/* the hypervisor's */
};

/* Devices below 4 GB. */
#define DEVICES_START	(2 * BIT(30))
#define DEVICES_END	(4 * BIT(30))
/* IOAPIC and HPET. */
#define TRAPPED_START	0xfec00000UL
#define TRAPPED_END	0xfee00000UL

struct platform;

/**
 * memory_init() - build the nested page table
 * @platform: whether private and shared views differ, and by which bit; whether
 *	page states are kept; whether devices are there without the host's help
 *
 * All memory begins as firmware would leave it: validated.
 */
void memory_init(const struct platform *platform);

/* The root of a CPU's. */
u64 memory_root(u32 cpu);

/* What an address without the C-bit reaches there: the private view, or the shared, as at first. */
void memory_private_by_default(u32 cpu, bool yes);

/* An access to IOAPIC or HPET is an exit, or goes straight there, as at first. */
void memory_trap_devices(bool trap);

/* Map [start, end) to itself in both views: firmware tables. */
void memory_map_firmware(u64 start, u64 end);

/* By its C-bit or shared bit. */
bool memory_is_private(u64 gpa);

/* Guest RAM, whichever view. */
bool memory_is_ram(u64 gpa);

/**
 * memory_host() - where the bytes of a guest physical address are
 * @gpa: with or without the C-bit
 *
 * Return: NULL outside of what the guest has, or where the page's state does
 * not allow this view; for page 0 as well, where nobody has a table or a GHCB.
 * Valid to the end of the page.
 */
void *memory_host(u64 gpa);

/* RAM only; always PAGE_VALIDATED where no states are kept. */
enum page_state memory_state(u64 gpa);

/* Of the states of all pages; 0 where they have none. */
u64 memory_checksum(void);
void memory_set_state(u64 gpa, enum page_state state);

#endif /* CVMSIM_MEMORY_H */

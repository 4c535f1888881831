// SPDX-License-Identifier: GPL-2.0
/* ACPI 6.5, 5.2. SeaBIOS has no mailbox: its MADT is copied, and given one. */
#include "log.h"
#include "mailbox.h"
#include "platform.h"
#include "smp.h"

#define MADT		(AP_PAGE + 0x800)
#define MADT_SIZE	0x400
#define RSDP_START	0xe0000UL
#define RSDP_END	0x100000UL

struct mailbox {
	u16 command;
	u16 reserved;
	u32 apic_id;
	u64 wakeup_vector;
};

#define COMMAND_WAKEUP	1

struct rsdp {
	char signature[8];
	u8 checksum;
	char oem[6];
	u8 revision;
	u32 rsdt;
} __packed;

struct table {
	char signature[4];
	u32 length;
	u8 revision;
	u8 checksum;
	char rest[26];
} __packed;

struct madt_wakeup {
	u8 type;		/* 0x10 */
	u8 length;
	u16 version;
	u32 reserved;
	u64 mailbox;
} __packed;

_Static_assert(sizeof(struct table) == 36, "ACPI 6.5, 5.2.6");
_Static_assert(sizeof(struct madt_wakeup) == 16, "ACPI 6.5, 5.2.12.19");

static u64 tables;

static const struct rsdp *find_rsdp(void)
{
	u64 at;

	for (at = RSDP_START; at < RSDP_END; at += 16)
		if (!memcmp((void *)at, "RSD PTR ", 8))
			return (const void *)at;
	unable("find ACPI's root table");
}

/* All bytes of a table add up to zero. */
static void sum_up(struct table *table)
{
	const u8 *byte = (const void *)table;
	u8 sum = 0;
	u32 i;

	table->checksum = 0;
	for (i = 0; i < table->length; i++)
		sum += byte[i];
	table->checksum = -sum;
}

static void offer_in(u32 *pointer)
{
	const struct madt_wakeup wakeup = {
		.type = 0x10,
		.length = sizeof(wakeup),
		.mailbox = AP_PAGE,
	};
	const struct table *old = (void *)(u64)*pointer;
	struct table *madt = (void *)MADT;

	if (old->length + sizeof(wakeup) > MADT_SIZE)
		unable("copy so long a MADT");
	memcpy(madt, old, old->length);
	memcpy((u8 *)madt + old->length, &wakeup, sizeof(wakeup));
	madt->length += sizeof(wakeup);
	sum_up(madt);
	*pointer = MADT;
}

void mailbox_offer(u64 cr3)
{
	struct table *rsdt = (void *)(u64)find_rsdp()->rsdt;
	u32 *pointer = (void *)(rsdt + 1);
	u32 *end = (void *)((u8 *)rsdt + rsdt->length);

	_Static_assert(MADT + MADT_SIZE <= AP_PAGE + AP_PAGE_SIZE, "the page");
	tables = cr3;
	for (; pointer < end; pointer++) {
		if (!memcmp((void *)(u64)*pointer, "APIC", 4)) {
			offer_in(pointer);
			sum_up(rsdt);
			return;
		}
	}
	unable("find a MADT");
}

bool mailbox_starts(struct vcpu *v)
{
	struct mailbox *mailbox = (void *)AP_PAGE;

	if (!v->platform->is_td || mailbox->command != COMMAND_WAKEUP ||
	    mailbox->apic_id != v->id)
		return false;
	vcpu_long_mode(v);
	/* The kernel's tables have pages that are not executable. */
	v->vmcb->efer |= EFER_NXE;
	v->vmcb->cr3 = tables;
	v->vmcb->rip = mailbox->wakeup_vector;
	mailbox->command = 0;
	return true;
}

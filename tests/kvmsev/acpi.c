// SPDX-License-Identifier: GPL-2.0
/*
 * Tables by the ACPI specification 6.5, chapter 5, of revisions that suffice; the HPET's by its
 * own, 3.2.4.
 */
#include "acpi.h"

#include <assert.h>
#include <err.h>
#include <stddef.h>
#include <string.h>

#include "hpet.h"
#include "uart.h"

#define APIC_ADDRESS	0xfee00000
#define IOAPIC_ADDRESS	0xfec00000

struct header {
	char signature[4];
	uint32_t length;
	uint8_t revision;
	uint8_t checksum;
	char oem[6];
	char oem_table[8];
	uint32_t oem_revision;
	char creator[4];
	uint32_t creator_revision;
} __attribute__((packed));

struct rsdp {
	char signature[8];
	uint8_t checksum;	/* of the first 20 bytes */
	char oem[6];
	uint8_t revision;
	uint32_t rsdt;
	uint32_t length;
	uint64_t xsdt;
	uint8_t full_checksum;
	uint8_t reserved[3];
} __attribute__((packed));

struct xsdt {
	struct header h;
	uint64_t table[3];
} __attribute__((packed));

struct facs {
	char signature[4];
	uint32_t length;
	uint8_t rest[56];
} __attribute__((packed, aligned(64)));

/*
 * Revision 3. What lies between is 0: no GPEs, no C-states, no SMI command, as ACPI is on from the
 * beginning.
 */
struct fadt {
	struct header h;
	uint32_t facs;
	uint32_t dsdt;
	uint8_t reserved[2];
	uint16_t sci;
	uint8_t no_smi[8];
	uint32_t pm1a_event;
	uint32_t pm1b_event;
	uint32_t pm1a_control;
	uint32_t pm1b_control;
	uint32_t pm2_control;
	uint32_t pm_timer;
	uint32_t gpe[2];
	uint8_t pm1_event_length;
	uint8_t pm1_control_length;
	uint8_t pm2_control_length;
	uint8_t pm_timer_length;
	uint8_t no_gpes[4];
	uint16_t c2_latency;
	uint16_t c3_latency;
	uint8_t between[9];
	uint16_t boot_arch;
	uint8_t reserved2;
	uint32_t flags;
	uint8_t rest[128];
} __attribute__((packed));

static_assert(sizeof(struct fadt) == 244, "revision 3");

#define BOOT_NO_VGA	(1 << 2)
#define BOOT_NO_RTC	(1 << 5)
#define FLAG_WBINVD	(1 << 0)
#define FLAG_NO_POWER_BUTTON	(1 << 4)	/* no fixed one */
#define FLAG_NO_SLEEP_BUTTON	(1 << 5)
#define FLAG_TIMER_32_BITS	(1 << 8)
#define NO_C2		101
#define NO_C3		1001

struct madt {
	struct header h;
	uint32_t apic;
	uint32_t flags;
	struct {
		uint8_t type, length, id, reserved;
		uint32_t address, gsi_base;
	} __attribute__((packed)) ioapic;
	struct {
		uint8_t type, length, bus, irq;
		uint32_t gsi;
		uint16_t flags;
	} __attribute__((packed)) override[2];
	struct {
		uint8_t type, length, uid;
		uint16_t flags;
		uint8_t lint;
	} __attribute__((packed)) nmi;
	struct {
		uint8_t type, length, uid, id;
		uint32_t flags;
	} __attribute__((packed)) cpu[MAX_CPUS];
} __attribute__((packed));

#define MADT_HAS_PICS	(1 << 0)
#define CPU_ENABLED	(1 << 0)
#define LEVEL_HIGH	0xd	/* of an override */

struct hpet_table {
	struct header h;
	uint32_t id;
	uint8_t space, width, offset, access;
	uint64_t address;
	uint8_t number;
	uint16_t min_tick;
	uint8_t protection;
} __attribute__((packed));

struct tables {
	struct facs facs;
	struct rsdp rsdp;
	struct xsdt xsdt;
	struct fadt fadt;
	struct header dsdt;	/* no device is described */
	struct madt madt;
	struct hpet_table hpet;
};

static uint8_t complement(const void *data, size_t size)
{
	const uint8_t *byte = data;
	uint8_t sum = 0;

	while (size--)
		sum -= *byte++;
	return sum;
}

static void finish(struct header *h, const char *signature, size_t length, uint8_t revision)
{
	memcpy(h->signature, signature, sizeof(h->signature));
	memcpy(h->oem, "KVMSEV", sizeof(h->oem));
	memcpy(h->oem_table, "VMEXITST", sizeof(h->oem_table));
	memcpy(h->creator, "VMEX", sizeof(h->creator));
	h->length = length;
	h->revision = revision;
	h->checksum = complement(h, length);
}

static void build_fadt(struct fadt *fadt, uint64_t facs, uint64_t dsdt)
{
	fadt->facs = facs;
	fadt->dsdt = dsdt;
	fadt->sci = ACPI_SCI;
	fadt->pm1a_event = ACPI_PM_EVENT;
	fadt->pm1_event_length = 4;
	fadt->pm1a_control = ACPI_PM_CONTROL;
	fadt->pm1_control_length = 2;
	fadt->pm_timer = ACPI_PM_TIMER;
	fadt->pm_timer_length = 4;
	fadt->c2_latency = NO_C2;
	fadt->c3_latency = NO_C3;
	fadt->boot_arch = BOOT_NO_VGA | BOOT_NO_RTC;
	fadt->flags = FLAG_WBINVD | FLAG_NO_POWER_BUTTON | FLAG_NO_SLEEP_BUTTON |
		      FLAG_TIMER_32_BITS;
	finish(&fadt->h, "FACP", sizeof(*fadt), 3);
}

static void build_madt(struct madt *madt, unsigned int nr_cpus)
{
	unsigned int id;

	madt->apic = APIC_ADDRESS;
	madt->flags = MADT_HAS_PICS;
	madt->ioapic.type = 1;
	madt->ioapic.length = sizeof(madt->ioapic);
	madt->ioapic.address = IOAPIC_ADDRESS;
	madt->override[0].type = 2;
	madt->override[0].length = sizeof(madt->override[0]);
	madt->override[0].irq = ACPI_SCI;
	madt->override[0].gsi = ACPI_SCI;
	madt->override[0].flags = LEVEL_HIGH;
	/* Two serial lines have this one between them, and Linux knows of no other for them. */
	madt->override[1] = madt->override[0];
	madt->override[1].irq = UART_SHARED_IRQ;
	madt->override[1].gsi = UART_SHARED_IRQ;
	madt->nmi.type = 4;
	madt->nmi.length = sizeof(madt->nmi);
	madt->nmi.uid = 0xff;
	madt->nmi.lint = 1;
	for (id = 0; id < nr_cpus; id++) {
		madt->cpu[id].length = sizeof(madt->cpu[id]);
		madt->cpu[id].uid = id;
		madt->cpu[id].id = id;
		madt->cpu[id].flags = CPU_ENABLED;
	}
	finish(&madt->h, "APIC", offsetof(struct madt, cpu[nr_cpus]), 1);
}

static void build_hpet(struct hpet_table *hpet)
{
	hpet->id = HPET_ID;
	hpet->width = 64;
	hpet->address = HPET_ADDRESS;
	finish(&hpet->h, "HPET", sizeof(*hpet), 1);
}

uint64_t acpi_build(const struct vm *vm, uint64_t at, size_t size)
{
	struct tables *t = (void *)(vm->ram + at);

	if (sizeof(*t) > size)
		errx(1, "ACPI's tables do not fit");
	memcpy(t->facs.signature, "FACS", sizeof(t->facs.signature));
	t->facs.length = sizeof(t->facs);
	finish(&t->dsdt, "DSDT", sizeof(t->dsdt), 2);
	build_fadt(&t->fadt, at + offsetof(struct tables, facs),
		   at + offsetof(struct tables, dsdt));
	build_madt(&t->madt, vm->nr_cpus);
	build_hpet(&t->hpet);
	t->xsdt.table[0] = at + offsetof(struct tables, fadt);
	t->xsdt.table[1] = at + offsetof(struct tables, madt);
	t->xsdt.table[2] = at + offsetof(struct tables, hpet);
	finish(&t->xsdt.h, "XSDT", sizeof(t->xsdt), 1);

	memcpy(t->rsdp.signature, "RSD PTR ", sizeof(t->rsdp.signature));
	memcpy(t->rsdp.oem, "KVMSEV", sizeof(t->rsdp.oem));
	t->rsdp.revision = 2;
	t->rsdp.length = sizeof(t->rsdp);
	t->rsdp.xsdt = at + offsetof(struct tables, xsdt);
	t->rsdp.checksum = complement(&t->rsdp, offsetof(struct rsdp, length));
	t->rsdp.full_checksum = complement(&t->rsdp, sizeof(t->rsdp));
	return at + offsetof(struct tables, rsdp);
}

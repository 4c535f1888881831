// SPDX-License-Identifier: GPL-2.0
#include <linux/acpi.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/pfn.h>

#include "mmio.h"

static void __iomem *vmexit_mmio;

#ifdef CONFIG_ACPI

static u64 vmexit_mmio_hpet(void)
{
	struct acpi_table_header *table;
	u64 address = 0;

	if (ACPI_FAILURE(acpi_get_table(ACPI_SIG_HPET, 0, &table)))
		return 0;
	if (table->length >= sizeof(struct acpi_table_hpet)) {
		const struct acpi_generic_address *base =
			&((struct acpi_table_hpet *)table)->address;

		if (base->space_id == ACPI_ADR_SPACE_SYSTEM_MEMORY)
			address = base->address;
	}
	acpi_put_table(table);
	return address;
}

static u64 vmexit_mmio_ioapic(void)
{
	struct acpi_subtable_header *entry;
	struct acpi_table_header *table;
	u64 address = 0;
	u32 at;

	if (ACPI_FAILURE(acpi_get_table(ACPI_SIG_MADT, 0, &table)))
		return 0;
	for (at = sizeof(struct acpi_table_madt);
	     at + sizeof(*entry) <= table->length; at += entry->length) {
		entry = (void *)table + at;
		if (entry->length < sizeof(*entry) ||
		    at + entry->length > table->length)
			break;
		if (entry->type == ACPI_MADT_TYPE_IO_APIC &&
		    entry->length >= sizeof(struct acpi_madt_io_apic)) {
			address = ((struct acpi_madt_io_apic *)entry)->address;
			break;
		}
	}
	acpi_put_table(table);
	return address;
}

/*
 * An address that can be one, or 0: a name has 32 bits for it, which is where such
 * devices are. ACPI's tables are the host's, and ioremap() warns of memory.
 */
static u32 vmexit_mmio_device(u64 address)
{
	return address > U32_MAX - VMEXIT_MMIO_SIZE ||
	       page_is_ram(PHYS_PFN(address)) ? 0 : address;
}

u32 vmexit_mmio_init(void)
{
	u32 address;

	if (acpi_disabled)
		return 0;
	address = vmexit_mmio_device(vmexit_mmio_hpet()) ?:
		  vmexit_mmio_device(vmexit_mmio_ioapic());
	if (!address)
		return 0;
	vmexit_mmio = ioremap(address, VMEXIT_MMIO_SIZE);
	return vmexit_mmio ? address : 0;
}

#else

u32 vmexit_mmio_init(void)
{
	return 0;
}

#endif

void vmexit_mmio_exit(void)
{
	if (vmexit_mmio)
		iounmap(vmexit_mmio);
	vmexit_mmio = NULL;
}

const void __iomem *vmexit_mmio_address(void)
{
	return vmexit_mmio;
}

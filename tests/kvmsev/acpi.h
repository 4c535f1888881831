/* SPDX-License-Identifier: GPL-2.0 */
/* What ACPI tells the guest of its machine. */
#ifndef KVMSEV_ACPI_H
#define KVMSEV_ACPI_H

#include "vm.h"

#define ACPI_PM_EVENT	0x600	/* ports */
#define ACPI_PM_CONTROL	0x604
#define ACPI_PM_TIMER	0x608
#define ACPI_SCI	9

/**
 * acpi_build() - RSDP, XSDT, FADT, FACS, DSDT, MADT and HPET
 * @at: guest physical, size bytes that are zero
 *
 * Return: the RSDP's address.
 */
uint64_t acpi_build(const struct vm *vm, uint64_t at, size_t size);

#endif

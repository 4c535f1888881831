/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A register of a device that every hypervisor emulates and that may be read at
 * any time: the HPET's capabilities, or else the IOAPIC's index. Never written.
 */
#ifndef VMEXIT_MMIO_H
#define VMEXIT_MMIO_H

#include <linux/types.h>

#define VMEXIT_MMIO_SIZE	4

/**
 * vmexit_mmio_init() - find the register by ACPI's tables and map it
 *
 * Return: its guest physical address; 0 where there is none.
 */
u32 vmexit_mmio_init(void);

/* Unmap it, if it is. */
void vmexit_mmio_exit(void);

/* Where it is mapped, shared with the host in a confidential VM; NULL: nowhere. */
const void __iomem *vmexit_mmio_address(void);

#endif /* VMEXIT_MMIO_H */

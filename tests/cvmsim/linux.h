/* SPDX-License-Identifier: GPL-2.0 */
/* Starting a Linux kernel: Documentation/arch/x86/boot.rst, 64-bit protocol. */
#ifndef CVMSIM_LINUX_H
#define CVMSIM_LINUX_H

#include "vcpu.h"

/* A range of the firmware's memory map; type 1 is RAM. */
struct e820_entry {
	u64 start;
	u64 size;
	u32 type;
} __packed;

#define E820_RAM	1
#define E820_MAX	128	/* what boot_params has room for */

/* Where the pieces lie before they are the guest's. */
struct linux_image {
	const u8 *kernel;	/* a bzImage */
	const char *cmdline;
	const void *initrd;
	u64 initrd_size;
	struct e820_entry e820[E820_MAX];
	u32 nr_e820;
};

/**
 * linux_load() - put a kernel into the guest's memory, and the CPU at its entry
 * @v: after vcpu_init()
 *
 * With SNP also the pages that firmware would leave: secrets and CPUID.
 */
void linux_load(struct vcpu *v, const struct linux_image *image);

#endif /* CVMSIM_LINUX_H */

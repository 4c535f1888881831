/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A Linux kernel in the guest's memory, started without firmware: Documentation/arch/x86/boot.rst,
 * "64-bit Boot Protocol".
 */
#ifndef KVMSEV_LINUX_H
#define KVMSEV_LINUX_H

#include "launch.h"

#define LINUX_PARTS	7

/* Fills memory and parts, and points the vCPU to the kernel's 64-bit entry. */
void linux_load(const struct vm *vm, const char *kernel, const char *initrd, const char *cmdline,
		struct part parts[LINUX_PARTS]);

#endif

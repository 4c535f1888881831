/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the guest executes before its kernel: an SEV-ES guest's further CPUs start where KVM was
 * told before the launch, and the kernel tells them where to go on in a page that KVM has to know
 * of, the AP jump table. GHCB specification 2.0, 4.3. An SEV-SNP guest's get their state from the
 * kernel.
 */
#ifndef KVMSEV_FIRMWARE_H
#define KVMSEV_FIRMWARE_H

#include "vm.h"

#define FIRMWARE_PRIVATE	(2 * PAGE_SIZE)	/* what is to be launched */
#define FIRMWARE_SIZE		(3 * PAGE_SIZE)

/**
 * firmware_build() - fills it, and points all vCPUs but the first to it
 * @at: guest physical, a page below 1 MB
 * @kernel: where it goes on, RSI untouched
 *
 * Return: where the first vCPU begins.
 */
uint64_t firmware_build(const struct vm *vm, uint64_t at, uint64_t kernel);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* What the firmware of an SEV-SNP guest leaves for its kernel: GHCB, "SNP CPUID and secrets". */
#ifndef KVMSEV_SNP_H
#define KVMSEV_SNP_H

#include "vm.h"

/**
 * snp_build() - the CC blob, and the table of CPUID
 * @at: a page, guest physical as all of them
 *
 * Return: what boot_params' setup_data is to be.
 */
uint64_t snp_build(const struct vm *vm, uint64_t at, uint64_t secrets, uint64_t cpuid);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* What of the guest's memory there is at its start, and how the secure processor gets it. */
#ifndef KVMSEV_LAUNCH_H
#define KVMSEV_LAUNCH_H

#include "vm.h"

enum part_type {
	PART_NORMAL = 1,	/* SNP_LAUNCH_UPDATE's numbers */
	PART_ZERO = 3,
	PART_SECRETS = 5,
	PART_CPUID = 6,
};

/* From a page's beginning on; in the order of their addresses, none on a page of another. */
struct part {
	uint64_t at, size;
	enum part_type type;
};

/* The vCPU's state is what it was last set to. */
void launch_sev_es(const struct vm *vm, const struct part *parts, unsigned int nr_parts);

/* And all memory beside them is there as well, zero. */
void launch_snp(const struct vm *vm, const struct part *parts, unsigned int nr_parts);

#endif

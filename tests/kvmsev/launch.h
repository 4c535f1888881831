/* SPDX-License-Identifier: GPL-2.0 */
/* What of the guest's memory there is at its start, and how the secure processor gets it. */
#ifndef KVMSEV_LAUNCH_H
#define KVMSEV_LAUNCH_H

#include "vm.h"

/* From a page's beginning on; in the order of their addresses, none on a page of another. */
struct part {
	uint64_t at, size;
};

/* The vCPU's state is what it was last set to. */
void launch_sev_es(const struct vm *vm, const struct part *parts, unsigned int nr_parts);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* The guest's virtual memory, by the tables it has loaded. */
#ifndef CVMSIM_WALK_H
#define CVMSIM_WALK_H

#include "vcpu.h"

/**
 * walk() - translate a linear address; AMD APM volume 2, 5.3
 * @gpa: set to the guest physical address, C-bit included
 *
 * Tables are private whatever their C-bit (15.34.5). No permission is checked.
 * Return: false where nothing is mapped.
 */
bool walk(struct vcpu *v, u64 va, u64 *gpa);

/**
 * walk_read() - copy from the guest's virtual memory
 * Return: false where a part of it is not mapped or not the guest's.
 */
bool walk_read(struct vcpu *v, u64 va, void *to, size_t size);

/* The instruction at RIP, and what follows it. */
bool walk_insn(struct vcpu *v, void *to, size_t size);

/* Like walk_read(), the other way round. */
bool walk_write(struct vcpu *v, u64 va, const void *from, size_t size);

#endif /* CVMSIM_WALK_H */

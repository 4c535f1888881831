/* SPDX-License-Identifier: GPL-2.0 */
/* Counters of what leaves the guest, and of what of it is the module's. */
#ifndef CVMSIM_COUNT_H
#define CVMSIM_COUNT_H

#include "control.h"
#include "vcpu.h"

struct counter {
	u32 kind;	/* enum cvmsim_kind */
	u32 key;
	u64 all;
	u64 own;	/* of these: the module's */
};

/* Addresses [start, end) that are the module's; two pieces. */
extern u64 own_text[4];

/* The guest is at an instruction of the module's. */
bool in_own_text(u64 rip);

/*
 * An exit is the module's if its RIP lies in the module's text, or that of the
 * #VC still being handled does.
 */
bool is_own(struct vcpu *v);

void count_as(enum cvmsim_kind kind, u32 key, bool own);

/* The same by is_own(). */
void count(struct vcpu *v, enum cvmsim_kind kind, u32 key);
void count_reset(void);

/* NULL past the last one. Order: as they first happened. */
const struct counter *count_get(u64 index);

#endif /* CVMSIM_COUNT_H */

// SPDX-License-Identifier: GPL-2.0
#include "count.h"
#include "log.h"

static struct counter counters[128];
static u32 nr_counters;
u64 own_text[4];

bool in_own_text(u64 rip)
{
	return (rip >= own_text[0] && rip < own_text[1]) ||
	       (rip >= own_text[2] && rip < own_text[3]);
}

bool is_own(struct vcpu *v)
{
	return v->trap_own || in_own_text(v->vmcb->rip);
}

void count_as(enum cvmsim_kind kind, u32 key, bool own)
{
	struct counter *c;

	for (c = counters; c < counters + nr_counters; c++)
		if (c->kind == kind && c->key == key)
			goto found;
	if (nr_counters == ARRAY_SIZE(counters))
		unable("keep one more counter, kind %u, key 0x%x", kind, key);
	*c = (struct counter){ .kind = kind, .key = key };
	nr_counters++;
found:
	c->all++;
	c->own += own;
}

void count(struct vcpu *v, enum cvmsim_kind kind, u32 key)
{
	count_as(kind, key, is_own(v));
}

void count_reset(void)
{
	nr_counters = 0;
}

const struct counter *count_get(u64 index)
{
	return index < nr_counters ? &counters[index] : NULL;
}

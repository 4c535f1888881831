// SPDX-License-Identifier: GPL-2.0
#include "count.h"
#include "fault.h"

struct faults faults;

static u64 calls;

void fault_reset(void)
{
	calls = 0;
}

enum cvmsim_fault fault_due(struct vcpu *v, u64 code)
{
	if (!faults.kind || !faults.every || !is_own(v) ||
	    (faults.code && faults.code != code))
		return CVMSIM_FAULT_NONE;
	if (++calls % faults.every)
		return CVMSIM_FAULT_NONE;
	count(v, CVMSIM_KIND_FAULT, faults.kind);
	return faults.kind;
}

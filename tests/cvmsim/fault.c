// SPDX-License-Identifier: GPL-2.0
#include "count.h"
#include "fault.h"
#include "platform.h"

struct faults faults;

static u64 calls;

void fault_reset(void)
{
	calls = 0;
}

enum cvmsim_fault fault_due(struct vcpu *v, u64 code)
{
	/* Of a TD's calls there is a status, and nothing else to spoil. */
	if (v->platform->is_td && faults.kind != CVMSIM_FAULT_ERROR &&
	    faults.kind != CVMSIM_FAULT_SLOW)
		return CVMSIM_FAULT_NONE;
	if (!faults.kind || !faults.every || !is_own(v) ||
	    (faults.code && faults.code != code))
		return CVMSIM_FAULT_NONE;
	if (++calls % faults.every)
		return CVMSIM_FAULT_NONE;
	count(v, CVMSIM_KIND_FAULT, faults.kind);
	return faults.kind;
}

// SPDX-License-Identifier: GPL-2.0
#include "count.h"
#include "deliver.h"
#include "measure.h"
#include "trap.h"
#include "vc.h"

void vc_deliver(struct vcpu *v, u64 code)
{
	count(v, CVMSIM_KIND_VC, code);
	charge_vc(v);
	trap_begins(v);
	deliver(v, VECTOR_VC, code);
}

// SPDX-License-Identifier: GPL-2.0
#include <linux/irqflags.h>
#include <asm/msr.h>

#include "ghcb.h"
#include "witness.h"

void vmexit_witness_begin(struct vmexit_witness *w, const struct vmexit_probe *probe)
{
	u64 msr;

	w->ghcb = probe->is_witnessed ? vmexit_ghcb_peek(&msr) : NULL;
}

void vmexit_witness_end(struct vmexit_witness *w)
{
	if (!w->ghcb)
		return;
	vmexit_ghcb_invalidate(w->ghcb);
	w->ghcb->save.sw_exit_info_2 = 0;
	w->ghcb = NULL;
}

void vmexit_witness_reset(struct vmexit_witness *w)
{
	w->nr_none = 0;
	w->nr_vc = 0;
	w->nr_call = 0;
}

void vmexit_witness_add(struct vmexit_witness *w, const struct vmexit_witness *other)
{
	w->nr_none += other->nr_none;
	w->nr_vc += other->nr_vc;
	w->nr_call += other->nr_call;
}

void vmexit_witness_tell(const struct vmexit_witness *w, struct vmexit_probe *probe)
{
	if (!w->nr_none && !w->nr_vc && !w->nr_call)
		return;
	probe->basis = VMEXIT_BASIS_WITNESSED;
	if (!w->nr_vc && !w->nr_call)
		probe->route = VMEXIT_ROUTE_NONE;
	else if (!w->nr_none && !w->nr_call)
		probe->route = VMEXIT_ROUTE_VC;
	else if (!w->nr_none && !w->nr_vc)
		probe->route = VMEXIT_ROUTE_VC_VMGEXIT;
	else
		probe->route = VMEXIT_ROUTE_UNKNOWN;
}

bool vmexit_witness_tsc(void)
{
	struct vmexit_witness w = { 0 };
	unsigned long flags;
	u64 msr;

	local_irq_save(flags);
	w.ghcb = vmexit_ghcb_peek(&msr);
	vmexit_witness_mark(&w);
	rdtsc();
	vmexit_witness_look(&w);
	vmexit_witness_end(&w);
	local_irq_restore(flags);
	return w.nr_vc || w.nr_call;
}

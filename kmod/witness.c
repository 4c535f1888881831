// SPDX-License-Identifier: GPL-2.0
#include <linux/irqflags.h>
#include <asm/msr.h>
#include <asm/processor.h>

#include "ghcb.h"
#include "witness.h"

void vmexit_witness_begin(struct vmexit_witness *w, const struct vmexit_probe *probe)
{
	u64 msr;

	w->ghcb = probe->is_witnessed ? vmexit_ghcb_peek(&msr) : NULL;
	w->none = w->seen.none;
}

/* Every host intercepts CPUID; of one that does not, nothing is claimed. */
static bool vmexit_witness_works(struct vmexit_witness *w)
{
	struct vmexit_seen before = w->seen;

	if (w->works)
		return true;
	vmexit_witness_mark(w);
	cpuid_eax(0);
	vmexit_witness_look(w);
	w->works = w->seen.vc != before.vc || w->seen.call != before.call;
	w->seen = before;
	return w->works;
}

void vmexit_witness_end(struct vmexit_witness *w)
{
	if (!w->ghcb)
		return;
	if (w->seen.none != w->none && !vmexit_witness_works(w))
		w->seen.none = w->none;
	vmexit_ghcb_invalidate(w->ghcb);
	w->ghcb->save.sw_exit_info_2 = 0;
	w->ghcb = NULL;
}

void vmexit_seen_add(struct vmexit_seen *seen, const struct vmexit_seen *more)
{
	seen->none += more->none;
	seen->vc += more->vc;
	seen->call += more->call;
}

void vmexit_seen_tell(const struct vmexit_seen *seen, struct vmexit_probe *probe)
{
	if (!seen->none && !seen->vc && !seen->call)
		return;
	probe->basis = VMEXIT_BASIS_WITNESSED;
	if (!seen->vc && !seen->call)
		probe->route = VMEXIT_ROUTE_NONE;
	else if (!seen->none && !seen->call)
		probe->route = VMEXIT_ROUTE_VC;
	else if (!seen->none && !seen->vc)
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
	/* Marks that stay are no claim here. */
	w.seen.none = 0;
	vmexit_witness_end(&w);
	local_irq_restore(flags);
	return w.seen.vc || w.seen.call;
}

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Routes witnessed, where the kernel owns #VC. Its handler begins and ends by
 * invalidating the GHCB page of its CPU, sw_exit_code among it, and a VMGEXIT by
 * page takes its inputs in sw_exit_info_1 and _2, which stay. So of two marks left
 * there before an instruction the one tells whether it raised #VC, the other whether
 * that asked the host.
 *
 * A #VC within the handler is not seen: it gives the page back as it was. And an NMI
 * uses the page likewise: then the NMI count has changed, and nothing is witnessed.
 *
 * Marks that stay therefore say "no #VC" only of a page on which one is seen. The kernel
 * may take it to be in use for ever: an SNP guest's CPU that goes offline waits in a call
 * (sev_es_ap_hlt_loop()), and comes back by AP creation, which never returns from it.
 */
#ifndef VMEXIT_WITNESS_H
#define VMEXIT_WITNESS_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/page.h>
#include <asm/svm.h>

#include "compat.h"
#include "probe.h"

/* No exit code, and nothing that a call passes or a host answers. */
#define VMEXIT_MARK	0x6b72616d74697865ULL	/* "exitmark" */

/**
 * struct vmexit_seen - what samples were seen to do
 * @none: samples that raised no #VC
 * @vc: that raised one which was answered in the guest
 * @call: whose #VC asked the host
 */
struct vmexit_seen {
	u64 none;
	u64 vc;
	u64 call;
};

/**
 * struct vmexit_witness - who sees it
 * @ghcb: the page that marks are left in, for a batch; NULL: nothing is witnessed
 * @nmis: NMIs when the marks were left
 * @seen: by it, since it was last zeroed
 * @none: what @seen said of it when the batch began
 * @works: a #VC was seen on this CPU
 */
struct vmexit_witness {
	struct ghcb *ghcb;
	u32 nmis;
	struct vmexit_seen seen;
	u64 none;
	bool works;
};

/**
 * vmexit_witness_begin() - look at what follows, where that is possible
 * @probe: what will be executed
 *
 * Interrupts off until vmexit_witness_end(). Borrows the kernel's page only where
 * the GHCB MSR names it already, as any #VC of the kernel's leaves it.
 */
void vmexit_witness_begin(struct vmexit_witness *w, const struct vmexit_probe *probe);

/*
 * Give the page back, with nothing of ours in it. Where samples raised no #VC a CPUID
 * tells, once for a sampler, whether it would have been seen; if not, nothing was.
 */
void vmexit_witness_end(struct vmexit_witness *w);

/* Take in what else was seen. */
void vmexit_seen_add(struct vmexit_seen *seen, const struct vmexit_seen *more);

/**
 * vmexit_seen_tell() - what was seen, as route and basis of a probe
 * @probe: left alone where nothing was; route unknown where samples differ
 */
void vmexit_seen_tell(const struct vmexit_seen *seen, struct vmexit_probe *probe);

/*
 * Whether reading the TSC raises #VC: each bracket then wipes the marks, and there
 * is nothing to be witnessed.
 */
bool vmexit_witness_tsc(void);

/* Right before an instruction, and right after it. */
static __always_inline void vmexit_witness_mark(struct vmexit_witness *w)
{
	if (likely(!w->ghcb))
		return;
	w->nmis = vmexit_nmi_count();
	WRITE_ONCE(w->ghcb->save.sw_exit_code, VMEXIT_MARK);
	WRITE_ONCE(w->ghcb->save.sw_exit_info_2, VMEXIT_MARK);
}

static __always_inline void vmexit_witness_look(struct vmexit_witness *w)
{
	bool vc, call;

	if (likely(!w->ghcb))
		return;
	vc = READ_ONCE(w->ghcb->save.sw_exit_code) != VMEXIT_MARK;
	call = READ_ONCE(w->ghcb->save.sw_exit_info_2) != VMEXIT_MARK;
	if (unlikely(vmexit_nmi_count() != w->nmis))
		return;
	if (call)
		w->seen.call++;
	else if (vc)
		w->seen.vc++;
	else
		w->seen.none++;
}

#endif /* VMEXIT_WITNESS_H */

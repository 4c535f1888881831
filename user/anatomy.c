// SPDX-License-Identifier: GPL-2.0
#include "anatomy.h"

#include "util.h"

static double p50(const struct summary *sum, const struct pooled *probe)
{
	return stats_net(sum, probe, stats_quantile(probe, 0.5));
}

/* What was measured of a name; NULL where nothing was. */
static const struct pooled *find(const struct summary *sum,
				 const struct vmexit_id *id)
{
	size_t i;

	for (i = 0; i < sum->nr_probes; i++)
		if (vmexit_id_equal(&sum->probes[i].id, id) && sum->probes[i].count)
			return &sum->probes[i];
	return NULL;
}

/* The same exit asked for directly. */
static const struct pooled *find_direct(const struct summary *sum,
					const struct pooled *insn)
{
	struct vmexit_id id = insn->id;

	id.path = insn->route == VMEXIT_ROUTE_VE_TDVMCALL ? VMEXIT_PATH_TDVMCALL :
							    VMEXIT_PATH_GHCB_PAGE;
	return find(sum, &id);
}

/* The same instruction with an operand that never leaves the guest. */
static const struct pooled *find_twin(const struct summary *sum,
				      const struct pooled *insn)
{
	uint32_t route = insn->route == VMEXIT_ROUTE_VE_TDVMCALL ?
			 VMEXIT_ROUTE_VE : VMEXIT_ROUTE_VC;
	size_t i;

	for (i = 0; i < sum->nr_probes; i++) {
		const struct pooled *probe = &sum->probes[i];

		if (probe->id.exit == insn->id.exit &&
		    probe->id.path == insn->id.path &&
		    probe->route == route && probe->count)
			return probe;
	}
	return NULL;
}

/* A part dearer than the whole it is taken from explains nothing. */
static void split(const struct summary *sum, struct anatomy *a)
{
	const struct vmexit_id vp_info = {
		.exit = VMEXIT_EXIT_VP_INFO,
		.path = VMEXIT_PATH_TDCALL,
	};
	const struct pooled *twin = find_twin(sum, a->insn), *module = NULL;

	a->rest = a->guest;
	if (twin && p50(sum, twin) <= a->guest) {
		a->has_exception = true;
		a->exception = p50(sum, twin);
		a->rest -= a->exception;
	}
	if (a->insn->route == VMEXIT_ROUTE_VE_TDVMCALL)
		module = find(sum, &vp_info);
	a->host = a->direct;
	if (module && p50(sum, module) <= a->direct) {
		a->has_module = true;
		a->module = p50(sum, module);
		a->host -= a->module;
	}
}

static bool is_taken_apart(const struct pooled *probe)
{
	return probe->route == VMEXIT_ROUTE_VC_VMGEXIT ||
	       probe->route == VMEXIT_ROUTE_VE_TDVMCALL;
}

size_t anatomy_make(const struct summary *sum, struct anatomy **list)
{
	struct anatomy *all = xcalloc(sum->nr_probes ?: 1, sizeof(*all));
	const struct pooled *direct;
	size_t i, nr = 0;

	for (i = 0; i < sum->nr_probes; i++) {
		const struct pooled *insn = &sum->probes[i];
		struct anatomy *a = &all[nr];

		if (!is_taken_apart(insn) || !insn->count ||
		    !stats_has_net(sum, insn))
			continue;
		direct = find_direct(sum, insn);
		if (!direct)
			continue;
		a->insn = insn;
		a->total = p50(sum, insn);
		a->direct = p50(sum, direct);
		a->guest = a->total - a->direct;
		split(sum, a);
		nr++;
	}
	*list = all;
	return nr;
}

// SPDX-License-Identifier: GPL-2.0
#include "anatomy.h"

#include "util.h"

static double p50(const struct summary *sum, const struct pooled *probe)
{
	return stats_net(sum, probe, stats_quantile(probe, 0.5));
}

/* The same exit asked for directly; NULL where that was not measured. */
static const struct pooled *find_direct(const struct summary *sum,
					const struct pooled *insn)
{
	struct vmexit_id id = insn->id;
	size_t i;

	id.path = VMEXIT_PATH_GHCB_PAGE;
	for (i = 0; i < sum->nr_probes; i++)
		if (vmexit_id_equal(&sum->probes[i].id, &id) &&
		    sum->probes[i].count)
			return &sum->probes[i];
	return NULL;
}

/* The same instruction with an operand that never leaves the guest. */
static const struct pooled *find_twin(const struct summary *sum,
				      const struct pooled *insn)
{
	size_t i;

	for (i = 0; i < sum->nr_probes; i++) {
		const struct pooled *probe = &sum->probes[i];

		if (probe->id.exit == insn->id.exit &&
		    probe->id.path == insn->id.path &&
		    probe->route == VMEXIT_ROUTE_VC && probe->count)
			return probe;
	}
	return NULL;
}

size_t anatomy_make(const struct summary *sum, struct anatomy **list)
{
	struct anatomy *all = xcalloc(sum->nr_probes ?: 1, sizeof(*all));
	const struct pooled *direct, *twin;
	size_t i, nr = 0;

	for (i = 0; i < sum->nr_probes; i++) {
		const struct pooled *insn = &sum->probes[i];
		struct anatomy *a = &all[nr];

		if (insn->route != VMEXIT_ROUTE_VC_VMGEXIT || !insn->count ||
		    !stats_has_net(sum, insn))
			continue;
		direct = find_direct(sum, insn);
		if (!direct)
			continue;
		a->insn = insn;
		a->total = p50(sum, insn);
		a->host = p50(sum, direct);
		a->guest = a->total - a->host;
		twin = find_twin(sum, insn);
		/* A twin dearer than the guest's whole part explains nothing. */
		if (twin && p50(sum, twin) <= a->guest) {
			a->has_exception = true;
			a->exception = p50(sum, twin);
			a->ghcb = a->guest - a->exception;
		}
		nr++;
	}
	*list = all;
	return nr;
}

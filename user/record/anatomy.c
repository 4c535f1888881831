// SPDX-License-Identifier: GPL-2.0
/* Exits taken apart, and the words for their parts. */
#include "record/anatomy.h"

#include <string.h>

#include <vmexit/route.h>

#include "lib/util.h"

static double p50(const struct summary *sum, const struct pooled *probe)
{
	return stats_net(sum, probe, stats_quantile(probe, 0.5));
}

/* What was measured of a name, with samples; NULL where nothing was. */
static const struct pooled *find(const struct summary *sum,
				 const struct vmexit_id *id)
{
	const struct pooled *probe = summary_find(sum, id);

	return probe && probe->count ? probe : NULL;
}

/* The same exit asked for directly. */
static const struct pooled *find_direct(const struct summary *sum,
					const struct pooled *insn)
{
	struct vmexit_id id = insn->id;

	id.path = stats_direct_path(insn->route);
	return find(sum, &id);
}

/*
 * The same instruction with an operand that never leaves the guest; where there is none,
 * as on SEV-ES, one whose #VC Linux has nothing to do for.
 */
static const struct pooled *find_twin(const struct summary *sum,
				      const struct pooled *insn)
{
	const struct vmexit_id monitor = {
		.exit = VMEXIT_EXIT_ARM_MONITOR,
		.path = VMEXIT_PATH_INSN,
	};
	uint32_t route = insn->route == VMEXIT_ROUTE_VE_TDVMCALL ?
			 VMEXIT_ROUTE_VE : VMEXIT_ROUTE_VC;
	const struct pooled *other = find(sum, &monitor), *first = NULL;
	size_t i;

	/* Of several the first by number: which was measured first is chance. */
	for (i = 0; i < sum->nr_probes; i++) {
		const struct pooled *probe = &sum->probes[i];

		if (probe->id.exit == insn->id.exit &&
		    probe->id.path == insn->id.path &&
		    probe->route == route && probe->count &&
		    (!first || probe->id.param < first->id.param))
			first = probe;
	}
	if (first)
		return first;
	return other && other->route == route ? other : NULL;
}

/* The guest's own part of a call by page; NULL where it was not measured, or takes nothing. */
static const struct pooled *find_wrmsr(const struct summary *sum,
				       const struct pooled *insn)
{
	const struct vmexit_id id = {
		.exit = VMEXIT_EXIT_WRMSR,
		.path = VMEXIT_PATH_INSN,
		.param = VMEXIT_MSR_GHCB,
	};
	const struct pooled *wrmsr = find(sum, &id);

	if (!wrmsr || insn->route != VMEXIT_ROUTE_VC_VMGEXIT || p50(sum, wrmsr) <= 0)
		return NULL;
	return wrmsr;
}

static const struct pooled *find_tdcall(const struct summary *sum,
					const struct pooled *insn)
{
	const struct vmexit_id vp_info = {
		.exit = VMEXIT_EXIT_VP_INFO,
		.path = VMEXIT_PATH_TDCALL,
	};

	return insn->route == VMEXIT_ROUTE_VE_TDVMCALL ? find(sum, &vp_info) : NULL;
}

static double p50_or_0(const struct summary *sum, const struct pooled *probe)
{
	return probe ? p50(sum, probe) : 0;
}

void anatomy_take_apart(const struct summary *sum, struct anatomy *a)
{
	a->total = p50(sum, a->insn);
	a->direct = p50(sum, a->call) - p50_or_0(sum, a->wrmsr);
	a->guest = a->total - a->direct;
	a->exception = p50_or_0(sum, a->twin);
	a->rest = a->guest - a->exception;
	a->module = p50_or_0(sum, a->tdcall);
	a->host = a->direct - a->module;
	a->has_wrmsr = a->wrmsr;
	a->has_exception = a->twin;
	a->has_module = a->tdcall;
}

/* A part dearer than the whole it is taken from explains nothing. */
static void choose_parts(const struct summary *sum, struct anatomy *a)
{
	a->wrmsr = find_wrmsr(sum, a->insn);
	anatomy_take_apart(sum, a);
	if (a->direct < 0)
		a->wrmsr = NULL;
	a->twin = find_twin(sum, a->insn);
	a->tdcall = find_tdcall(sum, a->insn);
	anatomy_take_apart(sum, a);
	if (a->rest < 0)
		a->twin = NULL;
	if (a->host < 0)
		a->tdcall = NULL;
	anatomy_take_apart(sum, a);
}

size_t anatomy_make(const struct summary *sum, struct anatomy **list)
{
	struct anatomy *all = xcalloc(sum->nr_probes ?: 1, sizeof(*all));
	const struct pooled *call;
	size_t i, nr = 0;

	for (i = 0; i < sum->nr_probes; i++) {
		const struct pooled *insn = &sum->probes[i];

		if (stats_direct_path(insn->route) == VMEXIT_NR_PATHS ||
		    !insn->count || !stats_has_net(sum, insn))
			continue;
		call = find_direct(sum, insn);
		if (!call)
			continue;
		all[nr] = (struct anatomy){ .insn = insn, .call = call };
		choose_parts(sum, &all[nr++]);
	}
	*list = all;
	return nr;
}

bool anatomy_has(const struct anatomy *a, enum anatomy_part part)
{
	switch (part) {
	case ANATOMY_EXCEPTION:
		return a->has_exception;
	case ANATOMY_MODULE:
		return a->has_module;
	default:
		return true;
	}
}

double anatomy_part(const struct anatomy *a, enum anatomy_part part)
{
	switch (part) {
	case ANATOMY_EXCEPTION:
		return a->exception;
	case ANATOMY_GUEST:
		return a->rest;
	case ANATOMY_MODULE:
		return a->module;
	default:
		return a->host;
	}
}

void anatomy_name(const struct anatomy *a, char buf[VMEXIT_NAME_LEN])
{
	vmexit_name_format(&a->insn->id, buf);
	buf[strcspn(buf, "/")] = '\0';
}

/* A record is of one guest: all its exits take the one way or the other. */
struct anatomy_words anatomy_words(const struct anatomy *list, size_t nr)
{
	struct anatomy_words words = { .has_wrmsr = nr };
	enum anatomy_part part;
	size_t i;

	for (i = 0; i < nr; i++) {
		if (list[i].insn->route == VMEXIT_ROUTE_VE_TDVMCALL)
			words.is_td = true;
		words.has_wrmsr &= list[i].has_wrmsr;
		for (part = 0; part < ANATOMY_NR_PARTS; part++)
			words.has[part] |= anatomy_has(&list[i], part);
	}
	return words;
}

const enum anatomy_part anatomy_told[ANATOMY_NR_PARTS] = {
	ANATOMY_MODULE, ANATOMY_HOST, ANATOMY_EXCEPTION, ANATOMY_GUEST,
};

const char *anatomy_title(const struct anatomy_words *words,
			  enum anatomy_part part)
{
	switch (part) {
	case ANATOMY_EXCEPTION:
		return words->is_td ? "#VE" : "#VC";
	case ANATOMY_GUEST:
		if (!words->has[ANATOMY_EXCEPTION])
			return "guest";
		return words->is_td ? "call" : "GHCB";
	case ANATOMY_MODULE:
		return "module";
	default:
		return "host";
	}
}

/* By whether it is a TD, and whether a part is known apart from its like. */
static const char *const meanings[2][2][ANATOMY_NR_PARTS] = {
	[false][false][ANATOMY_HOST] =
	"the same exit asked for directly (ghcb-page): the world switch, the hypervisor, and back; the guest's WRMSR of the GHCB MSR before it is in there.",
	[false][true][ANATOMY_HOST] =
	"the same exit asked for directly (ghcb-page), less the guest's WRMSR of the GHCB MSR before it (wrmsr:0xc0010130): the world switch, the hypervisor, and back.",
	[false][true][ANATOMY_EXCEPTION] =
	"the exception and its handler, as of an instruction that Linux then answers itself (route #VC): the same one, or else MONITOR, for which it has nothing to do.",
	[false][true][ANATOMY_GUEST] =
	"what is left of the guest's part: filling in the GHCB and reading the answer; all of it where there is no #VC to tell.",
	[false][false][ANATOMY_GUEST] =
	"what the instruction takes beyond that: the #VC exception, its handler, filling in the GHCB and reading the answer.",
	[true][true][ANATOMY_MODULE] =
	"an entry into the TDX module at least: a call that it answers itself (vp-info/tdcall).",
	[true][true][ANATOMY_HOST] =
	"what the same exit takes beyond that when it is asked for directly (tdvmcall): the module's way out of the TD and back in, and the VMM.",
	[true][false][ANATOMY_HOST] =
	"the same exit asked for directly (tdvmcall): the TDX module, the VMM, and back.",
	[true][true][ANATOMY_EXCEPTION] =
	"the exception and its handler, which asks the TDX module what it was about, as of an instruction that Linux then answers itself (route #VE).",
	[true][true][ANATOMY_GUEST] =
	"what is left of the guest's part; all of it where there is no #VE to tell.",
	[true][false][ANATOMY_GUEST] =
	"what the instruction takes beyond the direct call: the #VE exception and its handler, which asks the TDX module what it was about.",
};

const char *anatomy_meaning(const struct anatomy_words *words,
			    enum anatomy_part part)
{
	bool apart = true;

	if (part == ANATOMY_GUEST)
		apart = words->has[ANATOMY_EXCEPTION];
	if (part == ANATOMY_HOST)
		apart = words->is_td ? words->has[ANATOMY_MODULE] :
				       words->has_wrmsr;
	return meanings[words->is_td][apart][part];
}

const struct pooled *anatomy_trap(const struct summary *sum)
{
	size_t i;

	for (i = 0; i < sum->nr_probes; i++)
		if (sum->probes[i].id.exit == VMEXIT_EXIT_TRAP &&
		    sum->probes[i].count)
			return &sum->probes[i];
	return NULL;
}

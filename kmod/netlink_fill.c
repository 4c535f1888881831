// SPDX-License-Identifier: GPL-2.0
/* Attributes out: every nest of the contract is put here, and only here. */
#include <linux/cpumask.h>
#include <asm/tsc.h>

#include <vmexit/tsc.h>
#include "isolation.h"
#include "netlink.h"
#include "platform.h"

int vmexit_fill_info(struct sk_buff *skb)
{
	const struct vmexit_platform_info *p = &vmexit_platform;
	struct nlattr *nest = nla_nest_start(skb, VMEXIT_A_INFO);
	unsigned int i;

	if (!nest)
		return -EMSGSIZE;
	if (nla_put_u32(skb, VMEXIT_A_INFO_PLATFORM, p->type) ||
	    nla_put_string(skb, VMEXIT_A_INFO_HYPERVISOR, p->hypervisor))
		goto cancel;
	for (i = 0; i < p->nr_evidence; i++)
		if (nla_put_string(skb, VMEXIT_A_INFO_EVIDENCE, p->evidence[i]))
			goto cancel;
	if (nla_put_u32(skb, VMEXIT_A_INFO_TSC_KHZ, tsc_khz) ||
	    (p->tsc_invariant &&
	     nla_put_flag(skb, VMEXIT_A_INFO_TSC_INVARIANT)) ||
	    (p->tsc_exits && nla_put_flag(skb, VMEXIT_A_INFO_TSC_EXITS)) ||
	    nla_put_u64_64bit(skb, VMEXIT_A_INFO_NULL_MIN, p->null_min,
			      VMEXIT_A_INFO_PAD) ||
	    nla_put_string(skb, VMEXIT_A_INFO_VERSION, VMEXIT_VERSION) ||
	    (p->emulated &&
	     nla_put_string(skb, VMEXIT_A_INFO_EMULATED, p->emulated)) ||
	    nla_put_u64_64bit(skb, VMEXIT_A_INFO_MAX_SAMPLES,
			      VMEXIT_MAX_SAMPLES, VMEXIT_A_INFO_PAD) ||
	    nla_put_u64_64bit(skb, VMEXIT_A_INFO_MAX_MEMORY,
			      vmexit_run_max_bytes(), VMEXIT_A_INFO_PAD) ||
	    nla_put_u32(skb, VMEXIT_A_INFO_HIST_SUB_BITS,
			VMEXIT_HIST_SUB_BITS) ||
	    nla_put_u32(skb, VMEXIT_A_INFO_HIST_MAX_BITS,
			VMEXIT_HIST_MAX_BITS) ||
	    nla_put_u32(skb, VMEXIT_A_INFO_TSC_STEP, p->tsc_step) ||
	    nla_put_string(skb, VMEXIT_A_INFO_BRACKET, VMEXIT_BRACKET) ||
	    (*vmexit_isolation &&
	     nla_put_string(skb, VMEXIT_A_INFO_ISOLATION, vmexit_isolation)))
		goto cancel;
	nla_nest_end(skb, nest);
	return 0;

cancel:
	nla_nest_cancel(skb, nest);
	return -EMSGSIZE;
}

/* A probe's name and route; the nest stays open. NULL: no room. */
static struct nlattr *vmexit_open_probe(struct sk_buff *skb, int attr,
					const struct vmexit_probe *probe)
{
	struct nlattr *nest = nla_nest_start(skb, attr);

	if (!nest)
		return NULL;
	if (nla_put_u32(skb, VMEXIT_A_PROBE_EXIT, probe->id.exit) ||
	    nla_put_u32(skb, VMEXIT_A_PROBE_PATH, probe->id.path) ||
	    nla_put_u32(skb, VMEXIT_A_PROBE_PARAM, probe->id.param) ||
	    nla_put_u32(skb, VMEXIT_A_PROBE_INDEX, probe->id.index) ||
	    nla_put_u32(skb, VMEXIT_A_PROBE_ROUTE, probe->route) ||
	    nla_put_u32(skb, VMEXIT_A_PROBE_BASIS, probe->basis) ||
	    (vmexit_probe_surprises(probe) &&
	     nla_put_u32(skb, VMEXIT_A_PROBE_EXPECTED, probe->expected))) {
		nla_nest_cancel(skb, nest);
		return NULL;
	}
	return nest;
}

/* With the code that belongs to it, if one does; without a reason, nothing. */
static int vmexit_put_reason(struct sk_buff *skb, int attr, const char *reason,
			     u64 status)
{
	char text[80];

	if (!reason)
		return 0;
	if (!status)
		return nla_put_string(skb, attr, reason);
	scnprintf(text, sizeof(text), "%s 0x%llx", reason, status);
	return nla_put_string(skb, attr, text);
}

int vmexit_fill_probe(struct sk_buff *skb, const struct vmexit_probe *probe)
{
	struct nlattr *nest = vmexit_open_probe(skb, VMEXIT_A_PROBE, probe);

	if (!nest)
		return -EMSGSIZE;
	if ((probe->is_default && nla_put_flag(skb, VMEXIT_A_PROBE_DEFAULT)) ||
	    vmexit_put_reason(skb, VMEXIT_A_PROBE_REASON, probe->reason,
			      probe->status) ||
	    nla_put_string(skb, VMEXIT_A_PROBE_DESC, probe->desc)) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int vmexit_put_cpus(struct sk_buff *skb, const struct cpumask *mask)
{
	/* The list is printed in place: its length is not known before. */
	char *list = kasprintf(GFP_KERNEL, "%*pbl", cpumask_pr_args(mask));
	int err;

	if (!list)
		return -ENOMEM;
	err = nla_put_string(skb, VMEXIT_A_RUN_CPUS, list);
	kfree(list);
	return err;
}

int vmexit_fill_run(struct sk_buff *skb, const struct vmexit_run *run,
		    bool with_probes)
{
	struct nlattr *nest = nla_nest_start(skb, VMEXIT_A_RUN), *probe;
	unsigned int i;

	if (!nest)
		return -EMSGSIZE;
	if (nla_put_u64_64bit(skb, VMEXIT_A_RUN_COOKIE, run->cookie,
			      VMEXIT_A_RUN_PAD) ||
	    nla_put_u32(skb, VMEXIT_A_RUN_STATE, READ_ONCE(run->state)) ||
	    nla_put_u32(skb, VMEXIT_A_RUN_PORTID, run->portid) ||
	    nla_put_u32(skb, VMEXIT_A_RUN_PID, run->pid) ||
	    nla_put_string(skb, VMEXIT_A_RUN_COMM, run->comm) ||
	    vmexit_put_cpus(skb, run->mask) ||
	    nla_put_u64_64bit(skb, VMEXIT_A_RUN_DONE, vmexit_run_done(run),
			      VMEXIT_A_RUN_PAD) ||
	    nla_put_u64_64bit(skb, VMEXIT_A_RUN_TOTAL, vmexit_run_total(run),
			      VMEXIT_A_RUN_PAD) ||
	    nla_put_u64_64bit(skb, VMEXIT_A_RUN_ELAPSED_MS,
			      vmexit_run_elapsed_ms(run), VMEXIT_A_RUN_PAD))
		goto cancel;
	for (i = 0; with_probes && i < run->nr_probes; i++) {
		probe = vmexit_open_probe(skb, VMEXIT_A_RUN_PROBE,
					  &run->probes[i]);
		if (!probe)
			goto cancel;
		nla_nest_end(skb, probe);
	}
	nla_nest_end(skb, nest);
	return 0;

cancel:
	nla_nest_cancel(skb, nest);
	return -EMSGSIZE;
}

/* What stands beside the buckets, once per result. */
static int vmexit_put_figures(struct sk_buff *skb,
			      const struct vmexit_result *res, u32 state)
{
	if (nla_put_u32(skb, VMEXIT_A_RESULT_STATE, state))
		return -EMSGSIZE;
	if (state == VMEXIT_RESULT_PENDING)
		return 0;
	if (vmexit_put_reason(skb, VMEXIT_A_RESULT_REASON, res->reason,
			      res->status) ||
	    nla_put_u64_64bit(skb, VMEXIT_A_RESULT_EXECUTED, res->executed,
			      VMEXIT_A_RESULT_PAD) ||
	    nla_put_u64_64bit(skb, VMEXIT_A_RESULT_COUNT, res->count,
			      VMEXIT_A_RESULT_PAD) ||
	    nla_put_u64_64bit(skb, VMEXIT_A_RESULT_DISTURBED, res->disturbed,
			      VMEXIT_A_RESULT_PAD) ||
	    (res->span &&
	     nla_put_u64_64bit(skb, VMEXIT_A_RESULT_SPAN_CYCLES, res->span,
			       VMEXIT_A_RESULT_PAD)))
		return -EMSGSIZE;
	if (!res->count)
		return 0;
	if (nla_put_u64_64bit(skb, VMEXIT_A_RESULT_MIN_CYCLES, res->min,
			      VMEXIT_A_RESULT_PAD) ||
	    nla_put_u64_64bit(skb, VMEXIT_A_RESULT_MAX_CYCLES, res->max,
			      VMEXIT_A_RESULT_PAD) ||
	    nla_put_u64_64bit(skb, VMEXIT_A_RESULT_SUM_CYCLES, res->sum,
			      VMEXIT_A_RESULT_PAD))
		return -EMSGSIZE;
	return 0;
}

/* As many buckets as an attribute and the message hold: see struct nlattr. */
static u32 vmexit_bucket_room(const struct sk_buff *skb)
{
	int room = skb_tailroom(skb) - nla_total_size(sizeof(u32)) -
		   nla_total_size(0);

	room = min_t(int, room, U16_MAX - NLA_HDRLEN);
	return room > 0 ? room / sizeof(struct vmexit_bucket) : 0;
}

int vmexit_fill_result(struct sk_buff *skb, const struct vmexit_probe *probe,
		       const unsigned int *cpu, const struct vmexit_result *res,
		       u32 skip)
{
	struct vmexit_probe shown = *probe;
	struct nlattr *nest, *name;
	u32 state, left = 0, nr;

	/* Pairs with the release in vmexit_run_publish(). */
	state = smp_load_acquire(&res->state);
	if (state != VMEXIT_RESULT_PENDING) {
		left = res->nr_buckets - skip;
		vmexit_seen_tell(&res->seen, &shown);
	}

	nest = nla_nest_start(skb, VMEXIT_A_RESULT);
	if (!nest)
		return -EMSGSIZE;
	if (cpu && nla_put_u32(skb, VMEXIT_A_RESULT_CPU, *cpu))
		goto cancel;
	name = vmexit_open_probe(skb, VMEXIT_A_RESULT_PROBE, &shown);
	if (!name)
		goto cancel;
	nla_nest_end(skb, name);
	if (!skip && vmexit_put_figures(skb, res, state))
		goto cancel;

	nr = min(left, vmexit_bucket_room(skb));
	if (left && !nr)
		goto cancel;
	left -= nr;
	if ((nr && nla_put(skb, VMEXIT_A_RESULT_BUCKETS,
			   nr * sizeof(*res->buckets), res->buckets + skip)) ||
	    nla_put_u32(skb, VMEXIT_A_RESULT_BUCKETS_LEFT, left))
		goto cancel;
	nla_nest_end(skb, nest);
	return left;

cancel:
	nla_nest_cancel(skb, nest);
	return -EMSGSIZE;
}

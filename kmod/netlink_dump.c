// SPDX-License-Identifier: GPL-2.0
/* Generic netlink: the dumps, which go on from one message to the next. */
#include <linux/minmax.h>
#include <linux/slab.h>

#include "compat.h"
#include "monitor.h"
#include "netlink.h"

static void *vmexit_put_dump(struct sk_buff *skb, struct netlink_callback *cb,
			     u8 cmd)
{
	return genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			   vmexit_dump_family(cb), NLM_F_MULTI, cmd);
}

int vmexit_get_probes(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct vmexit_probe *table;
	unsigned int nr;
	void *hdr;

	table = vmexit_probe_table(&nr);
	for (; cb->args[0] < nr; cb->args[0]++) {
		hdr = vmexit_put_dump(skb, cb, VMEXIT_CMD_GET_PROBES);
		if (!hdr)
			break;
		if (vmexit_fill_probe(skb, &table[cb->args[0]])) {
			genlmsg_cancel(skb, hdr);
			break;
		}
		genlmsg_end(skb, hdr);
	}
	return skb->len;
}

/* args: CPU, probe, buckets already sent of that result. */
static int vmexit_dump_run(struct sk_buff *skb, struct netlink_callback *cb,
			   struct vmexit_run *run)
{
	void *hdr;
	int left;

	while (cb->args[0] < run->nr_cpus) {
		const struct vmexit_run_cpu *rc = &run->cpus[cb->args[0]];

		hdr = vmexit_put_dump(skb, cb, VMEXIT_CMD_GET_RESULTS);
		if (!hdr)
			break;
		left = vmexit_fill_result(skb, &run->probes[cb->args[1]],
					  &rc->cpu, &rc->results[cb->args[1]],
					  cb->args[2]);
		if (left < 0) {
			genlmsg_cancel(skb, hdr);
			break;
		}
		genlmsg_end(skb, hdr);
		if (left) {
			cb->args[2] = rc->results[cb->args[1]].nr_buckets -
				      left;
			continue;
		}
		cb->args[2] = 0;
		if (++cb->args[1] == run->nr_probes) {
			cb->args[1] = 0;
			cb->args[0]++;
		}
	}
	return skb->len;
}

int vmexit_get_results(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nlattr *cookie = vmexit_dump_attrs(cb)[VMEXIT_A_COOKIE];
	struct vmexit_run *run;
	int ret = -ENOENT;

	if (!cookie) {
		NL_SET_ERR_MSG(cb->extack, "which run? COOKIE is missing");
		return -EINVAL;
	}
	mutex_lock(&vmexit_run_lock);
	run = vmexit_run_find(nla_get_u64(cookie));
	if (run && run->portid == NETLINK_CB(cb->skb).portid)
		ret = vmexit_dump_run(skb, cb, run);
	else
		NL_SET_ERR_MSG(cb->extack, "not a run of this socket");
	mutex_unlock(&vmexit_run_lock);
	return ret;
}

/*
 * A count beyond 32 bits takes several entries. A thousandth of a CPU takes years
 * to fill those that are to spare.
 */
#define VMEXIT_MONITOR_ENTRIES	(VMEXIT_HIST_BUCKETS + 1024)

/**
 * struct vmexit_monitor_dump - where a dump of the monitor stands
 * @probe: index in the table
 * @taken: @res is what was measured of it, all of one moment
 * @skip: buckets that earlier messages carried
 * @res: its buckets are @buckets
 * @buckets: room for any histogram
 */
struct vmexit_monitor_dump {
	unsigned int probe;
	bool taken;
	u32 skip;
	struct vmexit_result res;
	struct vmexit_bucket buckets[VMEXIT_MONITOR_ENTRIES];
};

int vmexit_get_monitor_start(struct netlink_callback *cb)
{
	struct vmexit_monitor_dump *dump;

	/* Anyone may ask, and never read the answer. */
	dump = kvzalloc(sizeof(*dump), GFP_KERNEL_ACCOUNT);
	cb->args[0] = (long)dump;
	return dump ? 0 : -ENOMEM;
}

int vmexit_get_monitor_done(struct netlink_callback *cb)
{
	kvfree((void *)cb->args[0]);
	return 0;
}

static void vmexit_window_compact(struct vmexit_window *w,
				  struct vmexit_result *res)
{
	const struct vmexit_figures *fig;
	struct vmexit_bucket *to = res->buckets;
	u64 left;
	u32 i;

	fig = vmexit_window_figures(w, vmexit_monitor.window_s);
	res->seen = vmexit_window_seen(w);
	res->executed = fig->executed;
	res->disturbed = fig->disturbed;
	res->count = fig->count;
	res->min = fig->min;
	res->max = fig->max;
	res->sum = fig->sum;
	if (!fig->count)
		return;
	for (i = vmexit_hist_index(fig->min);
	     i <= vmexit_hist_index(fig->max); i++) {
		left = vmexit_window_bucket(w, i);
		while (left && to < res->buckets + VMEXIT_MONITOR_ENTRIES) {
			to->index = i;
			to->count = min_t(u64, left, U32_MAX);
			left -= to++->count;
		}
	}
	res->nr_buckets = to - res->buckets;
}

/* Whether the probe was ever monitored. */
static bool vmexit_monitor_take(struct vmexit_monitor_dump *dump)
{
	struct vmexit_result *res = &dump->res;
	struct vmexit_window *w;

	*res = (struct vmexit_result){ .buckets = dump->buckets };
	dump->skip = 0;
	mutex_lock(&vmexit_monitor_lock);
	res->reason = vmexit_monitor_reason(dump->probe, &res->status);
	res->state = res->reason ? VMEXIT_RESULT_UNSUPPORTED : VMEXIT_RESULT_DONE;
	w = vmexit_monitor_window(dump->probe);
	if (w)
		vmexit_window_compact(w, res);
	mutex_unlock(&vmexit_monitor_lock);
	return w;
}

int vmexit_get_monitor(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct vmexit_monitor_dump *dump = (void *)cb->args[0];
	const struct vmexit_probe *table;
	unsigned int nr;
	void *hdr;
	int left;

	table = vmexit_probe_table(&nr);
	while (dump->probe < nr) {
		if (!dump->taken && !vmexit_monitor_take(dump)) {
			dump->probe++;
			continue;
		}
		dump->taken = true;
		hdr = vmexit_put_dump(skb, cb, VMEXIT_CMD_GET_MONITOR);
		if (!hdr)
			break;
		left = vmexit_fill_result(skb, &table[dump->probe], NULL,
					  &dump->res, dump->skip);
		if (left < 0) {
			genlmsg_cancel(skb, hdr);
			break;
		}
		genlmsg_end(skb, hdr);
		dump->skip = dump->res.nr_buckets - left;
		if (!left) {
			dump->taken = false;
			dump->probe++;
		}
	}
	return skb->len;
}

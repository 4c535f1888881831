// SPDX-License-Identifier: GPL-2.0
/* Generic netlink: who may ask what, and what is refused with which words. */
#include <linux/cpumask.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "compat.h"
#include "netlink.h"

#define VMEXIT_DEFAULT_WARMUP	100
#define VMEXIT_DEFAULT_BATCH_US	50
#define VMEXIT_MAX_CPULIST	4096

/* Not const: the policy's pointer became const after 6.1. */
static struct netlink_range_validation vmexit_samples_range = {
	.min = 1,
	.max = VMEXIT_MAX_SAMPLES,
};

static struct netlink_range_validation vmexit_warmup_range = {
	.max = VMEXIT_MAX_WARMUP,
};

static const struct nla_policy vmexit_probe_policy[VMEXIT_A_PROBE_MAX + 1] = {
	[VMEXIT_A_PROBE_EXIT] = NLA_POLICY_MAX(NLA_U32, VMEXIT_NR_EXITS - 1),
	[VMEXIT_A_PROBE_PATH] = NLA_POLICY_MAX(NLA_U32, VMEXIT_NR_PATHS - 1),
	[VMEXIT_A_PROBE_PARAM] = { .type = NLA_U32 },
	[VMEXIT_A_PROBE_INDEX] = { .type = NLA_U32 },
};

static const struct nla_policy vmexit_start_policy[VMEXIT_A_MAX + 1] = {
	[VMEXIT_A_PROBE] = NLA_POLICY_NESTED(vmexit_probe_policy),
	[VMEXIT_A_CPUS] = { .type = NLA_NUL_STRING, .len = VMEXIT_MAX_CPULIST },
	[VMEXIT_A_SAMPLES] = NLA_POLICY_FULL_RANGE(NLA_U64,
						   &vmexit_samples_range),
	[VMEXIT_A_WARMUP] = NLA_POLICY_FULL_RANGE(NLA_U32,
						  &vmexit_warmup_range),
	[VMEXIT_A_BATCH_US] = NLA_POLICY_RANGE(NLA_U32, 1, VMEXIT_MAX_BATCH_US),
	[VMEXIT_A_SERIAL] = { .type = NLA_FLAG },
};

static const struct nla_policy vmexit_cookie_policy[VMEXIT_A_MAX + 1] = {
	[VMEXIT_A_COOKIE] = NLA_POLICY_MIN(NLA_U64, 1),
};

/* For requests without attributes: whatever comes is refused. */
static const struct nla_policy vmexit_empty_policy[VMEXIT_A_MAX + 1] = { };

static struct genl_family vmexit_family;

/* A reply with its header in place; *hdr is set. NULL: no memory. */
static struct sk_buff *vmexit_new_reply(struct genl_info *info, u8 cmd,
					size_t size, void **hdr)
{
	struct sk_buff *skb = genlmsg_new(size, GFP_KERNEL);

	if (!skb)
		return NULL;
	*hdr = genlmsg_put_reply(skb, info, &vmexit_family, 0, cmd);
	if (!*hdr) {
		nlmsg_free(skb);
		return NULL;
	}
	return skb;
}

static int vmexit_send_reply(struct genl_info *info, struct sk_buff *skb,
			     void *hdr, int err)
{
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	genlmsg_end(skb, hdr);
	return genlmsg_reply(skb, info);
}

static int vmexit_get_info(struct sk_buff *request, struct genl_info *info)
{
	struct sk_buff *skb;
	void *hdr;

	skb = vmexit_new_reply(info, VMEXIT_CMD_GET_INFO, NLMSG_GOODSIZE, &hdr);
	if (!skb)
		return -ENOMEM;
	return vmexit_send_reply(info, skb, hdr, vmexit_fill_info(skb));
}

static u32 vmexit_attr_u32(struct nlattr *attr, u32 otherwise)
{
	return attr ? nla_get_u32(attr) : otherwise;
}

/* One VMEXIT_A_PROBE; @req holds those before it. */
static int vmexit_parse_probe(struct nlattr *attr,
			      struct vmexit_run_request *req,
			      struct netlink_ext_ack *extack)
{
	struct nlattr *tb[VMEXIT_A_PROBE_MAX + 1];
	struct vmexit_id id;
	unsigned int i;
	int err;

	err = nla_parse_nested(tb, VMEXIT_A_PROBE_MAX, attr,
			       vmexit_probe_policy, extack);
	if (err)
		return err;
	if (!tb[VMEXIT_A_PROBE_EXIT]) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "a probe without its exit");
		return -EINVAL;
	}
	id.exit = nla_get_u32(tb[VMEXIT_A_PROBE_EXIT]);
	id.path = vmexit_attr_u32(tb[VMEXIT_A_PROBE_PATH], VMEXIT_PATH_INSN);
	id.param = vmexit_attr_u32(tb[VMEXIT_A_PROBE_PARAM], 0);
	id.index = vmexit_attr_u32(tb[VMEXIT_A_PROBE_INDEX], 0);

	for (i = 0; i < req->nr_probes; i++) {
		if (vmexit_id_equal(&req->probes[i].id, &id)) {
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "this probe is asked for twice");
			return -EINVAL;
		}
	}
	err = vmexit_probe_find(&id, &req->probes[req->nr_probes]);
	if (err) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "not on the list of harmless probes; GET_PROBES has it");
		return err;
	}
	req->nr_probes++;
	return 0;
}

static int vmexit_parse_probes(struct genl_info *info,
			       struct vmexit_run_request *req)
{
	struct nlattr *attr;
	int rem, err;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != VMEXIT_A_PROBE)
			continue;
		if (req->nr_probes == VMEXIT_MAX_PROBES) {
			NL_SET_ERR_MSG_ATTR(info->extack, attr,
					    "too many probes for one run");
			return -EINVAL;
		}
		err = vmexit_parse_probe(attr, req, info->extack);
		if (err)
			return err;
	}
	if (!req->nr_probes) {
		NL_SET_ERR_MSG(info->extack, "no probe is asked for");
		return -EINVAL;
	}
	return 0;
}

static int vmexit_parse_cpus(struct genl_info *info, struct cpumask *cpus)
{
	struct nlattr *attr = info->attrs[VMEXIT_A_CPUS];

	if (cpulist_parse(nla_data(attr), cpus) || cpumask_empty(cpus)) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "not a list of this machine's CPUs");
		return -EINVAL;
	}
	return 0;
}

static int vmexit_parse_start(struct genl_info *info,
			      struct vmexit_run_request *req)
{
	struct nlattr **attrs = info->attrs;
	int err;

	if (vmexit_lacks(info, VMEXIT_A_CPUS) ||
	    vmexit_lacks(info, VMEXIT_A_SAMPLES))
		return -EINVAL;
	err = vmexit_parse_cpus(info, req->cpus);
	if (err)
		return err;
	req->portid = info->snd_portid;
	req->samples = nla_get_u64(attrs[VMEXIT_A_SAMPLES]);
	req->warmup = vmexit_attr_u32(attrs[VMEXIT_A_WARMUP],
				      VMEXIT_DEFAULT_WARMUP);
	req->batch_us = vmexit_attr_u32(attrs[VMEXIT_A_BATCH_US],
					VMEXIT_DEFAULT_BATCH_US);
	req->serial = nla_get_flag(attrs[VMEXIT_A_SERIAL]);
	return vmexit_parse_probes(info, req);
}

static int vmexit_start_parsed(struct genl_info *info,
			       struct vmexit_run_request *req)
{
	struct sk_buff *skb;
	u64 cookie = 0;
	void *hdr;
	int err;

	skb = vmexit_new_reply(info, VMEXIT_CMD_START,
			       nla_total_size_64bit(sizeof(u64)), &hdr);
	if (!skb)
		return -ENOMEM;
	err = vmexit_run_start(req, info->extack, &cookie);
	if (!err)
		err = nla_put_u64_64bit(skb, VMEXIT_A_COOKIE, cookie,
					VMEXIT_A_PAD);
	if (err == -ENODEV)
		NL_SET_BAD_ATTR(info->extack, info->attrs[VMEXIT_A_CPUS]);
	err = vmexit_send_reply(info, skb, hdr, err);
	/* Whoever cannot be told the cookie can do nothing with the run. */
	if (err && cookie)
		vmexit_run_release(info->snd_portid);
	return err;
}

static int vmexit_start(struct sk_buff *request, struct genl_info *info)
{
	struct vmexit_run_request req = { };
	int err = -ENOMEM;

	req.probes = kcalloc(VMEXIT_MAX_PROBES, sizeof(*req.probes),
			     GFP_KERNEL);
	if (req.probes && zalloc_cpumask_var(&req.cpus, GFP_KERNEL)) {
		err = vmexit_parse_start(info, &req);
		if (!err)
			err = vmexit_start_parsed(info, &req);
		free_cpumask_var(req.cpus);
	}
	kfree(req.probes);
	return err;
}

static int vmexit_stop(struct sk_buff *request, struct genl_info *info)
{
	int err;

	if (vmexit_lacks(info, VMEXIT_A_COOKIE))
		return -EINVAL;
	err = vmexit_run_stop(nla_get_u64(info->attrs[VMEXIT_A_COOKIE]));
	if (err)
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[VMEXIT_A_COOKIE],
				    "no such run");
	return err;
}

/* Room for a run: every probe, and a list that names each CPU. */
static size_t vmexit_run_size(void)
{
	return NLMSG_DEFAULT_SIZE + VMEXIT_MAX_PROBES * 64 + nr_cpu_ids * 6;
}

static int vmexit_get_run(struct sk_buff *request, struct genl_info *info)
{
	struct nlattr *cookie = info->attrs[VMEXIT_A_COOKIE];
	struct vmexit_run *run;
	struct sk_buff *skb;
	void *hdr;
	int err;

	skb = vmexit_new_reply(info, VMEXIT_CMD_GET_RUN, vmexit_run_size(),
			       &hdr);
	if (!skb)
		return -ENOMEM;
	mutex_lock(&vmexit_run_lock);
	run = vmexit_run_find(cookie ? nla_get_u64(cookie) : 0);
	if (run) {
		err = vmexit_fill_run(skb, run, true);
	} else {
		NL_SET_ERR_MSG_ATTR(info->extack, cookie, "no such run");
		err = -ENOENT;
	}
	mutex_unlock(&vmexit_run_lock);
	return vmexit_send_reply(info, skb, hdr, err);
}

void vmexit_netlink_notify(struct vmexit_run *run)
{
	struct sk_buff *skb;
	void *hdr;

	if (!genl_has_listeners(&vmexit_family, &init_net, 0))
		return;
	skb = genlmsg_new(vmexit_run_size(), GFP_KERNEL);
	if (!skb)
		return;
	hdr = genlmsg_put(skb, 0, 0, &vmexit_family, 0, VMEXIT_CMD_RUN_NTF);
	if (!hdr || vmexit_fill_run(skb, run, false)) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, hdr);
	genlmsg_multicast(&vmexit_family, skb, 0, 0, GFP_KERNEL);
}

static int vmexit_netlink_event(struct notifier_block *nb, unsigned long event,
				void *data)
{
	struct netlink_notify *notify = data;

	/*
	 * The kernel frees the port number a moment before it says so here: a
	 * socket that took it over in between would lose its run to this. All
	 * users of this notification live with that.
	 */
	if (event == NETLINK_URELEASE &&
	    notify->protocol == NETLINK_GENERIC &&
	    net_eq(notify->net, &init_net))
		vmexit_run_release(notify->portid);
	return NOTIFY_DONE;
}

static struct notifier_block vmexit_netlink_notifier = {
	.notifier_call = vmexit_netlink_event,
};

#define VMEXIT_OP(_cmd, _policy, _flags)		\
	.cmd = VMEXIT_CMD_##_cmd,			\
	.policy = (_policy),				\
	.maxattr = VMEXIT_A_MAX,			\
	.flags = (_flags)

static const struct genl_ops vmexit_ops[] = {
	{
		VMEXIT_OP(GET_INFO, vmexit_empty_policy, 0),
		.doit = vmexit_get_info,
	},
	{
		VMEXIT_OP(GET_PROBES, vmexit_empty_policy, 0),
		.dumpit = vmexit_get_probes,
	},
	{
		VMEXIT_OP(START, vmexit_start_policy, GENL_ADMIN_PERM),
		.doit = vmexit_start,
	},
	{
		VMEXIT_OP(STOP, vmexit_cookie_policy, GENL_ADMIN_PERM),
		.doit = vmexit_stop,
	},
	{
		VMEXIT_OP(GET_RUN, vmexit_cookie_policy, 0),
		.doit = vmexit_get_run,
	},
	{
		VMEXIT_OP(GET_RESULTS, vmexit_cookie_policy, 0),
		.dumpit = vmexit_get_results,
	},
	{
		VMEXIT_OP(GET_MONITOR, vmexit_empty_policy, 0),
		.start = vmexit_get_monitor_start,
		.dumpit = vmexit_get_monitor,
		.done = vmexit_get_monitor_done,
	},
};

static const struct genl_multicast_group vmexit_groups[] = {
	{ .name = VMEXIT_MCGRP_RUN },
};

static struct genl_family vmexit_family __ro_after_init = {
	.name = VMEXIT_GENL_NAME,
	.version = VMEXIT_GENL_VERSION,
	.module = THIS_MODULE,
	.ops = vmexit_ops,
	.n_ops = ARRAY_SIZE(vmexit_ops),
	.mcgrps = vmexit_groups,
	.n_mcgrps = ARRAY_SIZE(vmexit_groups),
};

int vmexit_netlink_init(void)
{
	int err;

	err = netlink_register_notifier(&vmexit_netlink_notifier);
	if (err)
		return err;
	vmexit_check_reserved(&vmexit_family);
	err = genl_register_family(&vmexit_family);
	if (err)
		netlink_unregister_notifier(&vmexit_netlink_notifier);
	return err;
}

void vmexit_netlink_exit(void)
{
	vmexit_run_close();
	genl_unregister_family(&vmexit_family);
	netlink_unregister_notifier(&vmexit_netlink_notifier);
}

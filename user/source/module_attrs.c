// SPDX-License-Identifier: GPL-2.0
/* Attributes of the module's answers, and the results they are put together to. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <linux/vmexit.h>

#include "source/module_attrs.h"
#include "lib/util.h"

struct nla_policy probe_policy[VMEXIT_A_PROBE_MAX + 1] = {
	[VMEXIT_A_PROBE_EXIT] = { .type = NLA_U32 },
	[VMEXIT_A_PROBE_PATH] = { .type = NLA_U32 },
	[VMEXIT_A_PROBE_PARAM] = { .type = NLA_U32 },
	[VMEXIT_A_PROBE_INDEX] = { .type = NLA_U32 },
	[VMEXIT_A_PROBE_ROUTE] = { .type = NLA_U32 },
	[VMEXIT_A_PROBE_REASON] = { .type = NLA_STRING },
	[VMEXIT_A_PROBE_DESC] = { .type = NLA_STRING },
};

static struct nla_policy result_policy[VMEXIT_A_RESULT_MAX + 1] = {
	[VMEXIT_A_RESULT_CPU] = { .type = NLA_U32 },
	[VMEXIT_A_RESULT_PROBE] = { .type = NLA_NESTED },
	[VMEXIT_A_RESULT_STATE] = { .type = NLA_U32 },
	[VMEXIT_A_RESULT_REASON] = { .type = NLA_STRING },
	[VMEXIT_A_RESULT_EXECUTED] = { .type = NLA_U64 },
	[VMEXIT_A_RESULT_COUNT] = { .type = NLA_U64 },
	[VMEXIT_A_RESULT_DISTURBED] = { .type = NLA_U64 },
	[VMEXIT_A_RESULT_MIN_CYCLES] = { .type = NLA_U64 },
	[VMEXIT_A_RESULT_MAX_CYCLES] = { .type = NLA_U64 },
	[VMEXIT_A_RESULT_SUM_CYCLES] = { .type = NLA_U64 },
	[VMEXIT_A_RESULT_SPAN_CYCLES] = { .type = NLA_U64 },
	[VMEXIT_A_RESULT_BUCKETS_LEFT] = { .type = NLA_U32 },
};

uint32_t attr_u32(struct nlattr *attr)
{
	return attr ? nla_get_u32(attr) : 0;
}

uint64_t attr_u64(struct nlattr *attr)
{
	return attr ? nla_get_u64(attr) : 0;
}

char *attr_string(struct nlattr *attr)
{
	return xstrdup(attr ? nla_get_string(attr) : "");
}

int attrs_id(struct nlattr **a, struct vmexit_id *id)
{
	id->exit = attr_u32(a[VMEXIT_A_PROBE_EXIT]);
	id->path = attr_u32(a[VMEXIT_A_PROBE_PATH]);
	id->param = attr_u32(a[VMEXIT_A_PROBE_PARAM]);
	id->index = attr_u32(a[VMEXIT_A_PROBE_INDEX]);
	return id->exit < VMEXIT_NR_EXITS && id->path < VMEXIT_NR_PATHS ?
	       0 : -EPROTO;
}

static uint32_t word(struct nlattr *attr, size_t nr)
{
	uint32_t value = attr_u32(attr);

	return value < nr ? value : 0;
}

uint32_t attrs_route(struct nlattr **a)
{
	return word(a[VMEXIT_A_PROBE_ROUTE], VMEXIT_NR_ROUTES);
}

uint32_t attrs_basis(struct nlattr **a)
{
	return word(a[VMEXIT_A_PROBE_BASIS], VMEXIT_NR_BASES);
}

uint32_t attrs_expected(struct nlattr **a)
{
	return a[VMEXIT_A_PROBE_EXPECTED] ?
	       word(a[VMEXIT_A_PROBE_EXPECTED], VMEXIT_NR_ROUTES) : attrs_route(a);
}

/* Results as they come in, one message after the other. */
struct intake {
	struct run *run;
	struct result *open;	/* its histogram goes on */
	uint32_t left;		/* buckets it still waits for */
};

static struct result *new_result(struct run *run, struct nlattr **a,
				 const struct vmexit_id *id, struct nlattr **probe)
{
	struct result *res = run_add_result(run);

	res->id = *id;
	res->route = attrs_route(probe);
	res->basis = attrs_basis(probe);
	res->expected = attrs_expected(probe);
	res->cpu = attr_u32(a[VMEXIT_A_RESULT_CPU]);
	res->state = attr_u32(a[VMEXIT_A_RESULT_STATE]);
	if (a[VMEXIT_A_RESULT_REASON])
		res->reason = attr_string(a[VMEXIT_A_RESULT_REASON]);
	res->executed = attr_u64(a[VMEXIT_A_RESULT_EXECUTED]);
	res->count = attr_u64(a[VMEXIT_A_RESULT_COUNT]);
	res->disturbed = attr_u64(a[VMEXIT_A_RESULT_DISTURBED]);
	res->min = attr_u64(a[VMEXIT_A_RESULT_MIN_CYCLES]);
	res->max = attr_u64(a[VMEXIT_A_RESULT_MAX_CYCLES]);
	res->sum = attr_u64(a[VMEXIT_A_RESULT_SUM_CYCLES]);
	res->span = attr_u64(a[VMEXIT_A_RESULT_SPAN_CYCLES]);
	return res;
}

static int add_buckets(struct result *res, struct nlattr *attr)
{
	const struct vmexit_bucket *in = nla_data(attr);
	size_t nr = (size_t)nla_len(attr) / sizeof(*in), i;
	struct bucket *out = NULL;

	res->buckets = xrealloc(res->buckets, res->nr_buckets + nr,
				sizeof(*res->buckets));
	if (res->nr_buckets)
		out = &res->buckets[res->nr_buckets - 1];
	for (i = 0; i < nr; i++) {
		if (in[i].index >= VMEXIT_HIST_BUCKETS)
			return -EPROTO;
		if (!out || out->index != in[i].index) {
			out = &res->buckets[res->nr_buckets++];
			out->index = in[i].index;
			out->count = 0;
		}
		out->count += in[i].count;
	}
	return 0;
}

static int on_result(void *arg, struct nlattr **attrs)
{
	struct nlattr *a[VMEXIT_A_RESULT_MAX + 1], *p[VMEXIT_A_PROBE_MAX + 1];
	struct intake *in = arg;
	struct result *res = in->open;
	struct vmexit_id id;

	if (!attrs[VMEXIT_A_RESULT] ||
	    nla_parse_nested(a, VMEXIT_A_RESULT_MAX, attrs[VMEXIT_A_RESULT],
			     result_policy) ||
	    !a[VMEXIT_A_RESULT_PROBE] || !a[VMEXIT_A_RESULT_BUCKETS_LEFT] ||
	    nla_parse_nested(p, VMEXIT_A_PROBE_MAX, a[VMEXIT_A_RESULT_PROBE],
			     probe_policy) ||
	    attrs_id(p, &id) ||
	    attr_u32(a[VMEXIT_A_RESULT_STATE]) > VMEXIT_RESULT_OFFLINE)
		return -EPROTO;

	if (!res)
		res = new_result(in->run, a, &id, p);
	else if (res->cpu != attr_u32(a[VMEXIT_A_RESULT_CPU]) ||
		 !vmexit_id_equal(&res->id, &id))
		return -EPROTO;
	if (a[VMEXIT_A_RESULT_BUCKETS] &&
	    add_buckets(res, a[VMEXIT_A_RESULT_BUCKETS]))
		return -EPROTO;
	in->left = attr_u32(a[VMEXIT_A_RESULT_BUCKETS_LEFT]);
	in->open = in->left ? res : NULL;
	return 0;
}

static int take_results(struct nl_msg *msg, struct run *run)
{
	struct intake in = { .run = run };
	int ret = link_request(msg, on_result, &in);

	return !ret && in.left ? -EPROTO : ret;
}

int module_results(uint64_t cookie, struct run *run)
{
	struct nl_msg *msg = link_request_new(VMEXIT_CMD_GET_RESULTS, true);

	nla_put_u64(msg, VMEXIT_A_COOKIE, cookie);
	return take_results(msg, run);
}

int module_monitored(struct run *run)
{
	return take_results(link_request_new(VMEXIT_CMD_GET_MONITOR, true), run);
}

int module_fail(int ret, const char *what, char *err, size_t len)
{
	if (ret == -EPERM)
		snprintf(err, len,
			 "%s: not permitted: needs CAP_NET_ADMIN; run as root",
			 what);
	else if (ret == -ENOENT && !*link_why())
		snprintf(err, len, "%s: the module was unloaded meanwhile", what);
	else if (*link_why())
		snprintf(err, len, "%s: %s", what, link_why());
	else
		snprintf(err, len, "%s: %s", what, strerror(-ret));
	return ret;
}

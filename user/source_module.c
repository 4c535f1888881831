// SPDX-License-Identifier: GPL-2.0
/* Samples from vmexit.ko, over generic netlink: see <linux/vmexit.h>. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <linux/vmexit.h>

#include "link.h"
#include "source.h"
#include "util.h"

#define POLL_MS	200

static int module_open(char *err, size_t len)
{
	int ret = link_open();

	if (ret == -ENOENT)
		snprintf(err, len, "module vmexit is not loaded: modprobe vmexit");
	else if (ret)
		snprintf(err, len, "generic netlink: %s", strerror(-ret));
	return ret;
}

/* The kernel's own words where it gave any, and what to do where known. */
static int fail(int ret, const char *what, char *err, size_t len)
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

static uint32_t get_u32(struct nlattr *attr)
{
	return attr ? nla_get_u32(attr) : 0;
}

static uint64_t get_u64(struct nlattr *attr)
{
	return attr ? nla_get_u64(attr) : 0;
}

static char *get_string(struct nlattr *attr)
{
	return xstrdup(attr ? nla_get_string(attr) : "");
}

static int on_info(void *arg, struct nlattr **attrs)
{
	struct nlattr *a[VMEXIT_A_INFO_MAX + 1], *attr;
	struct fingerprint *fp = arg;
	int rem;

	if (!attrs[VMEXIT_A_INFO] ||
	    nla_parse_nested(a, VMEXIT_A_INFO_MAX, attrs[VMEXIT_A_INFO], NULL))
		return -EPROTO;
	if (get_u32(a[VMEXIT_A_INFO_HIST_SUB_BITS]) != VMEXIT_HIST_SUB_BITS ||
	    get_u32(a[VMEXIT_A_INFO_HIST_MAX_BITS]) != VMEXIT_HIST_MAX_BITS)
		return -EPROTONOSUPPORT;

	fp->platform = get_u32(a[VMEXIT_A_INFO_PLATFORM]);
	if (fp->platform >= VMEXIT_NR_PLATFORMS)
		fp->platform = VMEXIT_PLATFORM_UNKNOWN;
	fp->hypervisor = get_string(a[VMEXIT_A_INFO_HYPERVISOR]);
	nla_for_each_nested(attr, attrs[VMEXIT_A_INFO], rem) {
		if (nla_type(attr) != VMEXIT_A_INFO_EVIDENCE)
			continue;
		fp->evidence = xrealloc(fp->evidence, fp->nr_evidence + 1,
					sizeof(*fp->evidence));
		fp->evidence[fp->nr_evidence++] = get_string(attr);
	}
	fp->tsc_khz = get_u32(a[VMEXIT_A_INFO_TSC_KHZ]);
	fp->tsc_invariant = a[VMEXIT_A_INFO_TSC_INVARIANT];
	fp->tsc_exits = a[VMEXIT_A_INFO_TSC_EXITS];
	fp->module = get_string(a[VMEXIT_A_INFO_VERSION]);
	if (a[VMEXIT_A_INFO_EMULATED])
		fp->emulated = get_string(a[VMEXIT_A_INFO_EMULATED]);
	return 0;
}

static int module_describe(struct fingerprint *fp, char *err, size_t len)
{
	int ret = link_request(link_request_new(VMEXIT_CMD_GET_INFO, false),
			     on_info, fp);

	if (ret == -EPROTONOSUPPORT) {
		snprintf(err, len,
			 "the loaded module and this tool are of different versions: reload the module");
		return ret;
	}
	return ret ? fail(ret, "module", err, len) : 0;
}

/* A probe's name; words this tool does not know make it fail. */
static int parse_id(struct nlattr **a, struct vmexit_id *id)
{
	id->exit = get_u32(a[VMEXIT_A_PROBE_EXIT]);
	id->path = get_u32(a[VMEXIT_A_PROBE_PATH]);
	id->param = get_u32(a[VMEXIT_A_PROBE_PARAM]);
	id->index = get_u32(a[VMEXIT_A_PROBE_INDEX]);
	return id->exit < VMEXIT_NR_EXITS && id->path < VMEXIT_NR_PATHS ?
	       0 : -EPROTO;
}

static uint32_t parse_route(struct nlattr **a)
{
	uint32_t route = get_u32(a[VMEXIT_A_PROBE_ROUTE]);

	return route < VMEXIT_NR_ROUTES ? route : VMEXIT_ROUTE_UNKNOWN;
}

struct table {
	struct probe *probes;
	size_t nr;
};

static int on_probe(void *arg, struct nlattr **attrs)
{
	struct nlattr *a[VMEXIT_A_PROBE_MAX + 1];
	struct table *table = arg;
	struct probe *probe;

	if (!attrs[VMEXIT_A_PROBE] ||
	    nla_parse_nested(a, VMEXIT_A_PROBE_MAX, attrs[VMEXIT_A_PROBE],
			     NULL))
		return -EPROTO;
	table->probes = xrealloc(table->probes, table->nr + 1, sizeof(*probe));
	probe = &table->probes[table->nr];
	memset(probe, 0, sizeof(*probe));
	if (parse_id(a, &probe->id))
		return 0;	/* of a newer module: not for this tool */
	probe->route = parse_route(a);
	probe->is_default = a[VMEXIT_A_PROBE_DEFAULT];
	if (a[VMEXIT_A_PROBE_REASON])
		probe->reason = get_string(a[VMEXIT_A_PROBE_REASON]);
	probe->desc = get_string(a[VMEXIT_A_PROBE_DESC]);
	table->nr++;
	return 0;
}

static int module_probes(struct probe **probes, size_t *nr, char *err,
			 size_t len)
{
	struct table table = { };
	int ret = link_request(link_request_new(VMEXIT_CMD_GET_PROBES, true),
			     on_probe, &table);

	if (ret) {
		probes_free(table.probes, table.nr);
		return fail(ret, "list of probes", err, len);
	}
	*probes = table.probes;
	*nr = table.nr;
	return 0;
}

/* What GET_RUN says; the strings are the caller's to free. */
struct run_state {
	uint32_t state, pid;
	uint64_t done, total;
	char *comm, *cpus;
};

static int on_run(void *arg, struct nlattr **attrs)
{
	struct nlattr *a[VMEXIT_A_RUN_MAX + 1];
	struct run_state *state = arg;

	if (!attrs[VMEXIT_A_RUN] ||
	    nla_parse_nested(a, VMEXIT_A_RUN_MAX, attrs[VMEXIT_A_RUN], NULL))
		return -EPROTO;
	state->state = get_u32(a[VMEXIT_A_RUN_STATE]);
	state->pid = get_u32(a[VMEXIT_A_RUN_PID]);
	state->done = get_u64(a[VMEXIT_A_RUN_DONE]);
	state->total = get_u64(a[VMEXIT_A_RUN_TOTAL]);
	state->comm = get_string(a[VMEXIT_A_RUN_COMM]);
	state->cpus = get_string(a[VMEXIT_A_RUN_CPUS]);
	return 0;
}

/* @cookie 0: whichever run is going on. */
static int get_run(uint64_t cookie, struct run_state *state)
{
	struct nl_msg *msg = link_request_new(VMEXIT_CMD_GET_RUN, false);

	memset(state, 0, sizeof(*state));
	if (cookie)
		nla_put_u64(msg, VMEXIT_A_COOKIE, cookie);
	return link_request(msg, on_run, state);
}

static void run_state_free(struct run_state *state)
{
	free(state->comm);
	free(state->cpus);
}

static int fail_busy(char *err, size_t len)
{
	struct run_state state;

	if (get_run(0, &state))
		snprintf(err, len, "another run had just begun: try again");
	else
		snprintf(err, len,
			 "another run is going on: %s, process %u, on CPU %s, %d %% done",
			 state.comm, state.pid, state.cpus,
			 state.total ? (int)(100 * state.done / state.total) : 0);
	run_state_free(&state);
	return -EBUSY;
}

static int on_cookie(void *arg, struct nlattr **attrs)
{
	*(uint64_t *)arg = get_u64(attrs[VMEXIT_A_COOKIE]);
	return 0;
}

static int start(const struct settings *set, const struct vmexit_id *ids,
		 size_t nr, uint64_t *cookie)
{
	struct nl_msg *msg = link_request_new(VMEXIT_CMD_START, false);
	struct nlattr *nest;
	size_t i;

	nla_put_string(msg, VMEXIT_A_CPUS, set->cpus);
	nla_put_u64(msg, VMEXIT_A_SAMPLES, set->samples);
	nla_put_u32(msg, VMEXIT_A_WARMUP, set->warmup);
	nla_put_u32(msg, VMEXIT_A_BATCH_US, set->batch_us);
	if (set->serial)
		nla_put_flag(msg, VMEXIT_A_SERIAL);
	for (i = 0; i < nr; i++) {
		nest = or_die(nla_nest_start(msg,
					     VMEXIT_A_PROBE | NLA_F_NESTED));
		nla_put_u32(msg, VMEXIT_A_PROBE_EXIT, ids[i].exit);
		nla_put_u32(msg, VMEXIT_A_PROBE_PATH, ids[i].path);
		nla_put_u32(msg, VMEXIT_A_PROBE_PARAM, ids[i].param);
		nla_put_u32(msg, VMEXIT_A_PROBE_INDEX, ids[i].index);
		nla_nest_end(msg, nest);
	}
	return link_request(msg, on_cookie, cookie);
}

static int stop(uint64_t cookie)
{
	struct nl_msg *msg = link_request_new(VMEXIT_CMD_STOP, false);

	nla_put_u64(msg, VMEXIT_A_COOKIE, cookie);
	return link_request(msg, NULL, NULL);
}

/* Until the run ends: 0, -EINTR where @progress says so, or an error. */
static int follow(int fd, uint64_t cookie, progress_fn *progress, void *arg)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	struct run_state state;
	int ret;

	for (;;) {
		/*
		 * A notification only wakes: it may have been lost, and what
		 * GET_RUN says is never older.
		 */
		if (poll(&pfd, 1, POLL_MS) > 0)
			link_drain();
		ret = get_run(cookie, &state);
		run_state_free(&state);
		if (ret)
			return ret;
		if (!progress(arg, state.done, state.total))
			return -EINTR;
		if (state.state != VMEXIT_RUN_RUNNING)
			return 0;
	}
}

/* Results as they come in, one message after the other. */
struct intake {
	struct run *run;
	struct result *open;	/* its histogram goes on */
	uint32_t left;		/* buckets it still waits for */
};

static struct result *new_result(struct run *run, struct nlattr **a,
				 const struct vmexit_id *id, uint32_t route)
{
	struct result *res = run_add_result(run);

	res->id = *id;
	res->route = route;
	res->cpu = get_u32(a[VMEXIT_A_RESULT_CPU]);
	res->state = get_u32(a[VMEXIT_A_RESULT_STATE]);
	if (a[VMEXIT_A_RESULT_REASON])
		res->reason = get_string(a[VMEXIT_A_RESULT_REASON]);
	res->executed = get_u64(a[VMEXIT_A_RESULT_EXECUTED]);
	res->count = get_u64(a[VMEXIT_A_RESULT_COUNT]);
	res->disturbed = get_u64(a[VMEXIT_A_RESULT_DISTURBED]);
	res->min = get_u64(a[VMEXIT_A_RESULT_MIN_CYCLES]);
	res->max = get_u64(a[VMEXIT_A_RESULT_MAX_CYCLES]);
	res->sum = get_u64(a[VMEXIT_A_RESULT_SUM_CYCLES]);
	res->span = get_u64(a[VMEXIT_A_RESULT_SPAN_CYCLES]);
	return res;
}

static void add_buckets(struct result *res, struct nlattr *attr)
{
	const struct vmexit_bucket *in = nla_data(attr);
	size_t nr = (size_t)nla_len(attr) / sizeof(*in), i;
	struct bucket *out;

	res->buckets = xrealloc(res->buckets, res->nr_buckets + nr,
				sizeof(*res->buckets));
	for (i = 0; i < nr; i++) {
		out = &res->buckets[res->nr_buckets - 1];
		if (!res->nr_buckets || out->index != in[i].index) {
			out = &res->buckets[res->nr_buckets++];
			out->index = in[i].index;
			out->count = 0;
		}
		out->count += in[i].count;
	}
}

static int on_result(void *arg, struct nlattr **attrs)
{
	struct nlattr *a[VMEXIT_A_RESULT_MAX + 1], *p[VMEXIT_A_PROBE_MAX + 1];
	struct intake *in = arg;
	struct result *res = in->open;
	struct vmexit_id id;

	if (!attrs[VMEXIT_A_RESULT] ||
	    nla_parse_nested(a, VMEXIT_A_RESULT_MAX, attrs[VMEXIT_A_RESULT],
			     NULL) ||
	    !a[VMEXIT_A_RESULT_PROBE] || !a[VMEXIT_A_RESULT_BUCKETS_LEFT] ||
	    nla_parse_nested(p, VMEXIT_A_PROBE_MAX, a[VMEXIT_A_RESULT_PROBE],
			     NULL) ||
	    parse_id(p, &id))
		return -EPROTO;

	if (!res)
		res = new_result(in->run, a, &id, parse_route(p));
	else if (res->cpu != get_u32(a[VMEXIT_A_RESULT_CPU]) ||
		 !vmexit_id_equal(&res->id, &id))
		return -EPROTO;
	if (a[VMEXIT_A_RESULT_BUCKETS])
		add_buckets(res, a[VMEXIT_A_RESULT_BUCKETS]);
	in->left = get_u32(a[VMEXIT_A_RESULT_BUCKETS_LEFT]);
	in->open = in->left ? res : NULL;
	return 0;
}

static int take_results(uint64_t cookie, struct run *run)
{
	struct nl_msg *msg = link_request_new(VMEXIT_CMD_GET_RESULTS, true);
	struct intake in = { .run = run };
	int ret;

	nla_put_u64(msg, VMEXIT_A_COOKIE, cookie);
	ret = link_request(msg, on_result, &in);
	return !ret && in.left ? -EPROTO : ret;
}

static int module_measure(const struct settings *set,
			  const struct vmexit_id *ids, size_t nr,
			  struct run *run, progress_fn *progress, void *arg,
			  char *err, size_t len)
{
	uint64_t cookie = 0;
	int ret, fd, followed;

	fd = link_subscribe();
	if (fd < 0)
		return fail(fd, "notifications", err, len);
	ret = start(set, ids, nr, &cookie);
	if (ret == -EBUSY)
		return fail_busy(err, len);
	if (ret)
		return fail(ret, "start", err, len);

	followed = follow(fd, cookie, progress, arg);
	if (followed)
		stop(cookie);
	ret = take_results(cookie, run);
	if (followed == -EINTR)
		snprintf(err, len, "interrupted");
	if (followed)
		return followed == -EINTR ? -EINTR :
		       fail(followed, "run", err, len);
	return ret ? fail(ret, "results", err, len) : 0;
}

const struct source source_module = {
	.name = "module",
	.path = VMEXIT_PATH_INSN,
	.open = module_open,
	.close = link_close,
	.describe = module_describe,
	.probes = module_probes,
	.measure = module_measure,
};

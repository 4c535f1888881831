// SPDX-License-Identifier: GPL-2.0
/* Samples from vmexit.ko, over generic netlink: see <linux/vmexit.h>. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/vmexit.h>
#include <vmexit/tsc.h>

#include "lib/util.h"
#include "source/link.h"
#include "source/module_attrs.h"
#include "source/obstacles.h"
#include "source/source.h"

#define POLL_MS	200

/* What may stand in the way of loading the module, "" if nothing is known. */
static const char *load_hint(void)
{
	if (kernel_takes_no_modules())
		return "; this kernel takes no modules";
	if (kernel_takes_no_more_modules())
		return "; kernel.modules_disabled is set: not before the next boot";
	if (kernel_wants_signature())
		return "; Secure Boot: it must be signed, 'vmexitstat doctor' says how";
	return ": modprobe vmexit; 'vmexitstat doctor' says what is missing";
}

static int module_open(char *err, size_t len)
{
	int ret = link_open();

	/* A container sees the modules, and not the families of the host's namespace. */
	if (ret == -ENOENT && !access("/sys/module/vmexit", F_OK)) {
		snprintf(err, len,
			 "module vmexit is loaded, but answers in the host's network namespace alone: there, nsenter --target 1 --net");
		return -ENETUNREACH;
	}
	if (ret == -ENOENT)
		snprintf(err, len, "module vmexit is not loaded%s", load_hint());
	else if (ret)
		snprintf(err, len, "generic netlink: %s", strerror(-ret));
	return ret;
}

/* What the nests hold; anything else in one of these makes it no answer. */
static struct nla_policy info_policy[VMEXIT_A_INFO_MAX + 1] = {
	[VMEXIT_A_INFO_PLATFORM] = { .type = NLA_U32 },
	[VMEXIT_A_INFO_HYPERVISOR] = { .type = NLA_STRING },
	[VMEXIT_A_INFO_EVIDENCE] = { .type = NLA_STRING },
	[VMEXIT_A_INFO_TSC_KHZ] = { .type = NLA_U32 },
	[VMEXIT_A_INFO_VERSION] = { .type = NLA_STRING },
	[VMEXIT_A_INFO_EMULATED] = { .type = NLA_STRING },
	[VMEXIT_A_INFO_HIST_SUB_BITS] = { .type = NLA_U32 },
	[VMEXIT_A_INFO_HIST_MAX_BITS] = { .type = NLA_U32 },
	[VMEXIT_A_INFO_TSC_STEP] = { .type = NLA_U32 },
	[VMEXIT_A_INFO_BRACKET] = { .type = NLA_STRING },
	[VMEXIT_A_INFO_ISOLATION] = { .type = NLA_STRING },
};

static struct nla_policy run_policy[VMEXIT_A_RUN_MAX + 1] = {
	[VMEXIT_A_RUN_STATE] = { .type = NLA_U32 },
	[VMEXIT_A_RUN_PID] = { .type = NLA_U32 },
	[VMEXIT_A_RUN_COMM] = { .type = NLA_STRING },
	[VMEXIT_A_RUN_CPUS] = { .type = NLA_STRING },
	[VMEXIT_A_RUN_DONE] = { .type = NLA_U64 },
	[VMEXIT_A_RUN_TOTAL] = { .type = NLA_U64 },
};

static int on_info(void *arg, struct nlattr **attrs)
{
	struct nlattr *a[VMEXIT_A_INFO_MAX + 1], *attr;
	struct fingerprint *fp = arg;
	int rem;

	if (!attrs[VMEXIT_A_INFO] ||
	    nla_parse_nested(a, VMEXIT_A_INFO_MAX, attrs[VMEXIT_A_INFO],
			     info_policy))
		return -EPROTO;
	if (attr_u32(a[VMEXIT_A_INFO_HIST_SUB_BITS]) != VMEXIT_HIST_SUB_BITS ||
	    attr_u32(a[VMEXIT_A_INFO_HIST_MAX_BITS]) != VMEXIT_HIST_MAX_BITS)
		return -EPROTONOSUPPORT;

	fp->platform = attr_u32(a[VMEXIT_A_INFO_PLATFORM]);
	if (fp->platform >= VMEXIT_NR_PLATFORMS)
		fp->platform = VMEXIT_PLATFORM_UNKNOWN;
	fp->hypervisor = attr_string(a[VMEXIT_A_INFO_HYPERVISOR]);
	nla_for_each_nested(attr, attrs[VMEXIT_A_INFO], rem) {
		if (nla_type(attr) != VMEXIT_A_INFO_EVIDENCE)
			continue;
		fp->evidence = xrealloc(fp->evidence, fp->nr_evidence + 1,
					sizeof(*fp->evidence));
		fp->evidence[fp->nr_evidence++] = attr_string(attr);
	}
	fp->tsc_khz = attr_u32(a[VMEXIT_A_INFO_TSC_KHZ]);
	fp->tsc_invariant = a[VMEXIT_A_INFO_TSC_INVARIANT];
	fp->tsc_exits = a[VMEXIT_A_INFO_TSC_EXITS];
	fp->tsc_step = attr_u32(a[VMEXIT_A_INFO_TSC_STEP]);
	fp->bracket = a[VMEXIT_A_INFO_BRACKET] ?
		      attr_string(a[VMEXIT_A_INFO_BRACKET]) :
		      xstrdup(VMEXIT_BRACKET_UNSAID);
	fp->isolation = attr_string(a[VMEXIT_A_INFO_ISOLATION]);
	fp->module = attr_string(a[VMEXIT_A_INFO_VERSION]);
	if (a[VMEXIT_A_INFO_EMULATED])
		fp->emulated = attr_string(a[VMEXIT_A_INFO_EMULATED]);
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
	return ret ? module_fail(ret, "module", err, len) : 0;
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
			     probe_policy))
		return -EPROTO;
	table->probes = xrealloc(table->probes, table->nr + 1, sizeof(*probe));
	probe = &table->probes[table->nr];
	memset(probe, 0, sizeof(*probe));
	if (attrs_id(a, &probe->id))
		return 0;	/* of a newer module: not for this tool */
	probe->route = attrs_route(a);
	probe->basis = attrs_basis(a);
	probe->expected = attrs_expected(a);
	probe->is_default = a[VMEXIT_A_PROBE_DEFAULT];
	if (a[VMEXIT_A_PROBE_REASON])
		probe->reason = attr_string(a[VMEXIT_A_PROBE_REASON]);
	probe->desc = attr_string(a[VMEXIT_A_PROBE_DESC]);
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
		return module_fail(ret, "list of probes", err, len);
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
	    nla_parse_nested(a, VMEXIT_A_RUN_MAX, attrs[VMEXIT_A_RUN],
			     run_policy))
		return -EPROTO;
	state->state = attr_u32(a[VMEXIT_A_RUN_STATE]);
	state->pid = attr_u32(a[VMEXIT_A_RUN_PID]);
	state->done = attr_u64(a[VMEXIT_A_RUN_DONE]);
	state->total = attr_u64(a[VMEXIT_A_RUN_TOTAL]);
	state->comm = attr_string(a[VMEXIT_A_RUN_COMM]);
	state->cpus = attr_string(a[VMEXIT_A_RUN_CPUS]);
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
	*(uint64_t *)arg = attr_u64(attrs[VMEXIT_A_COOKIE]);
	return 0;
}

static int start(const struct settings *set, const struct vmexit_id *ids,
		 size_t nr, uint64_t *cookie)
{
	struct nl_msg *msg = link_request_new(VMEXIT_CMD_START, false);
	struct nlattr *nest;
	size_t i;

	if (nla_put_string(msg, VMEXIT_A_CPUS, set->cpus)) {
		nlmsg_free(msg);
		return -EMSGSIZE;
	}
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

static int module_measure(const struct settings *set,
			  const struct vmexit_id *ids, size_t nr,
			  struct run *run, progress_fn *progress, void *arg,
			  char *err, size_t len)
{
	uint64_t cookie = 0;
	int ret, fd;

	fd = link_subscribe();
	if (fd < 0)
		return module_fail(fd, "notifications", err, len);
	ret = start(set, ids, nr, &cookie);
	if (ret == -EBUSY)
		return fail_busy(err, len);
	if (ret)
		return module_fail(ret, "start", err, len);

	ret = follow(fd, cookie, progress, arg);
	if (ret && ret != -EINTR)
		return module_fail(ret, "run", err, len);
	if (ret == -EINTR) {
		snprintf(err, len, "interrupted");
		stop(cookie);
		return ret;
	}
	ret = module_results(cookie, run);
	return ret ? module_fail(ret, "results", err, len) : 0;
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

// SPDX-License-Identifier: GPL-2.0
/*
 *	dump_cost CPUS PROBES
 *
 * Starts a run of so many CPUID leaves on the first so many CPUs, waits for
 * its end, and prints what one whole GET_RESULTS dump costs: "CPUS PROBES
 * RESULTS BUCKETS TICKS".
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <x86intrin.h>
#include <linux/vmexit.h>

#include "source/link.h"

#define SAMPLES	200
#define DUMPS	9

static uint64_t results, buckets, cookie;

static int on_cookie(void *arg, struct nlattr **attrs)
{
	(void)arg;
	cookie = attrs[VMEXIT_A_COOKIE] ? nla_get_u64(attrs[VMEXIT_A_COOKIE]) : 0;
	return 0;
}

static int on_run(void *arg, struct nlattr **attrs)
{
	struct nlattr *a[VMEXIT_A_RUN_MAX + 1];

	nla_parse_nested(a, VMEXIT_A_RUN_MAX, attrs[VMEXIT_A_RUN], NULL);
	*(uint32_t *)arg = nla_get_u32(a[VMEXIT_A_RUN_STATE]);
	return 0;
}

static int on_result(void *arg, struct nlattr **attrs)
{
	struct nlattr *a[VMEXIT_A_RESULT_MAX + 1];

	(void)arg;
	nla_parse_nested(a, VMEXIT_A_RESULT_MAX, attrs[VMEXIT_A_RESULT], NULL);
	results++;
	if (a[VMEXIT_A_RESULT_BUCKETS])
		buckets += (uint64_t)nla_len(a[VMEXIT_A_RESULT_BUCKETS]) /
			   sizeof(struct vmexit_bucket);
	return 0;
}

static int start(int cpus, int probes)
{
	struct nl_msg *msg = link_request_new(VMEXIT_CMD_START, false);
	struct nlattr *nest;
	char list[32];
	int i;

	snprintf(list, sizeof(list), "0-%d", cpus - 1);
	nla_put_string(msg, VMEXIT_A_CPUS, list);
	nla_put_u64(msg, VMEXIT_A_SAMPLES, SAMPLES);
	for (i = 0; i < probes; i++) {
		nest = nla_nest_start(msg, VMEXIT_A_PROBE | NLA_F_NESTED);
		nla_put_u32(msg, VMEXIT_A_PROBE_EXIT, VMEXIT_EXIT_CPUID);
		nla_put_u32(msg, VMEXIT_A_PROBE_PARAM, (uint32_t)i);
		nla_nest_end(msg, nest);
	}
	return link_request(msg, on_cookie, NULL);
}

static int with_cookie(int cmd, bool dump, link_reply_fn *reply, void *arg)
{
	struct nl_msg *msg = link_request_new(cmd, dump);

	nla_put_u64(msg, VMEXIT_A_COOKIE, cookie);
	return link_request(msg, reply, arg);
}

int main(int argc, char **argv)
{
	int cpus = argc == 3 ? atoi(argv[1]) : 0;
	int probes = argc == 3 ? atoi(argv[2]) : 0;
	uint32_t state = VMEXIT_RUN_RUNNING;
	uint64_t begin, ticks, least = UINT64_MAX;
	int i;

	if (cpus < 1 || probes < 1 || link_open() || start(cpus, probes)) {
		fprintf(stderr, "dump_cost: %s\n", link_why());
		return 2;
	}
	while (state == VMEXIT_RUN_RUNNING) {
		usleep(10000);
		if (with_cookie(VMEXIT_CMD_GET_RUN, false, on_run, &state))
			return 2;
	}
	/* The cheapest: the kernel's timer tick comes in some of them. */
	for (i = 0; i < DUMPS; i++) {
		results = 0;
		buckets = 0;
		begin = __rdtsc();
		if (with_cookie(VMEXIT_CMD_GET_RESULTS, true, on_result, NULL))
			return 2;
		ticks = __rdtsc() - begin;
		if (ticks < least)
			least = ticks;
	}
	printf("%d %d %ju %ju %ju\n", cpus, probes, (uintmax_t)results,
	       (uintmax_t)buckets, (uintmax_t)least);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0
/*
 *	ynl_check SAMPLES
 *
 * The module by what the kernel's ynl makes of our specification, and nothing of our own: the
 * table of probes, a line "probe EXIT PATH PARAM" for each that is supported, and a run of the
 * first that exits, a line "result EXIT PATH PARAM SAMPLES IN-BUCKETS EXECUTED".
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ynl.h>

#include "vmexit-user.h"

/* At a tenth of a second each. */
#define LOOKS	300

static void die(const struct ynl_sock *ys, const char *what)
{
	fprintf(stderr, "ynl_check: %s: %s\n", what, ys->err.msg);
	exit(1);
}

static void put_probe(const char *what, const struct vmexit_probe *probe)
{
	printf("%s %s %s 0x%x", what, vmexit_exit_str(probe->exit), vmexit_path_str(probe->path),
	       probe->param);
}

/* Of those that are supported the first that is no reference. */
static struct vmexit_probe choose(struct ynl_sock *ys)
{
	struct vmexit_get_probes_list *list = vmexit_get_probes_dump(ys);
	struct vmexit_probe chosen = { 0 };
	unsigned int i;

	if (!list)
		die(ys, "get-probes");
	ynl_dump_foreach(list, message) {
		for (i = 0; i < message->_count.probe; i++) {
			const struct vmexit_probe *probe = &message->probe[i];

			if (probe->_len.reason)
				continue;
			put_probe("probe", probe);
			putchar('\n');
			if (chosen._present.exit || probe->exit == VMEXIT_EXIT_NULL ||
			    probe->exit == VMEXIT_EXIT_TRAP)
				continue;
			vmexit_probe_set_exit(&chosen, probe->exit);
			vmexit_probe_set_path(&chosen, probe->path);
			vmexit_probe_set_param(&chosen, probe->param);
			if (probe->_present.index)
				vmexit_probe_set_index(&chosen, probe->index);
		}
	}
	vmexit_get_probes_list_free(list);
	return chosen;
}

static uint64_t start(struct ynl_sock *ys, const struct vmexit_probe *probe, uint64_t samples)
{
	struct vmexit_start_req *req = vmexit_start_req_alloc();
	struct vmexit_probe *probes = vmexit_probe_alloc(1);
	struct vmexit_start_rsp *rsp;
	uint64_t cookie;

	*probes = *probe;
	__vmexit_start_req_set_probe(req, probes, 1);
	vmexit_start_req_set_cpus(req, "0");
	vmexit_start_req_set_samples(req, samples);
	rsp = vmexit_start(ys, req);
	if (!rsp)
		die(ys, "start");
	cookie = rsp->cookie;
	vmexit_start_rsp_free(rsp);
	vmexit_start_req_free(req);
	return cookie;
}

static void wait_for(struct ynl_sock *ys, uint64_t cookie)
{
	struct vmexit_get_run_req *req = vmexit_get_run_req_alloc();
	struct vmexit_get_run_rsp *rsp;
	enum vmexit_run_state state = VMEXIT_RUN_RUNNING;
	int looks;

	vmexit_get_run_req_set_cookie(req, cookie);
	for (looks = 0; looks < LOOKS && state == VMEXIT_RUN_RUNNING; looks++) {
		rsp = vmexit_get_run(ys, req);
		if (!rsp)
			die(ys, "get-run");
		state = rsp->run.state;
		vmexit_get_run_rsp_free(rsp);
		if (state == VMEXIT_RUN_RUNNING)
			usleep(100000);
	}
	vmexit_get_run_req_free(req);
	printf("run %s\n", vmexit_run_state_str(state));
}

/* A result that does not fit a message goes on in the next, with buckets alone. */
static void put_results(struct ynl_sock *ys, uint64_t cookie)
{
	struct vmexit_get_results_req *req = vmexit_get_results_req_alloc();
	struct vmexit_get_results_list *list;
	struct vmexit_result first = { 0 };
	uint64_t in_buckets = 0;
	unsigned int i, nr;

	vmexit_get_results_req_set_cookie(req, cookie);
	list = vmexit_get_results_dump(ys, req);
	if (!list)
		die(ys, "get-results");
	ynl_dump_foreach(list, message) {
		const struct vmexit_result *result = &message->result;
		const struct vmexit_bucket *buckets = result->buckets;

		if (result->_present.count)
			first = *result;
		nr = result->_len.buckets / sizeof(*buckets);
		for (i = 0; i < nr; i++)
			in_buckets += buckets[i].count;
	}
	put_probe("result", &first.probe);
	printf(" %llu %llu %llu\n", (unsigned long long)(first.count + first.disturbed),
	       (unsigned long long)(in_buckets + first.disturbed),
	       (unsigned long long)first.executed);
	vmexit_get_results_list_free(list);
	vmexit_get_results_req_free(req);
}

int main(int argc, char **argv)
{
	struct vmexit_get_info_rsp *info;
	struct vmexit_probe probe;
	struct ynl_error err;
	struct ynl_sock *ys;
	uint64_t cookie;

	if (argc != 2)
		return 2;
	ys = ynl_sock_create(&ynl_vmexit_family, &err);
	if (!ys) {
		fprintf(stderr, "ynl_check: %s\n", err.msg);
		return 1;
	}
	info = vmexit_get_info(ys);
	if (!info)
		die(ys, "get-info");
	printf("info %s %s\n", vmexit_platform_str(info->info.platform), info->info.version);
	vmexit_get_info_rsp_free(info);
	probe = choose(ys);
	cookie = start(ys, &probe, strtoull(argv[1], NULL, 0));
	wait_for(ys, cookie);
	put_results(ys, cookie);
	ynl_sock_destroy(ys);
	return 0;
}

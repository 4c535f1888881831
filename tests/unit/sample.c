// SPDX-License-Identifier: GPL-2.0
/* Records to test with. */
#include "sample.h"

#include <stdlib.h>
#include <string.h>

#include <vmexit/tsc.h>

#include "lib/util.h"

static const struct {
	const char *name;
	uint32_t route;
	uint64_t cycles;	/* typical */
	const char *reason;
} made_up[] = {
	{ "null/insn", VMEXIT_ROUTE_NONE, 52, NULL },
	{ "trap/insn", VMEXIT_ROUTE_NONE, 1100, NULL },
	{ "cpuid:0x0/insn", VMEXIT_ROUTE_VMEXIT, 2900, NULL },
	{ "cpuid:0x40000000/insn", VMEXIT_ROUTE_VMEXIT, 2850, NULL },
	{ "rdmsr:0x1b/insn", VMEXIT_ROUTE_VMEXIT, 3300, NULL },
	{ "in:0x21/insn", VMEXIT_ROUTE_VMEXIT, 4200, NULL },
	{ "out:0x80/insn", VMEXIT_ROUTE_VMEXIT, 21000, NULL },
	{ "hypercall:1/insn", VMEXIT_ROUTE_UNKNOWN, 0,
	  "vmmcall raised #UD (vector 6) the first time: nothing answers" },
};

uint64_t sample_random(uint64_t *state)
{
	/* splitmix64's recipe: an odd step, then the bits mixed. */
	uint64_t z = *state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

void sample_result(struct result *res, const char *name, uint32_t cpu,
		   uint32_t route, const uint64_t *samples, size_t nr)
{
	struct vmexit_histogram *hist = xcalloc(1, sizeof(*hist));
	uint32_t i;
	size_t s;

	vmexit_hist_init(hist);
	for (s = 0; s < nr; s++)
		vmexit_hist_add(hist, samples[s]);
	*res = (struct result){
		.route = route, .expected = route,
		.basis = route == VMEXIT_ROUTE_NONE ? VMEXIT_BASIS_SPECIFICATION :
						      VMEXIT_BASIS_HABIT,
		.cpu = cpu, .state = VMEXIT_RESULT_DONE,
		.executed = nr + 100, .count = nr, .min = nr ? hist->min : 0,
		.max = hist->max, .sum = hist->sum, .span = hist->sum + 5000,
	};
	if (vmexit_name_parse(name, &res->id))
		abort();
	for (i = 0; i < VMEXIT_HIST_BUCKETS; i++)
		res->nr_buckets += !!hist->bucket[i];
	res->buckets = xcalloc(res->nr_buckets, sizeof(*res->buckets));
	res->nr_buckets = 0;
	for (i = 0; i < VMEXIT_HIST_BUCKETS; i++)
		if (hist->bucket[i])
			res->buckets[res->nr_buckets++] = (struct bucket){
				.index = i, .count = hist->bucket[i]
			};
	free(hist);
}

void sample_set(char **string, const char *to)
{
	free(*string);
	*string = to ? xstrdup(to) : NULL;
}

static void fingerprint(struct fingerprint *fp)
{
	fp->platform = VMEXIT_PLATFORM_GENERAL_VM;
	sample_set(&fp->hypervisor, "KVM");
	fp->nr_evidence = 2;
	fp->evidence = xcalloc(2, sizeof(*fp->evidence));
	fp->evidence[0] = xstrdup("CPUID 0x1 ECX bit 31: a hypervisor");
	fp->evidence[1] = xstrdup("MSR 0xc0010131 cannot be read: no SEV");
	sample_set(&fp->isolation, "");
	sample_set(&fp->vmpl, "");
	sample_set(&fp->sys_hypervisor, "");
	sample_set(&fp->dmi, "QEMU Standard PC; SeaBIOS 1.16.2 04/01/2014");
	sample_set(&fp->cpu_model, "AMD EPYC 7B13 64-Core Processor");
	sample_set(&fp->microcode, "0xa001173");
	sample_set(&fp->kernel,
		   "6.12.117+deb12-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.12.117-1~bpo12+1 (2026-10-30)");
	sample_set(&fp->boot_id, "6f0c7a52-3d0e-4a3a-9a43-0c8a1c2f7d11");
	sample_set(&fp->cmdline, "mitigations=auto idle=poll");
	sample_set(&fp->mitigations,
		   "spectre_v2: Mitigation: Retpolines; meltdown: Not affected");
	sample_set(&fp->clocksource, "kvm-clock");
	sample_set(&fp->idle, "haltpoll, guest_halt_poll_ns=200000");
	sample_set(&fp->swiotlb, "");
	fp->tsc_khz = 2450000;
	fp->tsc_step = 1;
	fp->tsc_invariant = true;
	sample_set(&fp->bracket, VMEXIT_BRACKET);
	sample_set(&fp->module, "0.1.0");
}

/* Most near the typical, some twice as long, a few far out. */
static uint64_t one_sample(uint64_t typical, uint64_t *state)
{
	uint64_t dice = sample_random(state) % 1000;
	uint64_t jitter = sample_random(state) % (typical / 10 + 1);

	if (typical < 100)
		return typical + (dice > 990 ? 26 : 0);
	if (dice < 950)
		return typical + jitter;
	if (dice < 998)
		return typical * 2 + 3 * jitter;
	return typical * 40 + sample_random(state) % 100000;
}

static void one_run(struct run *run, uint32_t cpu, size_t nr, uint64_t *state)
{
	uint64_t *samples = xcalloc(nr, sizeof(*samples));
	struct result *res;
	size_t probe, i;

	for (probe = 0; probe < ARRAY_SIZE(made_up); probe++) {
		res = run_add_result(run);
		for (i = 0; i < nr && made_up[probe].cycles; i++)
			samples[i] = one_sample(made_up[probe].cycles, state);
		sample_result(res, made_up[probe].name, cpu,
			      made_up[probe].route, samples,
			      made_up[probe].cycles ? nr : 0);
		if (made_up[probe].cycles)
			continue;
		res->state = VMEXIT_RESULT_UNSUPPORTED;
		res->executed = 1;
		res->span = 0;
		sample_set(&res->reason, made_up[probe].reason);
	}
	free(samples);
}

void sample_record(struct record *rec, size_t samples)
{
	uint64_t state = 1;
	uint32_t cpu;
	int i;

	*rec = (struct record){ 0 };
	fingerprint(&rec->fp);
	sample_set(&rec->settings.source, "module");
	sample_set(&rec->settings.cpus, "0-1");
	rec->settings.samples = samples;
	rec->settings.warmup = 100;
	rec->settings.batch_us = 50;
	for (i = 0; i < 2; i++) {
		struct run *run = record_add_run(rec);

		sample_set(&run->started, i ? "2026-11-21T21:40:01Z" :
					      "2026-11-21T21:40:00Z");
		run->elapsed_ms = 321 + i;
		for (cpu = 0; cpu < 2; cpu++)
			one_run(run, cpu, samples, &state);
	}
}

char *sample_text(const struct record *rec)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out || record_write(rec, out) || fclose(out))
		abort();
	return text;
}

char *sample_table(const struct record *rec, struct view_opts opts)
{
	static char *text;	/* gcc takes it for dangling otherwise */
	static size_t len;
	FILE *out = open_memstream(&text, &len);

	view_table(rec, &opts, out);
	fclose(out);
	return text;
}

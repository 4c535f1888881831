// SPDX-License-Identifier: GPL-2.0
/*
 * Samples without the module: CPUID, the hypercall instruction and, where the
 * kernel grants them, I/O ports, executed in user space, where they exit just
 * as well.
 *
 * What user space cannot do: keep interrupts and other tasks out of a sample,
 * and see NMIs. A sample that held one is long and counted like any other;
 * settings.batch_us of 0 tells views to say so.
 */
#include <cpuid.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <vmexit/route.h>
#include <vmexit/tsc.h>

#include "lib/util.h"
#include "source/cpl3_guest.h"
#include "source/cpl3_worker.h"
#include "source/cpulist.h"
#include "source/fingerprint.h"
#include "source/tsc.h"

/* An empty bracket is some 50 cycles; an intercepted RDTSC over a thousand. */
#define TSC_EXITS_CYCLES	400
#define TSC_EXITS_SAMPLES	1000

#define CPL3(e, p)	\
	{ .exit = VMEXIT_EXIT_##e, .path = VMEXIT_PATH_INSN_CPL3, .param = (p) }

static const struct {
	struct vmexit_id id;
	bool is_default;
	const char *desc;
} table[] = {
	{ CPL3(NULL, 0), true, "the bracket alone" },
	{ CPL3(CPUID, 0x0), true, "vendor and highest leaf" },
	{ CPL3(CPUID, 0x1), true, "family and features" },
	{ CPL3(CPUID, 0xb), true, "topology" },
	{ CPL3(CPUID, 0x40000000), true, "hypervisor signature" },
	{ CPL3(IN, 0x21), true, "PIC mask; in KVM with its irqchip" },
	{ CPL3(IN, 0x61), false, "port B; in KVM with its PIT" },
	{ CPL3(IN, 0x80), true, "POST code; VMM in user space" },
	{ CPL3(OUT, 0x80), true, "POST code; VMM in user space" },
	{ CPL3(HYPERCALL, 1), true,
	  "VAPIC_POLL_IRQ: refused to user space, after the exit" },
	{ CPL3(HYPERCALL, 2), false, "removed: refused likewise" },
};

/* What is known of a probe once it was tried in a child process. */
struct trial {
	struct vmexit_id id;
	char *reason;		/* unsupported, and why */
	uint64_t executed;	/* to find out, and in no result yet */
};

static struct cpl3_guest guest;
static struct trial *trials;
static size_t nr_trials;

static int open_cpl3(char *err, size_t len)
{
	(void)err;
	(void)len;
	cpl3_guest_find(&guest);
	return 0;
}

static void close_cpl3(void)
{
	size_t i;

	for (i = 0; i < nr_trials; i++)
		free(trials[i].reason);
	free(trials);
	trials = NULL;
	nr_trials = 0;
}

/* Why a port cannot be had, NULL if it can. */
static char *port_reason(uint32_t port)
{
	int error = cpl3_allow_port(port, true);

	if (!error) {
		cpl3_allow_port(port, false);
		return NULL;
	}
	if (error == -EPERM)
		return xstrdup("I/O ports need CAP_SYS_RAWIO, and no lockdown");
	/* CONFIG_X86_IOPL_IOPERM is not set. */
	return xasprintf("this kernel gives user space no I/O ports (%s)",
			 strerror(-error));
}

/* Finds out whether a probe can be executed, once. */
static struct trial *try_once(const struct vmexit_id *id)
{
	struct trial *trial;
	struct cpl3_op op;
	const char *refusal;
	size_t i;

	for (i = 0; i < nr_trials; i++)
		if (vmexit_id_equal(&trials[i].id, id))
			return &trials[i];
	trials = xrealloc(trials, nr_trials + 1, sizeof(*trials));
	trial = &trials[nr_trials++];
	*trial = (struct trial){ .id = *id };
	refusal = cpl3_guest_refuses(&guest, id);
	if (cpl3_op_find(id, guest.vmmcall, &op))
		refusal = "not possible in user space";
	if (refusal) {
		trial->reason = xstrdup(refusal);
		return trial;
	}
	if (op.port)
		trial->reason = port_reason(op.in.edx);
	if (!trial->reason) {
		trial->executed = 1;
		trial->reason = cpl3_try(&op);
	}
	return trial;
}

/* Whether reading the TSC costs what only an exit costs. */
static void look_at_bracket(struct fingerprint *fp)
{
	struct vmexit_id id = CPL3(NULL, 0);
	struct cpl3_sample samples[TSC_EXITS_SAMPLES];
	uint64_t min = ~0ULL;
	struct cpl3_op op;
	size_t i;

	if (try_once(&id)->reason || cpl3_op_find(&id, guest.vmmcall, &op))
		return;
	op.loop(&op.in, samples, TSC_EXITS_SAMPLES);
	for (i = 0; i < TSC_EXITS_SAMPLES; i++)
		if (samples[i].cycles < min)
			min = samples[i].cycles;
	/* Unless emulated, which fingerprint_fill() knows. */
	fp->tsc_exits = min >= TSC_EXITS_CYCLES &&
			guest.platform != VMEXIT_PLATFORM_BARE_METAL;
	fingerprint_evidence(fp, "shortest empty bracket: %llu cycles",
			     (unsigned long long)min);
}

static int describe(struct fingerprint *fp, char *err, size_t len)
{
	uint32_t eax, ebx, ecx, edx;
	const char *how;
	int scaled;

	(void)err;
	(void)len;
	fp->platform = guest.platform;
	fp->hypervisor = xstrdup(guest.hypervisor);
	if (guest.tcg)
		fp->emulated = xstrdup(guest.hypervisor);
	if (*guest.signature)
		fingerprint_evidence(fp, "CPUID 0x40000000 signature \"%s\"",
				     guest.signature);
	fingerprint_evidence(fp, "%s", guest.evidence);
	fp->tsc_khz = tsc_find_khz(&how);
	fp->tsc_invariant = __get_cpuid(0x80000007, &eax, &ebx, &ecx, &edx) &&
			    edx & (1U << 8);
	fingerprint_evidence(fp, "TSC frequency: %s", how);
	fp->tsc_step = vmexit_tsc_find_step(&scaled);
	if (scaled)
		fingerprint_evidence(fp, "the TSC moves by %u or %u cycles: hardware scales it",
				     fp->tsc_step, fp->tsc_step + 1);
	fp->bracket = xstrdup(VMEXIT_BRACKET);
	look_at_bracket(fp);
	return 0;
}

static int probes(struct probe **out, size_t *nr, char *err, size_t len)
{
	struct probe *probe;
	size_t i;

	(void)err;
	(void)len;
	*nr = VMEXIT_NR_NAMES(table);
	*out = xcalloc(*nr, sizeof(**out));
	for (i = 0; i < *nr; i++) {
		const char *reason = try_once(&table[i].id)->reason;

		probe = &(*out)[i];
		probe->id = table[i].id;
		probe->route = cpl3_guest_route(&guest, &table[i].id);
		probe->expected = probe->route;
		probe->basis = vmexit_basis(guest.platform, &table[i].id, probe->route);
		probe->is_default = table[i].is_default;
		probe->reason = reason ? xstrdup(reason) : NULL;
		probe->desc = xstrdup(table[i].desc);
	}
	return 0;
}

static void *thread(void *arg)
{
	cpl3_work(arg);
	return NULL;
}

/*
 * Every CPU at once. The calling thread works for the first one; signals come
 * to it, never into another's sample.
 */
static int work_parallel(struct cpl3_worker *workers, size_t nr, char *err,
			 size_t len)
{
	pthread_t *threads = xcalloc(nr, sizeof(*threads));
	struct cpl3_job *job = workers->job;
	const struct timespec rest = { .tv_nsec = 10000000 };
	sigset_t all, before;
	pthread_attr_t attr;
	size_t i, begun;
	int error = 0;

	sigfillset(&all);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 128 * 1024);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	for (begun = 1; begun < nr && !error; begun++)
		error = pthread_create(&threads[begun], &attr, thread,
				       &workers[begun]);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	if (error) {
		begun--;
		job->cancel = true;
		snprintf(err, len, "cpl3: cannot start a thread per CPU: %s; --serial needs none",
			 strerror(error));
	}
	cpl3_work(&workers[0]);
	for (i = 1; i < begun; i++) {
		while (!workers[i].finished) {
			nanosleep(&rest, NULL);
			cpl3_progress(job);
		}
		pthread_join(threads[i], NULL);
	}
	free(threads);
	return -error;
}

static void work_serial(struct cpl3_worker *workers, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		cpl3_work(&workers[i]);
}

/* The workers' results become the run's. */
static void collect(const struct cpl3_worker *workers, size_t nr, struct run *run)
{
	size_t i, k;

	for (i = 0; i < nr; i++)
		for (k = 0; k < workers[i].job->nr; k++)
			*run_add_result(run) = workers[i].results[k];
}

static struct cpl3_probe *prepare(const struct vmexit_id *ids, size_t nr)
{
	struct cpl3_probe *list = xcalloc(nr, sizeof(*list));
	size_t i;

	for (i = 0; i < nr; i++) {
		struct trial *trial = try_once(&ids[i]);

		list[i].id = ids[i];
		list[i].route = cpl3_guest_route(&guest, &ids[i]);
		list[i].basis = vmexit_basis(guest.platform, &ids[i], list[i].route);
		list[i].tried = trial->executed;
		trial->executed = 0;
		cpl3_op_find(&ids[i], guest.vmmcall, &list[i].op);
	}
	/* Not before all are tried: that moves them. */
	for (i = 0; i < nr; i++)
		list[i].reason = try_once(&ids[i])->reason;
	return list;
}

/* Whether this process may be on every CPU: a cpuset can forbid that. */
static int may_use(const struct cpulist *cpus, char *err, size_t len)
{
	size_t i;

	for (i = 0; i < cpus->nr; i++) {
		if (cpl3_pin(cpus->cpu[i]))
			continue;
		snprintf(err, len, "cpl3: CPU %u is not open to this process (cpuset?): %s",
			 cpus->cpu[i], strerror(errno));
		return -EINVAL;
	}
	return 0;
}

static int measure(const struct settings *set, const struct vmexit_id *ids,
		   size_t nr, struct run *run, progress_fn *progress,
		   void *arg, char *err, size_t len)
{
	struct cpl3_probe *list = prepare(ids, nr);
	struct cpl3_job job = {
		.set = set, .probes = list, .nr = nr,
		.progress = progress, .arg = arg,
	};
	size_t size = CPU_ALLOC_SIZE(CPULIST_MAX), i;
	cpu_set_t *affinity = xcalloc(1, size);
	struct cpl3_worker *workers;
	struct result *results;
	struct cpulist cpus;
	int ret;

	cpulist_parse(set->cpus, &cpus);
	for (i = 0; i < nr; i++)
		if (!list[i].reason)
			job.total += cpus.nr * (set->samples + set->warmup);
	workers = xcalloc(cpus.nr, sizeof(*workers));
	results = xcalloc(cpus.nr * nr, sizeof(*results));
	for (i = 0; i < cpus.nr; i++) {
		workers[i].job = &job;
		workers[i].cpu = cpus.cpu[i];
		workers[i].first = !i;
		workers[i].leads = set->serial || !i;
		workers[i].results = &results[i * nr];
	}
	sched_getaffinity(0, size, affinity);
	ret = may_use(&cpus, err, len);
	if (!ret && set->serial)
		work_serial(workers, cpus.nr);
	else if (!ret)
		ret = work_parallel(workers, cpus.nr, err, len);
	sched_setaffinity(0, size, affinity);
	if (!ret && job.cancel) {
		snprintf(err, len, "interrupted");
		ret = -EINTR;
	}
	if (!ret || ret == -EINTR)
		collect(workers, cpus.nr, run);
	free(results);
	free(workers);
	cpulist_free(&cpus);
	free(affinity);
	free(list);
	return ret;
}

const struct source source_cpl3 = {
	.name = "cpl3",
	.path = VMEXIT_PATH_INSN_CPL3,
	.open = open_cpl3,
	.close = close_cpl3,
	.describe = describe,
	.probes = probes,
	.measure = measure,
};

// SPDX-License-Identifier: GPL-2.0
/* Drives a source through the runs of a record. */
#include "source/measure.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/exit_code.h"
#include "lib/util.h"
#include "source/cpulist.h"
#include "source/fingerprint.h"

#define SYS_CPU		"/sys/devices/system/cpu/"

/**
 * struct progress - what the progress line is made of
 * @shown: on standard error at all
 * @drawn: columns of what stands there now
 * @run: from 0
 * @runs: how many there will be
 * @begin: of the first
 */
struct progress {
	bool shown;
	int drawn;
	uint32_t run;
	uint32_t runs;
	struct timespec begin;
};

static atomic_bool stopped;	/* lock-free, so fit for a signal handler */

static void stop(int sig)
{
	(void)sig;
	stopped = true;
}

static const int signals[] = { SIGINT, SIGTERM };

#define NR_SIGNALS	ARRAY_SIZE(signals)

/*
 * The second Ctrl-C has its usual effect, should the first one hang. What was
 * ignored (nohup, a job of a script) stays so.
 */
static void catch_signals(struct sigaction *old)
{
	struct sigaction action = {
		.sa_handler = stop,
		.sa_flags = (int)SA_RESETHAND,
	};
	size_t i;

	stopped = false;
	for (i = 0; i < NR_SIGNALS; i++) {
		sigaction(signals[i], NULL, &old[i]);
		if (old[i].sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
}

static void release_signals(const struct sigaction *old)
{
	size_t i;

	for (i = 0; i < NR_SIGNALS; i++)
		sigaction(signals[i], &old[i], NULL);
}

static double seconds_since(const struct timespec *begin)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - begin->tv_sec) +
	       (double)(now.tv_nsec - begin->tv_nsec) / 1e9;
}

static void progress_clear(struct progress *progress)
{
	if (progress->drawn)
		fprintf(stderr, "\r%*s\r", progress->drawn, "");
	progress->drawn = 0;
}

/* No colour and no escape: fits any terminal of 40 columns. */
static bool on_progress(void *arg, uint64_t done, uint64_t total)
{
	struct progress *progress = arg;
	double part = total ? (double)done / (double)total : 0;
	double share = (progress->run + part) / progress->runs;
	double passed = seconds_since(&progress->begin);

	if (!progress->shown || passed < 1 || stopped)
		return !stopped;
	progress_clear(progress);
	progress->drawn = fprintf(stderr, "run %u/%u  %3.0f %%", progress->run + 1,
				  progress->runs, share * 100);
	if (share > 0.01)
		progress->drawn += fprintf(stderr, "  %.0f s left",
					   passed / share * (1 - share));
	fflush(stderr);
	return true;
}

/* Why a CPU cannot be measured on, to standard error. */
static bool cpu_is_there(uint32_t cpu, const struct cpulist *online)
{
	struct cpulist present;
	char *list;
	bool there;

	if (cpulist_has(online, cpu))
		return true;
	if (cpulist_read(SYS_CPU "present", &present))
		present = (struct cpulist){ 0 };
	there = cpulist_has(&present, cpu);
	list = cpulist_format(online);
	if (there)
		complain("CPU %u is offline (online: %s; 'echo 1 >" SYS_CPU "cpu%u/online')",
			 cpu, list, cpu);
	else
		complain("CPU %u does not exist (online: %s)", cpu, list);
	free(list);
	cpulist_free(&present);
	return false;
}

/* The CPU list in its shortest form, NULL with the reason told. */
static char *choose_cpus(const char *text, size_t *nr)
{
	struct cpulist online, cpus;
	bool there = true;
	char *out;
	size_t i;

	if (cpulist_read(SYS_CPU "online", &online))
		cpulist_allowed(&online);
	if (!text)
		cpulist_allowed(&cpus);
	else if (cpulist_parse(text, &cpus) &&	/* "all" */
		 cpulist_read(SYS_CPU "online", &cpus))
		cpulist_allowed(&cpus);
	if (!text && cpus.nr)
		cpus.nr = 1;
	for (i = 0; i < cpus.nr && there; i++)
		there = cpu_is_there(cpus.cpu[i], &online);
	*nr = cpus.nr;
	out = there ? cpulist_format(&cpus) : NULL;
	cpulist_free(&cpus);
	cpulist_free(&online);
	return out;
}

static int one_run(const struct source *source, const struct settings *set,
		   const struct vmexit_id *ids, size_t nr, struct run *run,
		   struct progress *progress)
{
	char err[SOURCE_ERR_LEN] = "";
	uint64_t steal = steal_ms(), steal_after;
	struct timespec begin;
	int ret;

	run->started = now_utc();
	clock_gettime(CLOCK_MONOTONIC, &begin);
	ret = source->measure(set, ids, nr, run, on_progress, progress,
			      err, sizeof(err));
	run->elapsed_ms = (uint64_t)(seconds_since(&begin) * 1000);
	/* It is known to go backwards: CPU hotplug, live migration. */
	steal_after = steal_ms();
	run->steal_ms = steal_after > steal ? steal_after - steal : 0;
	if (stopped) {
		progress_clear(progress);
		complain("interrupted");
		return EXIT_INTERRUPTED;
	}
	if (ret) {
		progress_clear(progress);
		complain("%s", *err ? err : strerror(-ret));
		return EXIT_CANNOT;
	}
	return 0;
}

/* Between two runs. Return: 0, or -1 where that was interrupted, which is told. */
static int rest(uint32_t seconds, struct progress *progress)
{
	struct timespec left = { .tv_sec = seconds };

	if (seconds && progress->shown) {
		progress_clear(progress);
		progress->drawn = fprintf(stderr, "run %u/%u  in %u s", progress->run + 1,
					  progress->runs, seconds);
		fflush(stderr);
	}
	while (seconds && !stopped && clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR)
		;
	progress_clear(progress);
	if (!stopped)
		return 0;
	complain("interrupted");
	return -1;
}

static bool is_enough(const struct measure_opts *opts, const struct record *rec,
		      struct progress *progress)
{
	bool last = rec->nr_runs == opts->runs;

	if (!(opts->until > 0))
		return false;
	if (last)
		progress_clear(progress);
	return opts->enough(rec, opts->until, last);
}

static int all_runs(const struct source *source, const struct measure_opts *opts,
		    const struct vmexit_id *ids, size_t nr, struct record *rec)
{
	struct progress progress = {
		.shown = !opts->quiet && isatty(STDERR_FILENO),
		.runs = opts->runs,
	};
	struct sigaction old[NR_SIGNALS];
	int ret = 0;

	catch_signals(old);
	clock_gettime(CLOCK_MONOTONIC, &progress.begin);
	for (; progress.run < opts->runs && !ret; progress.run++) {
		if (progress.run && rest(opts->pause_s, &progress)) {
			ret = EXIT_INTERRUPTED;
			break;
		}
		ret = one_run(source, &rec->settings, ids, nr,
			      record_add_run(rec), &progress);
		if (!ret && is_enough(opts, rec, &progress))
			break;
	}
	progress_clear(&progress);
	release_signals(old);
	return ret;
}

const struct source *open_or_complain(const char *want)
{
	char err[SOURCE_ERR_LEN];
	const struct source *source = source_open(want, err, sizeof(err));

	if (!source)
		complain("%s", err);
	else if (*err)
		complain("%s. Falling back to cpl3: CPUID and hypercalls from user space",
			 err);
	return source;
}

static int measure_with(const struct source *source,
			const struct measure_opts *opts, struct record *rec)
{
	struct settings *set = &rec->settings;
	char err[SOURCE_ERR_LEN] = "";
	struct vmexit_id *ids = NULL;
	struct probe *probes = NULL;
	size_t nr = 0, nr_ids, nr_cpus;
	int ret = EXIT_CANNOT;

	*set = (struct settings){
		.source = xstrdup(source->name),
		.samples = opts->samples,
		.warmup = opts->warmup,
		.batch_us = source == &source_cpl3 ? 0 : opts->batch_us,
		.serial = opts->serial,
		.cpus = choose_cpus(opts->cpus, &nr_cpus),
	};
	if (!set->cpus)
		return ret;
	if (source->probes(&probes, &nr, err, sizeof(err))) {
		complain("%s", err);
		return ret;
	}
	if (select_probes(&opts->select, source, probes, nr, &ids, &nr_ids)) {
		ret = EXIT_USAGE;
		goto out;
	}
	if (nr_cpus * nr_ids > RECORD_MAX_RESULTS) {
		complain("%zu CPUs by %zu probes are more results than a record holds (%d)",
			 nr_cpus, nr_ids, RECORD_MAX_RESULTS);
		goto out;
	}
	if (source->describe(&rec->fp, err, sizeof(err))) {
		complain("%s", err);
		goto out;
	}
	fingerprint_fill(&rec->fp);
	if (rec->fp.platform == VMEXIT_PLATFORM_BARE_METAL)
		complain("warning: no hypervisor here: no figure is one of an exit");
	ret = all_runs(source, opts, ids, nr_ids, rec);
out:
	free(ids);
	probes_free(probes, nr);
	return ret;
}

int measure(const struct measure_opts *opts, struct record *rec)
{
	const struct source *source = open_or_complain(opts->source);
	int ret;

	*rec = (struct record){ 0 };
	if (!source)
		return EXIT_CANNOT;
	ret = measure_with(source, opts, rec);
	source->close();
	return ret;
}

bool measured_any(const struct record *rec)
{
	bool asked = false, counted = false, empty = false;
	size_t i, k;

	for (i = 0; i < rec->nr_runs; i++) {
		for (k = 0; k < rec->runs[i].nr_results; k++) {
			const struct result *res = &rec->runs[i].results[k];

			if (res->count && res->id.exit != VMEXIT_EXIT_NULL)
				return true;
			asked |= res->id.exit != VMEXIT_EXIT_NULL;
			counted |= res->count;
			/* Its CPU went offline, or every sample was disturbed. */
			empty |= !res->count &&
				 res->state != VMEXIT_RESULT_UNSUPPORTED;
		}
	}
	/* Who asks for the bracket alone gets it. */
	if (!asked && counted)
		return true;
	complain(empty ? "no sample of these probes could be taken" :
			 "none of these probes is supported here");
	return false;
}

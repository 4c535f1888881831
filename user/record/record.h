/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The record: runs, and the fingerprint of the machine they were taken on.
 *
 * The one data model between sources (which fill it) and views (which only
 * read it). record.schema.json describes its form as a file. Strings are
 * UTF-8, owned by the struct they stand in, and never NULL unless said; times
 * are TSC cycles unless named otherwise.
 */
#ifndef VMEXITSTAT_RECORD_H
#define VMEXITSTAT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <vmexit/histogram.h>
#include <vmexit/name.h>

#define RECORD_FORMAT	"vmexitstat-record"
#define RECORD_VERSION	1

/* Limits a reader holds a file to. */
#define RECORD_MAX_RUNS		1000
#define RECORD_MAX_RESULTS	100000	/* per run: CPUs x probes */
#define RECORD_MAX_BYTES	1073741824UL

/**
 * struct fingerprint - the machine and what on it moves latencies
 * @platform: enum vmexit_platform
 * @hypervisor: "KVM", ...; "hidden": something traps CPUID; "none"
 * @evidence: facts @platform rests on, @nr_evidence of them
 * @isolation: its parts by name, "; " between, as the module read them; "" unknown
 * @vmpl: the SEV-SNP guest's privilege level, "0" the highest; "" not told
 * @sys_hypervisor: type and version of /sys/hypervisor, "" if there is none
 * @dmi: product; BIOS, each vendor first, of /sys/class/dmi/id; "" if there is none
 * @cpu_model: "model name" of /proc/cpuinfo
 * @microcode: "microcode" of /proc/cpuinfo, "" if not told
 * @kernel: release and build version, as uname -r -v
 * @boot_id: random per boot
 * @cmdline: the words of the kernel command line that move latencies
 * @mitigations: "name: state" lines of .../cpu/vulnerabilities, "; " between
 * @clocksource: current_clocksource
 * @idle: cpuidle driver and governor, with haltpoll's parameters where it runs
 * @swiotlb: what is known of bounce buffers, "" if nothing
 * @tsc_khz: TSC frequency; 0 unknown: nothing can be shown in ns
 * @tsc_step: the TSC moves by multiples of so many cycles; 0 unknown
 * @tsc_invariant: the TSC does not stop or change rate
 * @tsc_exits: reading the TSC seems to exit: every figure holds that as well
 * @bracket: what a sample's end was read by, VMEXIT_BRACKET
 * @module: version of vmexit.ko, "" without it
 * @emulated: NULL on hardware as far as is known; else what it runs under.
 *	Such figures are no latencies and every view must say so
 */
struct fingerprint {
	uint32_t platform;
	char *hypervisor;
	char **evidence;
	size_t nr_evidence;
	char *isolation;
	char *vmpl;
	char *sys_hypervisor;
	char *dmi;
	char *cpu_model;
	char *microcode;
	char *kernel;
	char *boot_id;
	char *cmdline;
	char *mitigations;
	char *clocksource;
	char *idle;
	char *swiotlb;
	uint32_t tsc_khz;
	uint32_t tsc_step;
	bool tsc_invariant;
	bool tsc_exits;
	char *bracket;
	char *module;
	char *emulated;
};

/**
 * struct settings - what was asked for, the same for every run
 * @source: "module" or "cpl3"
 * @samples: per probe and CPU
 * @warmup: executions before, not recorded
 * @batch_us: longest time with interrupts off; 0: they were on (cpl3)
 * @cpus: CPU list
 * @serial: CPUs one after the other
 */
struct settings {
	char *source;
	uint64_t samples;
	uint32_t warmup;
	uint32_t batch_us;
	char *cpus;
	bool serial;
};

/**
 * struct bucket - one non-empty histogram bucket
 * @index: see vmexit/histogram.h
 * @count: samples in it, never 0
 */
struct bucket {
	uint32_t index;
	uint64_t count;
};

/**
 * struct result - one probe on one CPU
 * @id: which probe
 * @route: enum vmexit_route
 * @basis: enum vmexit_basis of @route
 * @expected: enum vmexit_route, by what is known of such a guest; @route but for
 *	where another was witnessed. Unknown in older records, as is @basis
 * @cpu: logical CPU number
 * @state: enum vmexit_result_state; never pending in a file
 * @reason: why it is unsupported, else NULL
 * @executed: samples + warm-up + support checks
 * @disturbed: spoiled samples, not in the histogram
 * @count: samples in the histogram
 * @min: exact; 0 while @count is 0, as are @max and @sum
 * @max: exact
 * @sum: exact
 * @span: cycles from the first timed batch to the end of the last
 * @buckets: non-empty buckets, index strictly ascending, counts add to @count
 * @nr_buckets: how many
 */
struct result {
	struct vmexit_id id;
	uint32_t route;
	uint32_t basis;
	uint32_t expected;
	uint32_t cpu;
	uint32_t state;
	char *reason;
	uint64_t executed;
	uint64_t disturbed;
	uint64_t count;
	uint64_t min;
	uint64_t max;
	uint64_t sum;
	uint64_t span;
	struct bucket *buckets;
	size_t nr_buckets;
};

/**
 * struct run - every chosen probe once on every chosen CPU
 * @started: wall clock, RFC 3339, UTC
 * @elapsed_ms: how long it took
 * @steal_ms: time the hypervisor gave to others meanwhile, all CPUs
 * @results: by CPU, then in the order of the probes asked for
 * @nr_results: how many
 */
struct run {
	char *started;
	uint64_t elapsed_ms;
	uint64_t steal_ms;
	struct result *results;
	size_t nr_results;
};

struct record {
	struct fingerprint fp;
	struct settings settings;
	struct run *runs;
	size_t nr_runs;
};

/**
 * record_free() - free all that a record holds, and clear it
 * @rec: a record, also a half-filled or zeroed one; not the pointer itself
 */
void record_free(struct record *rec);
void run_free(struct run *run);
void result_free(struct result *res);

/**
 * record_is_copy() - whether two records are one, from two files
 *
 * By boot, by when each run began, and by what it found: those of several CPUs begin in
 * one second, and a boot need not be known.
 */
bool record_is_copy(const struct record *a, const struct record *b);

/**
 * record_add_run() - append an empty run
 * @rec: record
 *
 * Return: the run, owned by @rec, valid until the next call.
 */
struct run *record_add_run(struct record *rec);

/**
 * run_add_result() - append an empty result
 * @run: run
 *
 * Return: the result, owned by @run, valid until the next call.
 */
struct result *run_add_result(struct run *run);

/**
 * record_write() - write a record as JSON (write.c)
 * @rec: record
 * @out: open stream; not closed
 *
 * Return: 0, or -errno of the write that failed.
 */
int record_write(const struct record *rec, FILE *out);

/* As record_write(), to a file, by save_document(). Return: 0, or -errno. */
int record_save(const struct record *rec, const char *path);

/**
 * record_load() - read a record strictly
 * @rec: filled on success, zeroed on failure; record_free() it
 * @path: file, "-" for standard input
 * @err: on failure, a message with the place ("runs[0].results[3].min: ...",
 *	or line and column), always NUL-terminated
 * @err_len: size of @err
 *
 * Unknown version or member, wrong type, truncated text, counts that do not
 * add up, a bucket out of order or out of range: refused.
 *
 * Return: 0, or -1 with @err.
 */
int record_load(struct record *rec, const char *path, char *err, size_t err_len);

#endif /* VMEXITSTAT_RECORD_H */

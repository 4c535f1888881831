/* SPDX-License-Identifier: GPL-2.0 */
/* Drives a source through the runs of a record. */
#ifndef VMEXITSTAT_SOURCE_MEASURE_H
#define VMEXITSTAT_SOURCE_MEASURE_H

#include "source/select.h"

#define MEASURE_GIVEN_SOURCE	0x1
#define MEASURE_GIVEN_PROBES	0x2	/* -P, -e, -p */
#define MEASURE_GIVEN_CPUS	0x4
#define MEASURE_GIVEN_SAMPLES	0x8
#define MEASURE_GIVEN_WARMUP	0x10
#define MEASURE_GIVEN_RUNS	0x20
#define MEASURE_GIVEN_BATCH_US	0x40
#define MEASURE_GIVEN_SERIAL	0x80
#define MEASURE_GIVEN_PACE	0x100	/* --until, --pause */

/**
 * struct measure_opts - what to measure
 * @source: "auto", "module" or "cpl3"
 * @select: which probes
 * @cpus: list or "all", NULL: the first one this process may run on
 * @samples: as in struct settings, and so the next three
 * @warmup: ...
 * @batch_us: ...
 * @serial: ...
 * @runs: how often everything is measured, at most
 * @pause_s: seconds between two runs
 * @until: percent that each p50 is to be known to; 0: take all runs
 * @enough: where @until is set, asked after each run whether no more are wanted; after
 *	the last one that may be, with @last
 * @quiet: no progress
 * @json: commands that print no record print JSON
 * @given: MEASURE_GIVEN_*: what was asked for, and is not a default
 */
struct measure_opts {
	const char *source;
	struct select select;
	const char *cpus;
	uint64_t samples;
	uint32_t warmup;
	uint32_t batch_us;
	bool serial;
	uint32_t runs;
	uint32_t pause_s;
	double until;
	bool (*enough)(const struct record *rec, double until, bool last);
	bool quiet;
	bool json;
	uint32_t given;
};

/**
 * measure() - take a record
 * @opts: what to measure
 * @rec: filled on success; record_free() it in any case
 *
 * Return: 0, or an exit_code with what is wrong told on standard error:
 * EXIT_USAGE where the source has no such probe. Nothing
 * of a run that was interrupted is kept.
 */
int measure(const struct measure_opts *opts, struct record *rec);

/* Whether any probe but the empty bracket was measured; complains if none. */
bool measured_any(const struct record *rec);

/* source_open() that tells on standard error why it did not, or fell back. */
const struct source *open_or_complain(const char *want);

#endif /* VMEXITSTAT_SOURCE_MEASURE_H */

// SPDX-License-Identifier: GPL-2.0
/* Measuring from user space: what is refused, spoiled, and no measurement. */
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include <vmexit/tsc.h>

#include "lib/util.h"
#include "sample.h"
#include "source/cpl3_guest.h"
#include "source/cpl3_worker.h"
#include "source/measure.h"
#include "unit.h"

/* Who answers a hypercall is known only where the instruction itself exits. */
START_TEST(hypercalls_refused)
{
	static const bool taken[VMEXIT_NR_PLATFORMS] = {
		[VMEXIT_PLATFORM_BARE_METAL] = true,
		[VMEXIT_PLATFORM_GENERAL_VM] = true,
	};
	struct vmexit_id hypercall = { .exit = VMEXIT_EXIT_HYPERCALL };
	struct vmexit_id cpuid = { .exit = VMEXIT_EXIT_CPUID };
	struct cpl3_guest guest = { .kvm = true };

	for (; guest.platform < VMEXIT_NR_PLATFORMS; guest.platform++) {
		ck_assert_int_eq(!cpl3_guest_refuses(&guest, &hypercall),
				 taken[guest.platform]);
		ck_assert_ptr_null(cpl3_guest_refuses(&guest, &cpuid));
	}
	guest.platform = VMEXIT_PLATFORM_GENERAL_VM;
	guest.kvm = false;
	ck_assert_ptr_nonnull(cpl3_guest_refuses(&guest, &hypercall));
}

/* Every fourth sample ends before it began. */
static void loop_set_back(const struct cpl3_inputs *in, struct cpl3_sample *out,
			  size_t n)
{
	size_t i;

	(void)in;
	for (i = 0; i < n; i++) {
		out[i].cycles = i % 4 ? 70 : (uint64_t)-70;
		out[i].cpu = sched_getcpu();
	}
}

static bool go_on(void *arg, uint64_t done, uint64_t total)
{
	(void)arg;
	return done <= total;
}

START_TEST(tsc_set_back)
{
	const struct settings set = { .samples = 40 };
	const struct cpl3_probe probe = { .op.loop = loop_set_back };
	struct cpl3_job job = {
		.set = &set, .probes = &probe, .nr = 1, .progress = go_on,
		.total = 40,
	};
	struct result res = { 0 };
	struct cpl3_worker worker = {
		.job = &job, .cpu = (uint32_t)sched_getcpu(), .leads = true,
		.results = &res,
	};

	cpl3_work(&worker);
	ck_assert_uint_eq(res.state, VMEXIT_RESULT_DONE);
	ck_assert_uint_eq(res.disturbed, 10);
	ck_assert_uint_eq(res.count, 30);
	ck_assert_uint_eq(res.max, 70);
	result_free(&res);
}

/* A clock that counts a slower one, by whatever distances, and set back once. */
START_TEST(tsc_steps)
{
	static const uint64_t steps[] = { 1, 2, 21, 26, 36, 1000 };
	uint64_t first, step, state = 1;
	int scaled;
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		first = sample_random(&state) >> 1;
		step = 0;
		for (j = 0; j < VMEXIT_STEP_READINGS; j++)
			step = vmexit_tsc_step_add(step, first, first + steps[i] *
						   (2 * j + sample_random(&state) % 9));
		ck_assert_uint_eq(step, steps[i]);
		step = vmexit_tsc_step_add(step, first, first - 7 * steps[i]);
		ck_assert_uint_eq(step, steps[i]);
	}
	ck_assert_uint_eq(vmexit_tsc_step_add(0, 5, 5), 0);
	/* Of this machine's own: what any of its distances is a multiple of. */
	first = vmexit_tsc_read();
	step = vmexit_tsc_find_step(&scaled);
	ck_assert_uint_ge(step, 1);
	if (!scaled)
		ck_assert_uint_eq((vmexit_tsc_read() - first) % step, 0);
}

/* As hardware scales it: what the clock counts, times a ratio, rounded down. */
START_TEST(tsc_scaled)
{
	static const struct {
		double step;
		uint32_t found;
	} cases[] = {
		{ 21 * 1.0137, 21 }, { 21.5, 21 }, { 26 * 0.871, 22 }, { 36 * 1.25 + 0.01, 45 },
		{ 99.99, 99 }, { 1.3, 1 }, { 1, 1 }, { 5.4, 1 },
	};
	__u64 tsc[VMEXIT_STEP_KEPT] = { 0 };
	uint64_t state = 2, ticks;
	size_t i, j, k;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		for (k = 0; k < 200; k++) {
			ticks = sample_random(&state) >> 24;
			for (j = 0; j < VMEXIT_STEP_KEPT; j++) {
				/* The shortest distance is one step, or some. */
				ticks += 1 + k % 3 + (uint64_t)(20 / cases[i].step) +
					 sample_random(&state) % 7;
				tsc[j] = (uint64_t)((double)ticks * cases[i].step);
			}
			ck_assert_uint_eq(vmexit_tsc_scaled_step(tsc, VMEXIT_STEP_KEPT),
					  cases[i].found);
		}
	}
	/* One that goes back has none. */
	tsc[9] = tsc[8] - 1;
	ck_assert_uint_eq(vmexit_tsc_scaled_step(tsc, VMEXIT_STEP_KEPT), 1);
}

START_TEST(nothing_measured)
{
	static const uint64_t samples[] = { 50, 60 };
	struct record rec = { 0 };
	struct run *run = record_add_run(&rec);

	sample_result(run_add_result(run), "null", 0, VMEXIT_ROUTE_NONE,
		      samples, 2);
	ck_assert(measured_any(&rec));
	sample_result(run_add_result(run), "in:0x21", 0, VMEXIT_ROUTE_VMEXIT,
		      NULL, 0);
	ck_assert(!measured_any(&rec));
	run->results[1].state = VMEXIT_RESULT_OFFLINE;
	ck_assert(!measured_any(&rec));
	sample_result(run_add_result(run), "in:0x21", 1, VMEXIT_ROUTE_VMEXIT,
		      samples, 2);
	ck_assert(measured_any(&rec));
	record_free(&rec);
}

const struct unit_test unit_tests[] = {
	{ "cpl3: hypercalls refused", &hypercalls_refused },
	{ "cpl3: the TSC set back", &tsc_set_back },
	{ "the TSC's step", &tsc_steps },
	{ "the step of a TSC that hardware scales", &tsc_scaled },
	{ "measured: with samples only", &nothing_measured },
	{ 0 }
};

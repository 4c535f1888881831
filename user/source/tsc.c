// SPDX-License-Identifier: GPL-2.0
/* The TSC's frequency, found from user space: the kernel tells nobody. */
#include "source/tsc.h"

#include <cpuid.h>
#include <time.h>
#include <x86intrin.h>

#define CALIBRATE_NS	100000000ULL

struct reading {
	uint64_t ns, tsc;
};

/* Of several tries the one least disturbed pairs a clock and a TSC reading. */
static struct reading read_both(void)
{
	struct reading both = { 0 };
	uint64_t best = ~0ULL;
	struct timespec now;
	int i;

	for (i = 0; i < 5; i++) {
		uint64_t before = __rdtsc(), after;

		clock_gettime(CLOCK_MONOTONIC_RAW, &now);
		after = __rdtsc();
		if (after - before >= best)
			continue;
		best = after - before;
		both.tsc = before + best / 2;
		both.ns = (uint64_t)now.tv_sec * 1000000000ULL +
			  (uint64_t)now.tv_nsec;
	}
	return both;
}

static uint32_t calibrate(void)
{
	const struct timespec rest = { .tv_nsec = CALIBRATE_NS };
	struct reading first = read_both(), last;

	clock_nanosleep(CLOCK_MONOTONIC, 0, &rest, NULL);
	last = read_both();
	if (last.ns <= first.ns)
		return 0;
	return (uint32_t)((last.tsc - first.tsc) * 1000000ULL /
			  (last.ns - first.ns));
}

uint32_t tsc_find_khz(const char **how)
{
	uint32_t eax, ebx, ecx, edx, max;

	__cpuid(1, eax, ebx, ecx, edx);
	if (ecx & (1U << 31)) {
		__cpuid(0x40000000, max, ebx, ecx, edx);
		if (max >= 0x40000010 && max < 0x40010000) {
			__cpuid(0x40000010, eax, ebx, ecx, edx);
			*how = "CPUID 0x40000010";
			if (eax)
				return eax;
		}
	}
	max = __get_cpuid_max(0, NULL);
	if (max >= 0x15) {
		__cpuid(0x15, eax, ebx, ecx, edx);
		*how = "CPUID 0x15";
		if (eax && ebx && ecx)
			return (uint32_t)((uint64_t)ecx * ebx / eax / 1000);
		if (eax && ebx && max >= 0x16) {
			/* No crystal frequency, but the base frequency. */
			__cpuid(0x16, eax, ebx, ecx, edx);
			*how = "CPUID 0x16";
			if (eax & 0xffff)
				return (eax & 0xffff) * 1000;
		}
	}
	*how = "calibrated against CLOCK_MONOTONIC_RAW for 100 ms";
	return calibrate();
}

// SPDX-License-Identifier: GPL-2.0
/* The TSC's frequency, found from user space: the kernel tells nobody. */
#include "tsc.h"

#include <cpuid.h>
#include <time.h>
#include <x86intrin.h>

#define CALIBRATE_NS	100000000ULL

/* Of several tries the one least disturbed pairs a clock and a TSC reading. */
static void read_both(uint64_t *ns, uint64_t *tsc)
{
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
		*tsc = before + best / 2;
		*ns = (uint64_t)now.tv_sec * 1000000000ULL +
		      (uint64_t)now.tv_nsec;
	}
}

static uint32_t calibrate(void)
{
	const struct timespec rest = { .tv_nsec = CALIBRATE_NS };
	uint64_t ns[2], tsc[2];

	read_both(&ns[0], &tsc[0]);
	clock_nanosleep(CLOCK_MONOTONIC, 0, &rest, NULL);
	read_both(&ns[1], &tsc[1]);
	if (ns[1] <= ns[0])
		return 0;
	return (uint32_t)((tsc[1] - tsc[0]) * 1000000ULL / (ns[1] - ns[0]));
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

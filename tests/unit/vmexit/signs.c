// SPDX-License-Identifier: GPL-2.0
/* vmexit/signs.h: which platform signs tell of that contradict each other. */
#include <vmexit/signs.h>

#include "lib/util.h"
#include "unit.h"

START_TEST(order)
{
	static const struct {
		struct vmexit_signs signs;
		__u32 platform;
	} cases[] = {
		{ { .cpuid_cycles = 100 }, VMEXIT_PLATFORM_BARE_METAL },
		{ { .cpuid_cycles = 800 }, VMEXIT_PLATFORM_UNKNOWN },
		{ { .cpuid_cycles = 100, .may_be_sev = 1 }, VMEXIT_PLATFORM_BARE_METAL },
		{ { .cpuid_cycles = 800, .may_be_sev = 1 }, VMEXIT_PLATFORM_UNKNOWN },
		{ { .has_hypervisor = 1 }, VMEXIT_PLATFORM_GENERAL_VM },
		{ { .has_hypervisor = 1, .may_be_sev = 1 }, VMEXIT_PLATFORM_UNKNOWN },
		{ { .is_sev = 1 }, VMEXIT_PLATFORM_SEV },
		{ { .is_sev = 1, .is_sev_es = 1 }, VMEXIT_PLATFORM_SEV_ES },
		{ { .is_sev = 1, .is_sev_es = 1, .is_snp = 1 }, VMEXIT_PLATFORM_SEV_SNP },
		{ { .is_snp = 1, .is_sev_es = 1, .has_paravisor = 1 },
		  VMEXIT_PLATFORM_PARAVISOR },
		{ { .has_hypervisor = 1, .is_td = 1, .has_paravisor = 1 },
		  VMEXIT_PLATFORM_TDX },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		ck_assert_uint_eq(vmexit_signs_platform(&cases[i].signs),
				  cases[i].platform);
}
END_TEST

START_TEST(time)
{
	__u64 cycles = vmexit_signs_time_cpuid();

	ck_assert_uint_gt(cycles, 0);
	ck_assert_uint_lt(cycles, 10000000);
}
END_TEST

const struct unit_test unit_tests[] = {
	{ "what the kernel does counts most, then a paravisor, then CPUID", &order },
	{ "a CPUID takes some cycles", &time },
	{ 0 }
};

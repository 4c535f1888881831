// SPDX-License-Identifier: GPL-2.0
/* vmexit/route.h: what a guest's kernel makes of CPUID, by the handlers' sources. */
#include <vmexit/route.h>

#include "lib/util.h"
#include "unit.h"

START_TEST(snp)
{
	static const struct {
		__u32 leaf, index, highest, route;
	} cases[] = {
		{ 0x0, 0, 0x10, VMEXIT_ROUTE_VC },
		{ 0x1, 0, 0x10, VMEXIT_ROUTE_VC_VMGEXIT },
		{ 0xb, 1, 0x10, VMEXIT_ROUTE_VC_VMGEXIT },
		{ 0xb, 1, 0xa, VMEXIT_ROUTE_VC },
		{ 0xd, 0, 0x10, VMEXIT_ROUTE_VC },
		{ 0xd, 1, 0x10, VMEXIT_ROUTE_UNKNOWN },
		{ 0xd, 1, 0xc, VMEXIT_ROUTE_VC },
		{ 0xd, 2, 0x10, VMEXIT_ROUTE_VC },
		{ 0x8000001e, 0, 0x8000001f, VMEXIT_ROUTE_VC_VMGEXIT },
		{ 0x8000001e, 0, 0x8000001d, VMEXIT_ROUTE_VC },
		{ 0x80000000, 0, 0x8000001f, VMEXIT_ROUTE_VC },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		ck_assert_int_eq(vmexit_snp_cpuid_route(cases[i].leaf, cases[i].index,
							cases[i].highest),
				 cases[i].route);
}
END_TEST

const struct unit_test unit_tests[] = {
	{ "SEV-SNP: three leaves, and one that nobody can tell", &snp },
	{ 0 }
};

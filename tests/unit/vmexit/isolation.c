// SPDX-License-Identifier: GPL-2.0
/* vmexit/isolation.h: names of bits, by Linux's msr-index.h and asm/shared/tdx.h. */
#include <stdlib.h>
#include <string.h>

#include <vmexit/isolation.h>

#include "lib/util.h"
#include "unit.h"

START_TEST(sev)
{
	static const struct {
		__u64 status;
		const char *text;
	} cases[] = {
		{ 0, "" },
		{ 0x1, "SEV" },
		{ 0x3, "SEV; SEV-ES" },
		{ 0x7, "SEV; SEV-ES; SEV-SNP" },
		{ 0xf, "SEV; SEV-ES; SEV-SNP; vTOM" },
		/* What is dear at each entry, and what replaces an exit. */
		{ 0x820207, "SEV; SEV-ES; SEV-SNP; BTBIsolation; SMTProtection; IBPBOnEntry" },
		{ 0x40887, "SEV; SEV-ES; SEV-SNP; DebugSwap; SecureTSC; SecureAVIC" },
		{ 0x15570, "ReflectVC; RestrictedInjection; AlternateInjection; PreventHostIBS; "
			   "VmplSSS; VmgexitParam; IBSVirt; VmsaRegProt" },
		/* Nobody's yet, and beyond the last name. */
		{ 1ULL << 63 | 0xa001,
		  "SEV; SEV_STATUS bit 13; SEV_STATUS bit 15; SEV_STATUS bit 63" },
	};
	char text[VMEXIT_ISOLATION_LEN];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		text[0] = '\0';
		vmexit_isolation_sev(text, cases[i].status);
		ck_assert_str_eq(text, cases[i].text);
	}
}
END_TEST

START_TEST(td)
{
	char text[VMEXIT_ISOLATION_LEN] = "TDX module 1.5";

	vmexit_isolation_td(text, 1ULL << 63 | 0x10000003, 1ULL << 63 | 0x1b);
	ck_assert_str_eq(text,
			 "TDX module 1.5; DEBUG; ATTRIBUTES bit 1; SEPT_VE_DISABLE; PERFMON; PENDING_VE_DISABLE; ENUM_TOPOLOGY; REDUCE_VE; TD_CTLS bit 4; LOCK");
}
END_TEST

/* Every bit there can be is told; what does not fit is not cut, but left out. */
START_TEST(room)
{
	char text[VMEXIT_ISOLATION_LEN] = "", *before;
	size_t parts = 1;
	const char *s;

	vmexit_isolation_sev(text, ~0ULL);
	for (s = text; (s = strstr(s, "; ")); s++)
		parts++;
	ck_assert_uint_eq(parts, 64);
	s = strrchr(text, ';');
	ck_assert_str_eq(s, "; SEV_STATUS bit 63");

	while (strlen(text) + strlen("; REDUCE_VE") < sizeof(text))
		vmexit_isolation_add(text, "REDUCE_VE");
	before = xstrdup(text);
	vmexit_isolation_add(text, "REDUCE_VE");
	ck_assert_str_eq(text, before);
	free(before);
}
END_TEST

const struct unit_test unit_tests[] = {
	{ "SEV_STATUS, by name", &sev },
	{ "a TD's two fields, behind what is there", &td },
	{ "room for all, and no half names", &room },
	{ 0 }
};

// SPDX-License-Identifier: GPL-2.0
/* vmexit/name.h: names written, read, refused. */
#include <vmexit/name.h>

#include "lib/util.h"
#include "sample.h"
#include "unit.h"

static void check_same(const struct vmexit_id *id)
{
	char name[VMEXIT_NAME_LEN];
	struct vmexit_id back = { 99, 99, 99, 99 };

	vmexit_name_format(id, name);
	ck_assert_uint_lt(strlen(name), VMEXIT_NAME_LEN - 1);
	ck_assert_msg(!vmexit_name_parse(name, &back), "%s not read", name);
	ck_assert_msg(vmexit_id_equal(id, &back), "%s read as another", name);
}

START_TEST(round_trip)
{
	static const uint32_t numbers[] = {
		0, 1, 9, 10, 0x40000000, 0xc0000080, 0xffffffff
	};
	struct vmexit_id id;
	size_t p, i;

	for (id.exit = 0; id.exit < VMEXIT_NR_EXITS; id.exit++) {
		for (id.path = 0; id.path < VMEXIT_NR_PATHS; id.path++) {
			for (p = 0; p < 7; p++) {
				if (vmexit_is_ipi(id.exit) && numbers[p] >= VMEXIT_NR_PEERS)
					continue;
				id.param = vmexit_has_param(id.exit) ?
					   numbers[p] : 0;
				for (i = 0; i < 7; i++) {
					id.index = vmexit_has_index(id.exit) ?
						   numbers[i] : 0;
					check_same(&id);
				}
			}
		}
	}
}

START_TEST(written)
{
	static const struct {
		struct vmexit_id id;
		const char *name;
	} names[] = {
		{ { VMEXIT_EXIT_NULL, 0, 0, 0 }, "null/insn" },
		{ { VMEXIT_EXIT_CPUID, 0, 0xb, 1 }, "cpuid:0xb.1/insn" },
		{ { VMEXIT_EXIT_CPUID, 1, 0xb, 0 }, "cpuid:0xb/insn-cpl3" },
		{ { VMEXIT_EXIT_IN, 0, 0x21, 0 }, "in:0x21/insn" },
		{ { VMEXIT_EXIT_HYPERCALL, 0, 11, 0 }, "hypercall:11/insn" },
		{ { VMEXIT_EXIT_SEV_INFO, 2, 0, 0 }, "sev-info/ghcb-msr" },
		{ { VMEXIT_EXIT_CPUID, 3, 0xb, 1 }, "cpuid:0xb.1/ghcb-page" },
		{ { VMEXIT_EXIT_HLT, 4, 100, 0 }, "hlt:100/tdvmcall" },
		{ { VMEXIT_EXIT_WRCR, 0, 4, 0 }, "wrcr:0x4/insn" },
		{ { VMEXIT_EXIT_IPI, 0, VMEXIT_PEER_FAR, 0 }, "ipi:far/insn" },
		{ { VMEXIT_EXIT_IPI_RTT, 0, VMEXIT_PEER_CPU, 0 }, "ipi-rtt:cpu0/insn" },
		{ { VMEXIT_EXIT_IPI_WAKE, 0, VMEXIT_PEER_CPU | 255, 0 }, "ipi-wake:cpu255/insn" },
	};
	char name[VMEXIT_NAME_LEN];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		vmexit_name_format(&names[i].id, name);
		ck_assert_str_eq(name, names[i].name);
	}
}

START_TEST(other_spellings)
{
	static const struct {
		const char *name, *same;
	} pairs[] = {
		{ "null", "null/insn" },
		{ "cpuid:11.1", "cpuid:0xb.1/insn" },
		{ "cpuid:0XB.0x1/insn", "cpuid:0xb.1/insn" },
		{ "cpuid:0x0000b.0", "cpuid:0xb/insn" },
		{ "hypercall:0xa", "hypercall:10/insn" },
		{ "in:33/insn", "in:0x21/insn" },
		{ "hlt:0x64", "hlt:100/insn" },
		{ "ipi:cpu0x10", "ipi:cpu16/insn" },
	};
	struct vmexit_id a, b;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		ck_assert_int_eq(vmexit_name_parse(pairs[i].name, &a), 0);
		ck_assert_int_eq(vmexit_name_parse(pairs[i].same, &b), 0);
		ck_assert(vmexit_id_equal(&a, &b));
	}
}

START_TEST(bad_names)
{
	static const char *const bad[] = {
		"", "/", ":", "cpuid", "cpuid/insn", "cpuid:", "cpuid:/insn",
		"cpuid:0x", "cpuid:0x1/", "cpuid:0x1/insn/", "cpuid:0x1/insns",
		"cpuid:0x1/ins", "cpuid:0x1/ghcb", "cpuid:0x1.", "cpuid:0x1..1",
		"cpuid:0x1.1.1", "cpuid:-1", "cpuid:+1", "cpuid: 1", "cpuid:1 ",
		" cpuid:1", "cpuid:0x1g", "cpuid:1a", "cpuid:4294967296",
		"cpuid:0x100000000", "cpuid:18446744073709551617",
		"cpuid:0x1.4294967296", "CPUID:1", "cpui:1", "cpuidx:1",
		"null:1", "null:", "null.1", "trap:0/insn", "in:0x21.1",
		"rdmsr:0x1b.0", "hypercall:1.1", "null/insn ", "null//insn",
		"in:0x21\n", "ipi:", "ipi:1", "ipi:nearer", "ipi:cpu", "ipi:cpu/insn", "ipi:near.1",
		"ipi:cpu2147483648", "ipi-rtt", "arm-monitor:0",
	};
	struct vmexit_id id = { 1, 2, 3, 4 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		ck_assert_msg(vmexit_name_parse(bad[i], &id) == -1,
			      "\"%s\" was taken", bad[i]);
		ck_assert_msg(id.exit == 1 && id.path == 2 && id.param == 3 &&
			      id.index == 4, "\"%s\" touched id", bad[i]);
	}
}

/* Whatever is taken is written in a form that means the same. */
START_TEST(random_names)
{
	static const char alphabet[] = "cpuidnull:0x1.29af/-s";
	uint64_t state = 3;
	struct vmexit_id id;
	char name[24] = "cpuid:";
	int i, len, taken = 0;

	for (i = 0; i < 200000; i++) {
		int end = 7 + (int)(sample_random(&state) % 10);

		for (len = 6; len < end; len++)
			name[len] = alphabet[sample_random(&state) %
					     (sizeof(alphabet) - 1)];
		name[len] = '\0';
		if (vmexit_name_parse(name, &id))
			continue;
		check_same(&id);
		taken++;
	}
	ck_assert_int_gt(taken, 1000);
}

START_TEST(words_complete)
{
	size_t i;

	for (i = 0; i < VMEXIT_NR_EXITS; i++)
		ck_assert_ptr_nonnull(vmexit_exit_names[i]);
	for (i = 0; i < VMEXIT_NR_PATHS; i++)
		ck_assert_ptr_nonnull(vmexit_path_names[i]);
	for (i = 0; i < VMEXIT_NR_ROUTES; i++)
		ck_assert_ptr_nonnull(vmexit_route_names[i]);
	for (i = 0; i < VMEXIT_NR_PLATFORMS; i++)
		ck_assert_ptr_nonnull(vmexit_platform_names[i]);
	ck_assert_int_eq(vmexit_name_find(vmexit_route_names, VMEXIT_NR_ROUTES,
					  "#VC", 3), VMEXIT_ROUTE_VC);
	ck_assert_int_eq(vmexit_name_find(vmexit_route_names, VMEXIT_NR_ROUTES,
					  "#VCx", 4), -1);
}

/* What firmware puts where it likes has one name. */
START_TEST(roles)
{
	static const struct {
		const char *name, *role;
	} same[] = {
		{ "in:0x608", "in:pmtimer" }, { "in:0xb008", "in:pmtimer/insn" },
		{ "in:0x408/tdvmcall", "in:pmtimer/tdvmcall" },
		{ "mmio:0xfed00000", "mmio:hpet" }, { "mmio:0xfec00000", "mmio:ioapic" },
	};
	static const char *const none[] = {
		"in:0x21", "in:0x80", "in:0xcfc", "out:0x608", "mmio:0xfee00030", "cpuid:0x608",
	};
	static const char *const bad[] = {
		"out:pmtimer", "in:hpet", "mmio:pmtimer", "in:", "in:pm", "in:pmtimer.1",
	};
	struct vmexit_id a, b;
	char name[VMEXIT_NAME_LEN];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(same); i++) {
		ck_assert_int_eq(vmexit_name_parse(same[i].name, &a), 0);
		ck_assert_int_eq(vmexit_name_parse(same[i].role, &b), 0);
		ck_assert(!vmexit_is_role(&a) && vmexit_is_role(&b));
		ck_assert(vmexit_same_exit(&a, &b) && !vmexit_id_equal(&a, &b));
		a = vmexit_by_role(&a);
		vmexit_name_format(&a, name);
		ck_assert(!strncmp(name, same[i].role, strlen(same[i].role)));
		check_same(&b);
	}
	for (i = 0; i < ARRAY_SIZE(none); i++) {
		ck_assert_int_eq(vmexit_name_parse(none[i], &a), 0);
		ck_assert_int_eq(vmexit_role(&a), VMEXIT_ROLE_NONE);
		ck_assert(vmexit_same_exit(&a, &a));
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		ck_assert_msg(vmexit_name_parse(bad[i], &a) == -1, "%s read", bad[i]);
}
END_TEST

const struct unit_test unit_tests[] = {
	{ "name: roles", &roles },
	{ "name: written and read back", &round_trip },
	{ "name: as documented", &written },
	{ "name: other spellings", &other_spellings },
	{ "name: bad ones refused", &bad_names },
	{ "name: random ones", &random_names },
	{ "name: every word has a name", &words_complete },
	{ 0 }
};

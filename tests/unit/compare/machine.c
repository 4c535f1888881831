// SPDX-License-Identifier: GPL-2.0
/* Which differences of two machines are told, and which are none. */
#include "compare/machine.h"

#include <stdlib.h>
#include <string.h>

#include "sample.h"
#include "unit.h"

#define SNP	"SEV; SEV-ES; SEV-SNP"

/* Two records alike, a test's to change. */
struct two {
	struct record a, b;
	struct notes notes;
};

static void begin(struct two *two)
{
	*two = (struct two){ 0 };
	sample_record(&two->a, 1);
	sample_record(&two->b, 1);
	two->a.fp.platform = VMEXIT_PLATFORM_SEV_SNP;
	two->b.fp.platform = VMEXIT_PLATFORM_SEV_SNP;
}

/* What is told of them, the only note there is, or NULL for none. */
static void ends(struct two *two, enum note_level level, const char *text)
{
	const struct pair pair = {
		.a = &two->a, .name_a = "A", .b = &two->b, .name_b = "B",
		.notes = &two->notes,
	};

	machine_differs(&pair);
	ck_assert_uint_eq(two->notes.nr, !!text);
	if (text) {
		ck_assert_str_eq(two->notes.list[0].text, text);
		ck_assert_int_eq(two->notes.list[0].level, level);
	}
	notes_free(&two->notes);
	record_free(&two->a);
	record_free(&two->b);
}

/* A text of the fingerprint, by its offset: as @a and @b have it. */
static void texts(size_t offset, const char *a, const char *b,
		  enum note_level level, const char *told)
{
	struct two two;

	begin(&two);
	sample_set((char **)((char *)&two.a.fp + offset), a);
	sample_set((char **)((char *)&two.b.fp + offset), b);
	ends(&two, level, told);
}

#define TEXTS(member, ...)	\
	texts(offsetof(struct fingerprint, member), __VA_ARGS__)

START_TEST(same)
{
	TEXTS(isolation, SNP "; SecureTSC", SNP "; SecureTSC", NOTE_INFO, NULL);
	TEXTS(dmi, "QEMU pc; SeaBIOS 1.16", "QEMU pc; SeaBIOS 1.16", NOTE_INFO, NULL);
	TEXTS(vmpl, "0", "0", NOTE_INFO, NULL);
	TEXTS(sys_hypervisor, "xen 4.17.3", "xen 4.17.3", NOTE_INFO, NULL);
}
END_TEST

START_TEST(isolation)
{
	TEXTS(isolation, SNP "; BTBIsolation; SMTProtection", SNP "; SMTProtection; IBPBOnEntry",
	      NOTE_WARN, "isolation differs: only in A: BTBIsolation; only in B: IBPBOnEntry");
	TEXTS(isolation, SNP "; DebugSwap; SecureTSC", SNP, NOTE_WARN,
	      "isolation differs: only in A: DebugSwap; SecureTSC; only in B: nothing");
}
END_TEST

/* That is what they are compared for. */
START_TEST(isolation_of_platforms)
{
	struct two two;

	begin(&two);
	two.a.fp.platform = VMEXIT_PLATFORM_SEV_ES;
	sample_set(&two.a.fp.isolation, "SEV; SEV-ES");
	sample_set(&two.b.fp.isolation, SNP);
	ends(&two, NOTE_INFO, NULL);
}
END_TEST

START_TEST(others)
{
	TEXTS(vmpl, "0", "2", NOTE_WARN, "VMPL differs: 0 in A, 2 in B");
	TEXTS(sys_hypervisor, "xen 4.17.3", "xen 4.19.0", NOTE_WARN,
	      "/sys/hypervisor differs: xen 4.17.3 in A, xen 4.19.0 in B");
	TEXTS(dmi, "QEMU pc; SeaBIOS 1.16", "QEMU pc; EDK II 2", NOTE_WARN,
	      "DMI product or BIOS differs: QEMU pc; SeaBIOS 1.16 in A, QEMU pc; EDK II 2 in B");
	TEXTS(hypervisor, "KVM", "Xen", NOTE_FOREIGN, "hypervisor differs: KVM in A, Xen in B");
}
END_TEST

/* An older record, an older kernel, user space's source: unknown is not "none". */
START_TEST(unknown)
{
	const char *const no[] = { "", NULL };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(no); i++) {
		TEXTS(isolation, no[i], SNP, NOTE_INFO, NULL);
		TEXTS(isolation, SNP, no[i], NOTE_INFO, NULL);
		TEXTS(vmpl, no[i], "0", NOTE_INFO, NULL);
		TEXTS(vmpl, "0", no[i], NOTE_INFO, NULL);
		TEXTS(sys_hypervisor, no[i], "xen 4.17", NOTE_INFO, NULL);
		TEXTS(dmi, "QEMU pc", no[i], NOTE_INFO, NULL);
		TEXTS(dmi, no[i], no[i], NOTE_INFO, NULL);
	}
	/* What every machine tells is missed. */
	TEXTS(microcode, "0x1", "", NOTE_WARN, "microcode differs: 0x1 in A, nothing in B");
}
END_TEST

const struct unit_test unit_tests[] = {
	{ "the same", &same },
	{ "isolation: what only one has, by name", &isolation },
	{ "isolation: of two platforms it differs by intent", &isolation_of_platforms },
	{ "VMPL, /sys/hypervisor, DMI: warned of; the hypervisor: foreign", &others },
	{ "unknown on one side is no difference", &unknown },
	{ 0 }
};

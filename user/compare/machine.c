// SPDX-License-Identifier: GPL-2.0
/* What on two machines moves latencies by itself. */
#include "compare/machine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The kernel's own calibration is no better. */
#define SAME_TSC	0.001

#define TEXT(what, member, level)	\
	{ (what), offsetof(struct fingerprint, member), (level), false }
/* Not every machine tells, nor did older records: "" says nothing. */
#define TEXT_IF_KNOWN(what, member, level)	\
	{ (what), offsetof(struct fingerprint, member), (level), true }

/*
 * Texts of the fingerprint that are one fact each. Confidential and General VMs
 * of one host have other firmware, and often another product: no other machine.
 */
static const struct {
	const char *what;
	size_t offset;
	enum note_level level;
	bool if_known;
} texts[] = {
	TEXT("CPU model", cpu_model, NOTE_FOREIGN),
	TEXT("microcode", microcode, NOTE_WARN),
	TEXT("hypervisor", hypervisor, NOTE_FOREIGN),
	TEXT_IF_KNOWN("/sys/hypervisor", sys_hypervisor, NOTE_WARN),
	TEXT_IF_KNOWN("VMPL", vmpl, NOTE_WARN),
	TEXT_IF_KNOWN("DMI product or BIOS", dmi, NOTE_WARN),
	TEXT("kernel", kernel, NOTE_WARN),
	TEXT("kernel command line", cmdline, NOTE_WARN),
	TEXT("clock source", clocksource, NOTE_WARN),
	TEXT("idle", idle, NOTE_WARN),
	TEXT("closing bracket", bracket, NOTE_WARN),
	TEXT("vmexit.ko", module, NOTE_WARN),
};

static bool is_known(const char *text)
{
	return text && *text;
}

static void differ_texts(const struct pair *pair)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		const char *a = *(char *const *)((const char *)&pair->a->fp +
						 texts[i].offset);
		const char *b = *(char *const *)((const char *)&pair->b->fp +
						 texts[i].offset);

		if (texts[i].if_known && (!is_known(a) || !is_known(b)))
			continue;
		if (strcmp(or_nothing(a), or_nothing(b)))
			notes_add(pair->notes, texts[i].level,
				  "%s differs: %s in %s, %s in %s", texts[i].what,
				  or_nothing(a), pair->name_a, or_nothing(b),
				  pair->name_b);
	}
}

bool machine_has_part(const char *list, const char *part, size_t len)
{
	for (; *list; list += strspn(list, "; ")) {
		if (strcspn(list, ";") == len && !strncmp(list, part, len))
			return true;
		list += strcspn(list, ";");
	}
	return false;
}

/* The parts of "name: state; ..." that are not in the other list. */
static char *parts_only(const char *list, const char *other)
{
	char *only = xstrdup("");

	for (; *list; list += strspn(list, "; ")) {
		size_t len = strcspn(list, ";");

		if (!machine_has_part(other, list, len)) {
			char *part = xasprintf("%.*s", (int)len, list);

			only = xappend(only, "; ", part);
			free(part);
		}
		list += len;
	}
	return only;
}

/* @what: with its verb */
static void differ_list(const struct pair *pair, const char *what,
			const char *a, const char *b)
{
	char *only_a = parts_only(a, b), *only_b = parts_only(b, a);

	if (*only_a || *only_b)
		notes_add(pair->notes, NOTE_WARN,
			  "%s: only in %s: %s; only in %s: %s", what,
			  pair->name_a, or_nothing(only_a), pair->name_b,
			  or_nothing(only_b));
	free(only_a);
	free(only_b);
}

static void differ_mitigations(const struct pair *pair)
{
	differ_list(pair, "mitigations differ", pair->a->fp.mitigations ?: "",
		    pair->b->fp.mitigations ?: "");
}

/* Between platforms it is what is compared. */
static void differ_isolation(const struct pair *pair)
{
	const struct fingerprint *a = &pair->a->fp, *b = &pair->b->fp;

	if (a->platform == b->platform && is_known(a->isolation) &&
	    is_known(b->isolation))
		differ_list(pair, "isolation differs", a->isolation,
			    b->isolation);
}

bool machine_same_tsc(const struct fingerprint *a, const struct fingerprint *b)
{
	return fabs((double)a->tsc_khz - b->tsc_khz) <= SAME_TSC * a->tsc_khz;
}

static void differ_tsc(const struct pair *pair)
{
	double a = pair->a->fp.tsc_khz, b = pair->b->fp.tsc_khz;

	if (a == 0 && b == 0)
		return;
	if (a == 0 || b == 0)
		notes_add(pair->notes, NOTE_REFUSE,
			  "the TSC's frequency is known of %s alone: its cycles are not those of %s",
			  a == 0 ? pair->name_b : pair->name_a,
			  a == 0 ? pair->name_a : pair->name_b);
	else if (!machine_same_tsc(&pair->a->fp, &pair->b->fp))
		notes_add(pair->notes, NOTE_FOREIGN,
			  "TSC differs: %.1f MHz in %s, %.1f MHz in %s",
			  a / 1e3, pair->name_a, b / 1e3, pair->name_b);
	if (pair->a->fp.tsc_exits != pair->b->fp.tsc_exits)
		notes_add(pair->notes, NOTE_WARN,
			  "reading the TSC seems to exit in %s alone",
			  pair->a->fp.tsc_exits ? pair->name_a : pair->name_b);
}

void machine_number(const struct pair *pair, const char *what, uint64_t a,
		    uint64_t b)
{
	if (a != b)
		notes_add(pair->notes, NOTE_WARN, "%s differs: %llu in %s, %llu in %s",
			  what, (unsigned long long)a, pair->name_a,
			  (unsigned long long)b, pair->name_b);
}

/* Of an older record it is not known. */
static void differ_step(const struct pair *pair)
{
	uint32_t a = pair->a->fp.tsc_step, b = pair->b->fp.tsc_step;

	if (a && b)
		machine_number(pair, "TSC step", a, b);
}

void machine_differs(const struct pair *pair)
{
	differ_texts(pair);
	differ_isolation(pair);
	differ_tsc(pair);
	differ_step(pair);
	differ_mitigations(pair);
}

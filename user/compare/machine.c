// SPDX-License-Identifier: GPL-2.0
/* What on two machines moves latencies by itself. */
#include "compare/machine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The kernel's own calibration is no better. */
#define SAME_TSC	0.001

/* Texts of the fingerprint that are one fact each. */
static const struct {
	const char *what;
	size_t offset;
	enum note_level level;
} texts[] = {
	{ "CPU model", offsetof(struct fingerprint, cpu_model), NOTE_FOREIGN },
	{ "microcode", offsetof(struct fingerprint, microcode), NOTE_WARN },
	{ "hypervisor", offsetof(struct fingerprint, hypervisor), NOTE_FOREIGN },
	{ "kernel", offsetof(struct fingerprint, kernel), NOTE_WARN },
	{ "kernel command line", offsetof(struct fingerprint, cmdline), NOTE_WARN },
	{ "clock source", offsetof(struct fingerprint, clocksource), NOTE_WARN },
	{ "idle", offsetof(struct fingerprint, idle), NOTE_WARN },
	{ "closing bracket", offsetof(struct fingerprint, bracket), NOTE_WARN },
	{ "vmexit.ko", offsetof(struct fingerprint, module), NOTE_WARN },
};

static void differ_texts(const struct pair *pair)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		const char *a = *(char *const *)((const char *)&pair->a->fp +
						 texts[i].offset);
		const char *b = *(char *const *)((const char *)&pair->b->fp +
						 texts[i].offset);

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

static void differ_mitigations(const struct pair *pair)
{
	const char *a = pair->a->fp.mitigations ?: "";
	const char *b = pair->b->fp.mitigations ?: "";
	char *only_a = parts_only(a, b), *only_b = parts_only(b, a);

	if (*only_a || *only_b)
		notes_add(pair->notes, NOTE_WARN,
			  "mitigations differ: only in %s: %s; only in %s: %s",
			  pair->name_a, or_nothing(only_a), pair->name_b,
			  or_nothing(only_b));
	free(only_a);
	free(only_b);
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
	differ_tsc(pair);
	differ_step(pair);
	differ_mitigations(pair);
}

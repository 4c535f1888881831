// SPDX-License-Identifier: GPL-2.0
/* Fingerprints and settings held against each other. */
#include "compare/differ.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"

/* The kernel's own calibration is no better. */
#define SAME_TSC	0.001

const char *const note_level_names[] = {
	[NOTE_INFO]	= "note",
	[NOTE_WARN]	= "warning",
	[NOTE_FOREIGN]	= "foreign",
	[NOTE_REFUSE]	= "refused",
};

void notes_add(struct notes *notes, enum note_level level, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = xvasprintf(fmt, args);
	va_end(args);
	notes->list = xrealloc(notes->list, notes->nr + 1, sizeof(*notes->list));
	notes->list[notes->nr++] = (struct note){ .level = level, .text = text };
}

void notes_free(struct notes *notes)
{
	size_t i;

	for (i = 0; i < notes->nr; i++)
		free(notes->list[i].text);
	free(notes->list);
	*notes = (struct notes){ 0 };
}

enum note_level notes_worst(const struct notes *notes)
{
	enum note_level worst = NOTE_INFO;
	size_t i;

	for (i = 0; i < notes->nr; i++)
		if (notes->list[i].level > worst)
			worst = notes->list[i].level;
	return worst;
}

bool notes_refuse(const struct notes *notes)
{
	size_t i;

	for (i = 0; i < notes->nr; i++)
		if (notes->list[i].level == NOTE_REFUSE)
			complain("%s", notes->list[i].text);
	return notes_worst(notes) == NOTE_REFUSE;
}

/* Two records and what messages call them. */
struct pair {
	const struct record *a, *b;
	const char *name_a, *name_b;
	struct notes *notes;
};

static const char *or_nothing(const char *text)
{
	return text && *text ? text : "nothing";
}

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

bool differ_has_part(const char *list, const char *part, size_t len)
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

		if (!differ_has_part(other, list, len)) {
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

bool differ_same_tsc(const struct fingerprint *a, const struct fingerprint *b)
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
	else if (!differ_same_tsc(&pair->a->fp, &pair->b->fp))
		notes_add(pair->notes, NOTE_FOREIGN,
			  "TSC differs: %.1f MHz in %s, %.1f MHz in %s",
			  a / 1e3, pair->name_a, b / 1e3, pair->name_b);
	if (pair->a->fp.tsc_exits != pair->b->fp.tsc_exits)
		notes_add(pair->notes, NOTE_WARN,
			  "reading the TSC seems to exit in %s alone",
			  pair->a->fp.tsc_exits ? pair->name_a : pair->name_b);
}

static void differ_kind(const struct pair *pair)
{
	const char *a = pair->a->fp.emulated, *b = pair->b->fp.emulated;
	const char *sa = pair->a->settings.source, *sb = pair->b->settings.source;

	if (!a != !b)
		notes_add(pair->notes, NOTE_REFUSE,
			  "%s is emulated (%s), %s is not: ticks are no cycles",
			  a ? pair->name_a : pair->name_b, a ?: b,
			  a ? pair->name_b : pair->name_a);
	else if (a && strcmp(a, b))
		notes_add(pair->notes, NOTE_REFUSE,
			  "emulated in two ways, whose ticks are not the same: %s in %s, %s in %s",
			  a, pair->name_a, b, pair->name_b);
	if (strcmp(or_nothing(sa), or_nothing(sb)))
		notes_add(pair->notes, NOTE_REFUSE,
			  "source differs: %s in %s, %s in %s; what user space measures holds interrupts",
			  or_nothing(sa), pair->name_a, or_nothing(sb),
			  pair->name_b);
}

static void differ_number(const struct pair *pair, const char *what,
			  uint64_t a, uint64_t b)
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
		differ_number(pair, "TSC step", a, b);
}

static void differ_settings(const struct pair *pair)
{
	const struct settings *a = &pair->a->settings, *b = &pair->b->settings;

	differ_number(pair, "samples", a->samples, b->samples);
	differ_number(pair, "warmup", a->warmup, b->warmup);
	differ_number(pair, "batch-us", a->batch_us, b->batch_us);
	if (strcmp(or_nothing(a->cpus), or_nothing(b->cpus)))
		notes_add(pair->notes, NOTE_WARN, "CPUs differ: %s in %s, %s in %s",
			  or_nothing(a->cpus), pair->name_a, or_nothing(b->cpus),
			  pair->name_b);
	if (a->serial != b->serial)
		notes_add(pair->notes, NOTE_WARN, "CPU after CPU in %s alone",
			  a->serial ? pair->name_a : pair->name_b);
}

static void differ_records(const struct pair *pair)
{
	differ_kind(pair);
	differ_texts(pair);
	differ_tsc(pair);
	differ_step(pair);
	differ_mitigations(pair);
	differ_settings(pair);
}

/* Results that hold only what had run when they were ended. */
static size_t cut_short(const struct run *run)
{
	size_t i, nr = 0;

	for (i = 0; i < run->nr_results; i++)
		nr += run->results[i].state == VMEXIT_RESULT_CANCELLED ||
		      run->results[i].state == VMEXIT_RESULT_OFFLINE;
	return nr;
}

static void spoiled(const struct side *side, struct notes *notes)
{
	unsigned long long steal = 0, elapsed = 0, disturbed = 0, samples = 0;
	const char *varies = NULL;
	uint32_t step = 0;
	size_t i, j, cut = 0;

	for (i = 0; i < side->nr_records; i++) {
		const struct side_record *rec = &side->records[i];

		/* Emulated, it is said already that they are no measure of time. */
		if (!rec->rec.fp.tsc_invariant && !rec->rec.fp.emulated)
			varies = varies ?: rec->path;
		if (rec->rec.fp.tsc_step > step)
			step = rec->rec.fp.tsc_step;
		for (j = 0; j < rec->rec.nr_runs; j++) {
			steal += rec->rec.runs[j].steal_ms;
			elapsed += rec->rec.runs[j].elapsed_ms;
			cut += cut_short(&rec->rec.runs[j]);
		}
		for (j = 0; j < rec->sum.nr_probes; j++) {
			disturbed += rec->sum.probes[j].disturbed;
			samples += rec->sum.probes[j].count;
		}
	}
	if (varies)
		notes_add(notes, NOTE_WARN,
			  "%s: the TSC is not invariant, a cycle is not always as long",
			  varies);
	if (step > 1)
		notes_add(notes, NOTE_INFO,
			  "%s: its TSC moves by %u cycles at a time: no interval is narrower, and no difference below that is claimed",
			  side->path, step);
	if (cut)
		notes_add(notes, NOTE_WARN,
			  "cut short in %s (cancelled, or the CPU went offline), holding only what had run: %zu result%s",
			  side->path, cut, cut == 1 ? "" : "s");
	if (steal)
		notes_add(notes, NOTE_WARN,
			  "steal: the hypervisor gave %llu ms of %s's CPU time to others, in %llu ms",
			  steal, side->path, elapsed);
	if (disturbed)
		notes_add(notes, NOTE_INFO,
			  "%s: %llu samples were disturbed, beside %llu that the figures are of",
			  side->path, disturbed, samples);
}

/* What a note is about: what stands before its first colon. */
static size_t topic(const struct note *note)
{
	return strcspn(note->text, ":");
}

/*
 * Of notes that say the same of one record after the other, the first, and of
 * how many more.
 */
static void sum_up(struct notes *all, struct notes *to)
{
	size_t i, j, more;

	for (i = 0; i < all->nr; i++) {
		struct note *note = &all->list[i];

		if (!note->text)
			continue;
		more = 0;
		for (j = i + 1; j < all->nr; j++) {
			struct note *other = &all->list[j];

			if (!other->text || other->level != note->level ||
			    topic(other) != topic(note) ||
			    strncmp(other->text, note->text, topic(note)))
				continue;
			free(other->text);
			other->text = NULL;
			more++;
		}
		if (more)
			notes_add(to, note->level, "%s; and %zu record%s more that differ%s",
				  note->text, more, more == 1 ? "" : "s",
				  more == 1 ? "s" : "");
		else
			notes_add(to, note->level, "%s", note->text);
	}
	notes_free(all);
}

static void note_boots(const struct side *side, struct notes *notes)
{
	if (side->nr_boots < side->nr_records)
		notes_add(notes, NOTE_INFO,
			  "%s: %zu records are of %zu boot%s, by boot_id",
			  side->path, side->nr_records, side->nr_boots,
			  side->nr_boots == 1 ? "" : "s");
}

void differ_within(const struct side *side, struct notes *notes)
{
	struct notes all = { 0 };
	size_t i;

	for (i = 1; i < side->nr_records; i++) {
		const struct side_record *first = &side->records[0];
		const struct side_record *other = &side->records[i];
		struct pair pair = {
			.a = &first->rec, .name_a = first->path,
			.b = &other->rec, .name_b = other->path, .notes = &all,
		};

		if (first->rec.fp.platform != other->rec.fp.platform)
			notes_add(&all, NOTE_REFUSE,
				  "platform differs: %s in %s, %s in %s",
				  vmexit_platform_names[first->rec.fp.platform],
				  first->path,
				  vmexit_platform_names[other->rec.fp.platform],
				  other->path);
		differ_records(&pair);
	}
	sum_up(&all, notes);
	note_boots(side, notes);
	if (*side->left_out)
		notes_add(notes, NOTE_WARN,
			  "%s: left out, hidden or no *.json files: %s",
			  side->path, side->left_out);
	spoiled(side, notes);
}

static void differ_published(const struct side *side, struct notes *notes)
{
	const struct published *pub = side->published;

	notes_add(notes, NOTE_INFO,
		  "%s: published, not measured here: %s; %s; %s (%s); %s, gross. No statistics are made of it. %s",
		  side->path, pub->title, pub->source, pub->date, pub->machine,
		  stats_figure_names[pub->statistic], pub->notes);
}

void differ_sides(const struct side *base, const struct side *new,
		  bool same_platform, struct notes *notes)
{
	const struct fingerprint *fp = side_fp(base), *other = side_fp(new);
	struct pair pair = {
		.name_a = base->path, .name_b = new->path, .notes = notes,
	};

	if (base->published)
		differ_published(base, notes);
	if (new->published)
		differ_published(new, notes);
	if (same_platform && fp && other && fp->platform != other->platform)
		notes_add(notes, NOTE_FOREIGN,
			  "platform differs: %s in %s, %s in %s",
			  vmexit_platform_names[fp->platform], base->path,
			  vmexit_platform_names[other->platform], new->path);
	if (!same_platform && fp && fp->platform != VMEXIT_PLATFORM_GENERAL_VM)
		notes_add(notes, NOTE_INFO, "%s is no General VM but %s",
			  base->path, vmexit_platform_names[fp->platform]);
	if (base->published || new->published)
		return;
	pair.a = &base->records[0].rec;
	pair.b = &new->records[0].rec;
	differ_records(&pair);
}

// SPDX-License-Identifier: GPL-2.0
/* Fingerprints and settings held against each other. */
#include "compare/differ.h"

#include <stdlib.h>
#include <string.h>

#include "compare/machine.h"
#include "record/surprise.h"

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

static void differ_settings(const struct pair *pair)
{
	const struct settings *a = &pair->a->settings, *b = &pair->b->settings;

	machine_number(pair, "samples", a->samples, b->samples);
	machine_number(pair, "warmup", a->warmup, b->warmup);
	machine_number(pair, "batch-us", a->batch_us, b->batch_us);
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
	machine_differs(pair);
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

static bool tells_boot(const struct side_record *rec)
{
	return rec->rec.fp.boot_id && *rec->rec.fp.boot_id;
}

static void note_boots(const struct side *side, struct notes *notes)
{
	size_t i, silent = 0, telling, boots;

	for (i = 0; i < side->nr_records; i++)
		silent += !tells_boot(&side->records[i]);
	telling = side->nr_records - silent;
	boots = side->nr_boots - !!silent;
	if (silent > 1)
		notes_add(notes, NOTE_WARN,
			  "%s: %zu records do not tell their boot, and are taken to be of one",
			  side->path, silent);
	if (boots < telling)
		notes_add(notes, NOTE_INFO,
			  "%s: %zu records are of %zu boot%s, by boot_id",
			  side->path, telling, boots, boots == 1 ? "" : "s");
}

/* What was seen counts: such a figure may be of no exit, or of a dearer one. */
static void surprised(const struct side *side, struct notes *notes)
{
	size_t i;

	for (i = 0; i < side->nr_records; i++) {
		char *text = surprises_text(&side->records[i].sum);

		if (*text)
			notes_add(notes, NOTE_WARN,
				  "%s: seen to take another route than was expected (in brackets): %s",
				  side->records[i].path, text);
		free(text);
	}
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
	surprised(side, notes);
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

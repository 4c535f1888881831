/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What must be known before two sides are compared: where their fingerprints
 * and settings differ, and what that means for the comparison.
 */
#ifndef VMEXITSTAT_COMPARE_DIFFER_H
#define VMEXITSTAT_COMPARE_DIFFER_H

#include "compare/side.h"
#include "lib/util.h"

/* Each worse than the one before. */
enum note_level {
	NOTE_INFO,	/* good to know */
	NOTE_WARN,	/* may move latencies by itself */
	NOTE_FOREIGN,	/* another machine: no verdict on what runs there */
	NOTE_REFUSE,	/* figures of another kind: no comparison */
};

struct note {
	enum note_level level;
	char *text;
};

/**
 * struct notes - a list of them, freed by notes_free()
 * @list: in the order they were made
 * @nr: how many
 */
struct notes {
	struct note *list;
	size_t nr;
};

void notes_add(struct notes *notes, enum note_level level, const char *fmt, ...)
	__printf(3, 4);
void notes_free(struct notes *notes);

/* The worst level, NOTE_INFO if there are none. */
enum note_level notes_worst(const struct notes *notes);

/* Whether any refuses; those that do are told on standard error. */
bool notes_refuse(const struct notes *notes);

/* NOTE_WARN and worse, by name: "warning", "foreign", "refused"; "note". */
extern const char *const note_level_names[];

/* How the records of one side differ from its first one, and what spoiled them. */
void differ_within(const struct side *side, struct notes *notes);

/* Whether cycles of the two are as long, as far as is known. */
bool differ_same_tsc(const struct fingerprint *a, const struct fingerprint *b);

/**
 * differ_sides() - how NEW differs from BASE, and whether they can be compared
 * @base: side
 * @new: side
 * @same_platform: another platform is another machine
 * @notes: added to
 */
void differ_sides(const struct side *base, const struct side *new,
		  bool same_platform, struct notes *notes);

/* Whether a part of "name: state; ..." is these very @len characters. */
bool differ_has_part(const char *list, const char *part, size_t len);

#endif /* VMEXITSTAT_COMPARE_DIFFER_H */

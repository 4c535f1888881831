/* SPDX-License-Identifier: GPL-2.0 */
/* What is to be said of a comparison, and how bad it is. */
#ifndef VMEXITSTAT_COMPARE_NOTES_H
#define VMEXITSTAT_COMPARE_NOTES_H

#include <stdbool.h>

#include "lib/util.h"

/* Each worse than the one before. */
enum note_level {
	NOTE_INFO,	/* good to know */
	NOTE_WARN,	/* may move latencies by itself */
	NOTE_FOREIGN,	/* another machine: no verdict on what runs there */
	NOTE_REFUSE,	/* figures of another kind: no comparison */
};

/**
 * struct note - one of them
 * @level: how bad it is
 * @text: a sentence for people
 */
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

#endif /* VMEXITSTAT_COMPARE_NOTES_H */

// SPDX-License-Identifier: GPL-2.0
/* A list of notes: grown, judged, told, freed. */
#include "compare/notes.h"

#include <stdarg.h>
#include <stdlib.h>

#include "lib/complain.h"

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

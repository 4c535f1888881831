// SPDX-License-Identifier: GPL-2.0
/* What doctor finds. */
#include "cmd/findings.h"

#include <stdarg.h>
#include <stdlib.h>

#include "lib/hang.h"
#include "record/json_out.h"

#define STATE_WIDTH	7
#define WHAT_WIDTH	12

static const char *const state_names[] = {
	[FINE]	= "ok",
	[NOTE]	= "note",
	[WRONG]	= "wrong",
};

void findings_add(struct findings *all, enum finding_state state, const char *what,
		  const char *type, const char *fmt, ...)
{
	struct finding *found;
	va_list args;

	all->list = xrealloc(all->list, all->nr + 1, sizeof(*all->list));
	found = &all->list[all->nr++];
	*found = (struct finding){
		.state = state, .what = what, .type = type ? xstrdup(type) : NULL,
	};
	va_start(args, fmt);
	found->text = xvasprintf(fmt, args);
	va_end(args);
}

bool findings_wrong(const struct findings *all)
{
	size_t i;

	for (i = 0; i < all->nr; i++)
		if (all->list[i].state == WRONG)
			return true;
	return false;
}

void findings_print_text(const struct findings *all)
{
	size_t i;

	for (i = 0; i < all->nr; i++) {
		const struct finding *found = &all->list[i];

		printf("%-*s%-*s", STATE_WIDTH, state_names[found->state], WHAT_WIDTH, found->what);
		hang(found->text, STATE_WIDTH + WHAT_WIDTH);
		if (found->type)
			printf("%*s%s\n", STATE_WIDTH + WHAT_WIDTH, "", found->type);
	}
}

void findings_print_json(const struct findings *all)
{
	json_t *document = json_document("vmexitstat-doctor", 1);
	json_t *list = json_made(json_array()), *object;
	size_t i;

	for (i = 0; i < all->nr; i++) {
		object = json_made(json_object());
		json_set(object, "state", json_string(state_names[all->list[i].state]));
		json_set(object, "what", json_text(all->list[i].what));
		json_set(object, "text", json_text(all->list[i].text));
		json_set(object, "type", json_text(all->list[i].type));
		if (json_array_append_new(list, object))
			json_made(NULL);
	}
	json_set(document, "findings", list);
	json_print(document, stdout);
}

void findings_free(struct findings *all)
{
	size_t i;

	for (i = 0; i < all->nr; i++) {
		free(all->list[i].text);
		free(all->list[i].type);
	}
	free(all->list);
}

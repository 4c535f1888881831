/* SPDX-License-Identifier: GPL-2.0 */
/* What doctor finds: a list, printed as text or JSON. */
#ifndef VMEXITSTAT_CMD_FINDINGS_H
#define VMEXITSTAT_CMD_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/util.h"

enum finding_state {
	FINE,
	NOTE,	/* good to know */
	WRONG,	/* until it is mended, the module measures nothing */
};

/**
 * struct finding - what was looked at, and how it is
 * @state: how
 * @what: a word or two
 * @text: what was found; owned
 * @type: the line that mends it, or NULL; owned
 */
struct finding {
	enum finding_state state;
	const char *what;
	char *text;
	char *type;
};

/**
 * struct findings - all of them
 * @list: in the order they were found; owned
 * @nr: how many
 */
struct findings {
	struct finding *list;
	size_t nr;
};

/**
 * findings_add() - one more
 * @all: where to
 * @state: how it is
 * @what: a constant
 * @type: the line that mends it, or NULL; copied
 * @fmt: of what was found
 */
void findings_add(struct findings *all, enum finding_state state, const char *what,
		  const char *type, const char *fmt, ...) __printf(5, 6);

/* Is anything wrong? */
bool findings_wrong(const struct findings *all);

/* To standard output. */
void findings_print_text(const struct findings *all);
void findings_print_json(const struct findings *all);

/* What the list owns, and the list. */
void findings_free(struct findings *all);

#endif /* VMEXITSTAT_CMD_FINDINGS_H */

// SPDX-License-Identifier: GPL-2.0
/* How routes are known, and those that were seen to be others. */
#include <stdlib.h>

#include "lib/util.h"
#include "record/surprise.h"
#include "view/parts.h"

/* "3 witnessed, 9 by specification, 4 by habit"; "" where nothing is known. */
static char *bases(const struct summary *sum)
{
	static const char *const words[] = {
		[VMEXIT_BASIS_SPECIFICATION] = "by specification",
		[VMEXIT_BASIS_HABIT] = "by what KVM and Linux are known to do",
		[VMEXIT_BASIS_WITNESSED] = "seen to be taken",
		[VMEXIT_BASIS_TIMED] = "by what they take",
	};
	size_t nr[VMEXIT_NR_BASES] = { 0 }, i;
	char *list = xstrdup(""), *one;

	for (i = 0; i < sum->nr_probes; i++)
		if (sum->probes[i].count)
			nr[sum->probes[i].basis]++;
	for (i = VMEXIT_NR_BASES; i-- > VMEXIT_BASIS_SPECIFICATION;) {
		if (!nr[i])
			continue;
		one = xasprintf("%zu %s", nr[i], words[i]);
		list = xappend(list, ", ", one);
		free(one);
	}
	return list;
}

void view_note_routes(const struct summary *sum, const struct view_opts *opts,
		      FILE *out)
{
	char *list = bases(sum);

	if (*list)
		view_note(opts, out, VIEW_PLAIN, "Routes: %s.", list);
	free(list);
	list = surprises_text(sum);
	if (*list)
		view_note(opts, out, VIEW_WARN,
			  "Seen to take another route than was expected (in brackets): %s.",
			  list);
	free(list);
}

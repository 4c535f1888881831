// SPDX-License-Identifier: GPL-2.0
/* Which known words a mistyped one may have meant. */
#include "lib/nearest.h"

#include <stdlib.h>
#include <string.h>

#include "lib/util.h"

#define OFFERED		3
#define LONGEST		64

static size_t min(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * Edit distance: insertions, deletions, replacements, and neighbours swapped,
 * which is what hands do. @row[i % 3] belongs to the first i characters of a.
 */
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t row[3][LONGEST + 1], i, k;

	a_len = min(a_len, LONGEST);
	b_len = min(b_len, LONGEST);
	for (k = 0; k <= b_len; k++)
		row[0][k] = k;
	for (i = 1; i <= a_len; i++) {
		size_t *now = row[i % 3];
		const size_t *up = row[(i - 1) % 3];
		const size_t *upper = row[(i + 1) % 3];

		now[0] = i;
		for (k = 1; k <= b_len; k++) {
			now[k] = min(up[k - 1] + (a[i - 1] != b[k - 1]),
				     min(up[k], now[k - 1]) + 1);
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] &&
			    a[i - 2] == b[k - 1])
				now[k] = min(now[k], upper[k - 2] + 1);
		}
	}
	return row[a_len % 3][b_len];
}

/*
 * Probes are typed with their path or without: both ways count, and a wrong
 * path counts more than a letter and less than two. In halves.
 */
static size_t how_far(const char *word, const char *known)
{
	size_t base = strcspn(word, "/"), known_base = strcspn(known, "/");

	return min(2 * distance(word, strlen(word), known, strlen(known)),
		   2 * distance(word, base, known, known_base) + (word[base] ? 3 : 0));
}

char *nearest(const char *word, const char *const *known, size_t nr)
{
	/* A third of it may be wrong; more is another word. */
	size_t limit = 2 * (min(strlen(word), LONGEST) / 3 + 1), far, i;
	const char *best[OFFERED];
	char *out, *more;
	size_t found = 0;

	for (far = 0; far <= limit && !found; far++)
		for (i = 0; i < nr && found < OFFERED; i++)
			if (how_far(word, known[i]) == far)
				best[found++] = known[i];
	out = xstrdup("");
	for (i = 0; i < found; i++) {
		const char *before = !i ? ": did you mean " :
				     i + 1 < found ? ", " : " or ";

		more = xasprintf("%s%s'%s'%s", out, before, best[i],
				 i + 1 == found ? "?" : "");
		free(out);
		out = more;
	}
	return out;
}

// SPDX-License-Identifier: GPL-2.0
/* What the sides are called on a page. */
#include "html/parts.h"

#include <stdlib.h>
#include <string.h>

#include "lib/util.h"

/* BASE is called alike beside every NEW, or by its part in it. */
static char *name_base(const struct html *html)
{
	const char *title = compare_base_title(&html->cmps[0]);
	size_t i;

	for (i = 1; i < html->nr; i++)
		if (strcmp(title, compare_base_title(&html->cmps[i])))
			return xstrdup("base");
	return xstrdup(title);
}

/* Two of a kind are numbered. */
static char *name_new(const struct html *html, size_t which)
{
	const char *title = compare_new_title(&html->cmps[which]);
	size_t i;

	for (i = 0; i < html->nr; i++)
		if (i != which && !strcmp(title, compare_new_title(&html->cmps[i])))
			return xasprintf("%s %zu", title, which + 1);
	return xstrdup(title);
}

void html_begin(struct html *html, const struct comparison *cmps, size_t nr, FILE *out)
{
	size_t i;

	*html = (struct html){ .cmps = cmps, .nr = nr, .out = out };
	html->base = name_base(html);
	html->news = xcalloc(nr, sizeof(*html->news));
	for (i = 0; i < nr; i++)
		html->news[i] = name_new(html, i);
}

char *html_title(const struct html *html)
{
	char *news = xstrdup(""), *title;
	size_t i;

	for (i = 0; i < html->nr; i++)
		news = xappend(news, ", ", html->news[i]);
	title = xasprintf("%s against %s", news, html->base);
	free(news);
	return title;
}

void html_end(struct html *html)
{
	size_t i;

	for (i = 0; i < html->nr; i++)
		free(html->news[i]);
	free(html->news);
	free(html->base);
	*html = (struct html){ 0 };
}

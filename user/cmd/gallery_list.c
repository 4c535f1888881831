// SPDX-License-Identifier: GPL-2.0
/* Published figures, with where they are from. */
#include "cmd/gallery_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/hang.h"
#include "lib/util.h"
#include "record/json_out.h"

static void list_json(const struct sides *all)
{
	json_t *document = json_document("vmexitstat-published-list", 1);
	json_t *list = json_made(json_array());
	size_t i;

	for (i = 0; i < all->nr; i++) {
		const struct published *pub = all->list[i].published;
		json_t *line = json_made(json_object());

		json_set(line, "path", json_text(all->list[i].path));
		json_set(line, "title", json_text(pub->title));
		json_set(line, "platform", json_string(vmexit_platform_names[pub->platform]));
		json_set(line, "source", json_text(pub->source));
		json_set(line, "date", json_text(pub->date));
		json_set(line, "machine", json_text(pub->machine));
		json_set(line, "notes", json_text(pub->notes));
		json_set(line, "unit", json_string(pub->ns ? "ns" : "cycles"));
		json_set(line, "statistic", json_string(stats_figure_names[pub->statistic]));
		json_set(line, "figures", json_integer((json_int_t)pub->nr_figures));
		if (json_array_append_new(list, line))
			json_made(NULL);
	}
	json_set(document, "published", list);
	json_print(document, stdout);
}

static void put(const char *label, int width, char *text)
{
	printf("%-*s  ", width, label);
	hang(text, width + 2);
	free(text);
}

static void list_text(const struct sides *all)
{
	size_t i;
	int width = 0, len;

	for (i = 0; i < all->nr; i++) {
		len = (int)strlen(vmexit_platform_names[all->list[i].published->platform]);
		width = len > width ? len : width;
	}
	for (i = 0; i < all->nr; i++) {
		const struct published *pub = all->list[i].published;

		put(vmexit_platform_names[pub->platform], width,
		    xasprintf("%s: %zu figures, %s in %s", pub->title, pub->nr_figures,
			      stats_figure_titles[pub->statistic], pub->ns ? "ns" : "cycles"));
		put("", width, xasprintf("%s; %s; %s", pub->source, pub->date, pub->machine));
		put("", width, xstrdup(all->list[i].path));
	}
}

void gallery_list(const struct sides *all, bool json)
{
	if (json)
		list_json(all);
	else
		list_text(all);
}

// SPDX-License-Identifier: GPL-2.0
/* Fingerprints and settings side by side. */
#include "html/parts.h"

#include <stdlib.h>
#include <string.h>

#include "compare/machine.h"
#include "record/json_out.h"

/* In a list, between its parts: as the mitigations have it. */
#define BETWEEN	"; "

struct machines {
	const struct html *html;
	char **text;		/* of the member at hand, by side; NULL: published */
	size_t nr;		/* sides, BASE first */
	bool if_known;		/* not every record tells: "" is no text */
	FILE *out;
};

static const struct side *side(const struct html *html, size_t which)
{
	return which ? html->cmps[which - 1].new : html->cmps[0].base;
}

static char *joined(const json_t *list)
{
	char *all = xstrdup(""), *more;
	size_t i;

	for (i = 0; i < json_array_size(list); i++) {
		more = xasprintf("%s%s%s", all, *all ? BETWEEN : "",
				 json_string_value(json_array_get(list, i)));
		free(all);
		all = more;
	}
	return all;
}

static char *member_text(const struct json_member *member, const void *from)
{
	json_t *value = json_value(member, (const char *)from + member->offset);
	char *text;

	if (json_is_string(value))
		text = xstrdup(json_string_value(value));
	else if (json_is_array(value))
		text = joined(value);
	else if (json_is_integer(value))
		text = xasprintf("%lld", (long long)json_integer_value(value));
	else
		text = xstrdup(json_is_true(value) ? "yes" : "no");
	json_decref(value);
	return text;
}

/* Whether a part stands in every text of a measured side. */
static bool all_have(const struct machines *machines, const char *part,
		     size_t len)
{
	size_t i;

	for (i = 0; i < machines->nr; i++)
		if (machines->text[i] &&
		    !machine_has_part(machines->text[i], part, len))
			return false;
	return true;
}

static bool is_list(const struct machines *machines)
{
	size_t i;

	for (i = 0; i < machines->nr; i++)
		if (machines->text[i] && strstr(machines->text[i], BETWEEN))
			return true;
	return false;
}

/* The parts that others have as well, or those that they do not. */
static size_t put_parts(const struct machines *machines, const char *list,
			bool common)
{
	FILE *out = machines->out;
	size_t len, nr = 0;

	for (; *list; list += strspn(list, BETWEEN)) {
		len = strcspn(list, ";");
		if (all_have(machines, list, len) == common) {
			fputs(common ? "<li>" : "<li><strong>", out);
			html_text(out, "%.*s", (int)len, list);
			fputs(common ? "</li>" : "</strong></li>", out);
			nr++;
		}
		list += len;
	}
	return nr;
}

static void put_list(const struct machines *machines, const char *list)
{
	FILE *out = machines->out;
	const char *s;
	size_t len, common = 0;

	for (s = list; *s; s += strspn(s, BETWEEN)) {
		len = strcspn(s, ";");
		common += all_have(machines, s, len);
		s += len;
	}
	fputs("<ul>", out);
	put_parts(machines, list, false);
	fputs("</ul>", out);
	if (!common)
		return;
	fprintf(out, "<details><summary>%zu that all have</summary><ul>", common);
	put_parts(machines, list, true);
	fputs("</ul></details>", out);
}

static bool differs(const struct machines *machines)
{
	const char *first = NULL;
	size_t i;

	for (i = 0; i < machines->nr; i++) {
		if (!machines->text[i] ||
		    (machines->if_known && !*machines->text[i]))
			continue;
		if (first && strcmp(first, machines->text[i]))
			return true;
		first = machines->text[i];
	}
	return false;
}

static void put_cell(const struct machines *machines, const char *text,
		     bool emphasis)
{
	FILE *out = machines->out;

	fputs("<td>", out);
	if (!text) {
		fputs("<em>published</em>", out);
	} else if (!*text) {
		fprintf(out, "<em>%s</em>",
			machines->if_known ? "not told" : "nothing");
	} else if (emphasis && is_list(machines)) {
		put_list(machines, text);
	} else {
		fputs(emphasis ? "<strong>" : "", out);
		html_text(out, "%s", text);
		fputs(emphasis ? "</strong>" : "", out);
	}
	fputs("</td>", out);
}

/* Frees the texts. */
static void put_row(const struct machines *machines, const char *name)
{
	bool emphasis = differs(machines);
	FILE *out = machines->out;
	const char *s;
	size_t i;

	fprintf(out, "<tr%s><th scope=\"row\">",
		emphasis ? " class=\"differs\"" : "");
	for (s = name; *s; s++)
		fputc(*s == '_' ? ' ' : *s, out);
	if (emphasis)
		fputs(" <span class=\"mark\">≠ differs</span>", out);
	fputs("</th>", out);
	for (i = 0; i < machines->nr; i++)
		put_cell(machines, machines->text[i], emphasis);
	for (i = 0; i < machines->nr; i++)
		free(machines->text[i]);
	fputs("</tr>\n", out);
}

static void put_members(struct machines *machines,
			const struct json_member *member, size_t offset)
{
	size_t i;

	for (; member->name; member++) {
		machines->if_known = member->kind == JSON_KIND_STRING &&
				     member->absent && !*member->absent;
		for (i = 0; i < machines->nr; i++) {
			const struct side *of = side(machines->html, i);

			machines->text[i] = of->nr_records ?
				member_text(member, (const char *)
					    &of->records[0].rec + offset) : NULL;
		}
		put_row(machines, member->name);
	}
}

void html_machines(const struct html *html)
{
	struct machines machines = {
		.html = html, .nr = html->nr + 1, .out = html->out,
		.text = xcalloc(html->nr + 1, sizeof(char *)),
	};
	FILE *out = html->out;
	size_t i;

	fputs("<div class=\"wide\" role=\"region\" tabindex=\"0\" ", out);
	fputs("aria-label=\"machines and settings\">\n<table class=\"machines\">\n<caption>",
	      out);
	fputs("What moves latencies by itself, and how was measured. ", out);
	fputs("Of several records a side the first; ≠ and bold: sides differ.", out);
	fputs("</caption>\n<thead><tr>" HTML_TH "member</th>", out);
	for (i = 0; i < machines.nr; i++) {
		fputs(HTML_TH, out);
		html_text(out, "%s", i ? html->news[i - 1] : html->base);
		fputs("</th>", out);
	}
	fputs("</tr></thead>\n<tbody>\n", out);
	put_members(&machines, json_fingerprint, offsetof(struct record, fp));
	put_members(&machines, json_settings, offsetof(struct record, settings));
	fputs("</tbody></table></div>\n", out);
	free(machines.text);
}

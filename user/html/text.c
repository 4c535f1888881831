// SPDX-License-Identifier: GPL-2.0
/* Text and numbers of the HTML page. */
#include "html/parts.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "view/compare_view.h"

void html_text(FILE *out, const char *fmt, ...)
{
	char *text, *clean;
	const char *s;
	va_list args;

	va_start(args, fmt);
	text = xvasprintf(fmt, args);
	va_end(args);
	clean = text_clean(text, true);
	for (s = clean; *s; s++) {
		switch (*s) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		case '\'':
			fputs("&#39;", out);
			break;
		default:
			fputc(*s, out);
		}
	}
	free(clean);
	free(text);
}

void html_probe(FILE *out, const struct vmexit_id *id)
{
	char name[VMEXIT_NAME_LEN];
	size_t len;

	vmexit_name_format(id, name);
	len = strcspn(name, "/");
	fprintf(out, "<code class=\"probe\"><span>%.*s</span><wbr>", (int)len, name);
	fprintf(out, "<span>%s</span></code>", name + len);
}

void html_number(const struct comparison *cmp, double value,
		 char buf[VIEW_NUMBER_LEN])
{
	bool minus = value < 0;

	view_number(fabs(value), cmp->how.ns, buf + minus);
	if (minus)
		*buf = '-';
}

void html_percent(double percent, char buf[VIEW_NUMBER_LEN])
{
	if (isnan(percent))
		snprintf(buf, VIEW_NUMBER_LEN, "–");
	else if (isinf(percent))
		snprintf(buf, VIEW_NUMBER_LEN, "%s", percent < 0 ? "-∞" : "∞");
	else
		snprintf(buf, VIEW_NUMBER_LEN,
			 fabs(percent) < 99999.95 ? "%+.1f" : "%+.3g", percent);
}

const char *html_stays(uint32_t route)
{
	switch (stats_leaves(route)) {
	case STATS_LEAVES:
		return NULL;
	case STATS_TO_MODULE:
		return "TDX module only";
	case STATS_STAYS:
		return "did not exit";
	default:
		return "exit not certain";
	}
}

void html_caption(const struct html *html, const struct comparison *cmp,
		  const char *element)
{
	fprintf(html->out, "<%s>", element);
	if (cmp->emulated)
		fputs("<strong class=\"alarm\">Emulated, not latencies.</strong> ",
		      html->out);
}

void html_allowance(const struct html *html, const struct comparison *cmp)
{
	char *allowance = compare_allowance(cmp);

	if (*allowance)
		fprintf(html->out, " Evidence: %s.", allowance);
	free(allowance);
}

bool html_same_scale(const struct html *html, size_t a, size_t b)
{
	const struct comparison *one = &html->cmps[a], *other = &html->cmps[b];

	return !strcmp(one->unit, other->unit) &&
	       one->how.gross == other->how.gross &&
	       one->how.by_boot == other->how.by_boot;
}

bool html_leads(const struct html *html, size_t which)
{
	size_t i;

	for (i = 0; i < which; i++)
		if (html_same_scale(html, i, which))
			return false;
	return true;
}

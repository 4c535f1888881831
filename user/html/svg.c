// SPDX-License-Identifier: GPL-2.0
/* What all figures of the HTML page are drawn with. */
#include "html/parts.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>

#include "lib/text.h"

void svg_open(FILE *out, const char *id, double width, double height,
	      const char *title, const char *desc)
{
	fprintf(out,
		"<svg id=\"%s\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-labelledby=\"%s-t %s-d\">\n",
		id, width, height, id, id);
	fprintf(out, "<title id=\"%s-t\">", id);
	html_text(out, "%s", title);
	fprintf(out, "</title>\n<desc id=\"%s-d\">", id);
	html_text(out, "%s", desc);
	fputs("</desc>\n", out);
}

void svg_close(FILE *out)
{
	fputs("</svg>\n", out);
}

void svg_label(FILE *out, double x, double y, const char *class,
	       const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = xvasprintf(fmt, args);
	va_end(args);
	fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">", x, y, class);
	html_text(out, "%s", text);
	fputs("</text>\n", out);
	free(text);
}

void svg_line(FILE *out, const char *class, double x1, double y1, double x2,
	      double y2)
{
	fprintf(out,
		"<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
		class, x1, y1, x2, y2);
}

double svg_width(const char *text)
{
	return text_width(text) * SVG_CHAR;
}

double svg_step(double high, int most)
{
	static const double steps[] = { 1, 2, 5 };
	double decade;
	size_t i;

	if (!(high > 0))
		return 1;
	decade = pow(10, floor(log10(high / most)));
	for (i = 0; i < ARRAY_SIZE(steps); i++)
		if (steps[i] * decade * most >= high)
			return steps[i] * decade;
	return 10 * decade;
}

void svg_tick(double value, char buf[VIEW_NUMBER_LEN])
{
	view_number(value, value < 1 && value > 0, buf);
}

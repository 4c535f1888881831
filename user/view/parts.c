// SPDX-License-Identifier: GPL-2.0
/* Colours, numbers and paragraphs of the table view. */
#include "view/parts.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "lib/util.h"
#include "view/markup.h"

const char *view_color(const struct view_opts *opts, enum view_color color)
{
	static const char *const codes[] = {
		[VIEW_PLAIN]	= "\033[0m",
		[VIEW_BOLD]	= "\033[1m",
		[VIEW_DIM]	= "\033[2m",
		[VIEW_WARN]	= "\033[33m",
		[VIEW_ALARM]	= "\033[1;31m",
	};

	return opts->color ? codes[color] : "";
}

struct view_unit view_unit(const struct record *rec,
			   const struct view_opts *opts)
{
	struct view_unit unit = { .name = "cycles", .factor = 1 };

	/* An emulator's TSC counts its own progress, not time. */
	if (rec->fp.emulated) {
		unit.name = "ticks";
	} else if (opts->ns && rec->fp.tsc_khz) {
		unit.name = "ns";
		unit.factor = 1e6 / rec->fp.tsc_khz;
		unit.decimals = true;
	}
	return unit;
}

void view_number(double value, bool decimals, char buf[VIEW_NUMBER_LEN])
{
	static const char suffixes[] = "MGTPE";
	const char *suffix = suffixes;
	int digits;

	if (decimals && value < 99.95) {
		snprintf(buf, VIEW_NUMBER_LEN, "%.1f", value);
		return;
	}
	if (value < 9999999.5) {
		snprintf(buf, VIEW_NUMBER_LEN, "%.0f", value);
		return;
	}
	for (value /= 1e6; value >= 999.95 && suffix[1]; suffix++)
		value /= 1e3;
	digits = value < 9.9995 ? 3 : value < 99.995 ? 2 : 1;
	snprintf(buf, VIEW_NUMBER_LEN, "%.*f%c", digits, value, *suffix);
}

void view_wrap(const char *text, const char *indent,
	       const struct view_opts *opts, FILE *out)
{
	char *copy = xstrdup(text);
	int at = 0, width;
	char *rest = copy;
	char *word;

	while ((word = strsep(&rest, " "))) {
		text_cut(word, opts->width - (int)strlen(indent));
		width = text_width(word);
		if (at && at + 1 + width > opts->width) {
			fprintf(out, "\n%s", indent);
			at = (int)strlen(indent);
		} else if (at) {
			fputc(' ', out);
			at++;
		}
		fputs(word, out);
		at += width;
	}
	fputc('\n', out);
	free(copy);
}

char *view_vtext(const struct view_opts *opts, const char *fmt, va_list args)
{
	char *text = xvasprintf(fmt, args);
	char *clean = text_clean(text, opts->utf8);

	free(text);
	return clean;
}

void view_note(const struct view_opts *opts, FILE *out, enum view_color color,
	       const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = view_vtext(opts, fmt, args);
	va_end(args);
	if (opts->markup) {
		markup_note(opts->markup, color == VIEW_ALARM, text, out);
		free(text);
		return;
	}
	if (color != VIEW_PLAIN)
		fputs(view_color(opts, color), out);
	view_wrap(text, "  ", opts, out);
	if (color != VIEW_PLAIN)
		fputs(view_color(opts, VIEW_PLAIN), out);
	free(text);
}

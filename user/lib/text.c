// SPDX-License-Identifier: GPL-2.0
/* Foreign text made fit to show. */
#include "lib/text.h"

#include <string.h>
#include <wchar.h>

#include "lib/util.h"

size_t text_next(const char *s, uint32_t *cp)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *byte = (const unsigned char *)s;
	uint32_t value;
	size_t len, i;

	*cp = TEXT_INVALID;
	if (byte[0] < 0x80) {
		*cp = byte[0];
		return 1;
	}
	if (byte[0] >= 0xc2 && byte[0] <= 0xdf)
		len = 2;
	else if (byte[0] >= 0xe0 && byte[0] <= 0xef)
		len = 3;
	else if (byte[0] >= 0xf0 && byte[0] <= 0xf4)
		len = 4;
	else
		return 1;
	value = byte[0] & (0x7f >> len);
	for (i = 1; i < len; i++) {
		if ((byte[i] & 0xc0) != 0x80)
			return 1;
		value = value << 6 | (byte[i] & 0x3f);
	}
	if (value < least[len] || value > 0x10ffff ||
	    (value >= 0xd800 && value <= 0xdfff))
		return 1;
	*cp = value;
	return len;
}

bool text_is_control(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ||
	       cp == 0x61c || (cp >= 0x200e && cp <= 0x200f) ||
	       (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

char *text_clean(const char *s, bool utf8)
{
	char *out = xcalloc(strlen(s) + 1, 1);
	size_t len, used = 0;
	uint32_t cp;

	for (; *s; s += len) {
		len = text_next(s, &cp);
		if (cp == TEXT_INVALID || text_is_control(cp) ||
		    (cp >= 0x80 && !utf8)) {
			out[used++] = '?';
		} else {
			memcpy(out + used, s, len);
			used += len;
		}
	}
	return out;
}

/* A character the locale does not know is taken for one column. */
static int char_width(uint32_t cp)
{
	int width = cp < 0x80 ? 1 : wcwidth((wchar_t)cp);

	return width < 0 ? 1 : width;
}

int text_width(const char *s)
{
	int width = 0;
	uint32_t cp;

	while (*s) {
		s += text_next(s, &cp);
		width += char_width(cp);
	}
	return width;
}

void text_cut(char *s, int width)
{
	int dots = width >= 8 ? 3 : 0;
	char *cut = s;
	uint32_t cp;
	int at = 0;

	if (text_width(s) <= width)
		return;
	for (;;) {
		size_t len = text_next(cut, &cp);

		at += char_width(cp);
		if (at > width - dots)
			break;
		cut += len;
	}
	/* What goes is at least as wide as the dots, and so as long. */
	memset(cut, '.', dots);
	cut[dots] = '\0';
}

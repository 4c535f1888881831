// SPDX-License-Identifier: GPL-2.0
/* What standard output can show. */
#include "lib/term.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int within(long width)
{
	if (width < TERM_MIN_WIDTH)
		return TERM_MIN_WIDTH;
	return width > TERM_MAX_WIDTH ? TERM_MAX_WIDTH : (int)width;
}

int term_width(int fd)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	char *end;
	long width;

	if (!ioctl(fd, TIOCGWINSZ, &size) && size.ws_col)
		return within(size.ws_col);
	if (columns) {
		width = strtol(columns, &end, 10);
		if (end != columns && !*end && width > 0)
			return within(width);
	}
	return 80;
}

/* NO_COLOR: see no-color.org; any value but the empty one counts. */
bool term_color(int fd)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (no_color && *no_color)
		return false;
	return isatty(fd) && term && *term && strcmp(term, "dumb");
}

bool term_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

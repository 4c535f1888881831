// SPDX-License-Identifier: GPL-2.0
/* A terminal's screen, by ncurses. */
#include "watch/screen.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/text.h"
#include "lib/util.h"
#include "view/parts.h"

#define CTRL_L	12

/* Pairs of colours on whatever background there is. */
enum {
	PAIR_WARN = 1,
	PAIR_ALARM,
};

static SCREEN *screen;
static bool colors;
static size_t top;	/* the first scrolled line that is shown */
static size_t page;	/* how many of them are */
static size_t most;	/* what top can be */

bool screen_is_possible(void)
{
	const char *term = getenv("TERM");

	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && term && *term &&
	       strcmp(term, "dumb");
}

static void begin_colors(void)
{
	colors = has_colors() && start_color() != ERR &&
		 use_default_colors() != ERR;
	if (!colors)
		return;
	init_pair(PAIR_WARN, COLOR_YELLOW, -1);
	init_pair(PAIR_ALARM, COLOR_RED, -1);
}

int screen_begin(bool color)
{
	static bool registered;

	screen = newterm(NULL, stdout, stdin);
	if (!screen)
		return -1;
	if (!registered)
		atexit(screen_end);
	registered = true;
	colors = false;
	if (color)
		begin_colors();
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	curs_set(0);
	top = 0;
	screen_resize();
	return 0;
}

void screen_end(void)
{
	if (!screen)
		return;
	endwin();
	delscreen(screen);
	screen = NULL;
}

void screen_resize(void)
{
	struct winsize size;

	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_row && size.ws_col)
		resizeterm(size.ws_row, size.ws_col);
	/* What the terminal made of the old picture is its own affair. */
	clearok(stdscr, TRUE);
}

static attr_t attributes(enum view_color color)
{
	switch (color) {
	case VIEW_BOLD:
		return A_BOLD;
	case VIEW_DIM:
		return A_DIM;
	case VIEW_WARN:
		return colors ? COLOR_PAIR(PAIR_WARN) : A_BOLD;
	case VIEW_ALARM:
		return A_BOLD | (colors ? COLOR_PAIR(PAIR_ALARM) : 0);
	default:
		return A_NORMAL;
	}
}

/* Does what the escape at @text asks for. Return: its length. */
static size_t take_color(const char *text)
{
	static const struct view_opts opts = { .color = true };
	enum view_color color;
	const char *code;

	for (color = VIEW_PLAIN; color <= VIEW_ALARM; color++) {
		code = view_color(&opts, color);
		if (strncmp(text, code, strlen(code)))
			continue;
		attrset(attributes(color));
		return strlen(code);
	}
	return 1;
}

/* One line, never longer than the screen is wide; colours go on in the next. */
static void put_line(int y, const char *line, size_t len)
{
	const char *end = line + len;
	int room = COLS;
	size_t part;
	char *text;

	move(y, 0);
	while (line < end) {
		if (*line == '\033') {
			line += take_color(line);
			continue;
		}
		part = strcspn(line, "\033\n");
		text = xasprintf("%.*s", (int)part, line);
		text_cut(text, room);
		if (y < LINES)
			addstr(text);
		room -= text_width(text);
		free(text);
		line += part;
	}
}

static size_t count_lines(const char *text)
{
	size_t lines = 0;

	for (; *text; text += strcspn(text, "\n"), text += *text == '\n')
		lines++;
	return lines;
}

/* How many lines of the page are scrolled, and where. */
static void lay_out(size_t lines, size_t *head)
{
	size_t rows = LINES > 1 ? (size_t)LINES - 1 : 0;

	/* Without room for a few rows below it, it is scrolled like the rest. */
	if (*head + 3 > rows)
		*head = 0;
	if (*head > lines)
		*head = lines;
	page = rows - *head;
	most = lines - *head > page ? lines - *head - page : 0;
	if (top > most)
		top = most;
}

/* What there is beyond the screen, and the way out. */
static void put_foot(size_t lines, size_t head)
{
	char *text;

	if (most)
		text = xasprintf("q: quit  lines %zu to %zu of %zu: arrow and page keys",
				 top + 1, top + page, lines - head);
	else
		text = xstrdup("q: quit");
	attrset(A_NORMAL);
	put_line(LINES - 1, text, strlen(text));
	free(text);
}

void screen_draw(const char *text, size_t head)
{
	size_t lines = count_lines(text), i, len;

	lay_out(lines, &head);
	erase();
	attrset(A_NORMAL);
	for (i = 0; i < lines; i++) {
		len = strcspn(text, "\n");
		if (i < head)
			put_line((int)i, text, len);
		else if (i >= head + top && i < head + top + page)
			put_line((int)(i - top), text, len);
		else	/* for the colours it leaves on */
			put_line(LINES, text, len);
		text += len + 1;
	}
	put_foot(lines, head);
	refresh();
}

static void scroll_by(bool down, size_t by)
{
	if (down)
		top = most - top < by ? most : top + by;
	else
		top = top < by ? 0 : top - by;
}

bool screen_keys(void)
{
	int key;

	while ((key = getch()) != ERR) {
		switch (key) {
		case 'q':
		case 'Q':
			return false;
		case KEY_UP:
		case KEY_DOWN:
			scroll_by(key == KEY_DOWN, 1);
			break;
		case KEY_PPAGE:
		case KEY_NPAGE:
		case ' ':
			scroll_by(key != KEY_PPAGE, page);
			break;
		case KEY_HOME:
		case KEY_END:
			scroll_by(key == KEY_END, most);
			break;
		case CTRL_L:
			clearok(stdscr, TRUE);
			break;
		}
	}
	return true;
}

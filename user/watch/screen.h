/* SPDX-License-Identifier: GPL-2.0 */
/* A terminal's screen: a page on it, scrolled by keys, and all as before after it. */
#ifndef VMEXITSTAT_WATCH_SCREEN_H
#define VMEXITSTAT_WATCH_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

/* Whether standard input and output are a terminal that can be drawn on. */
bool screen_is_possible(void);

/**
 * screen_begin() - take the terminal over
 * @color: with colours, if it has them
 *
 * Whatever ends the program by exit() gives it back.
 *
 * Return: 0, or -1 where the terminal is of an unknown type.
 */
int screen_begin(bool color);

/* Give it back: what was there before is there again. May be called twice. */
void screen_end(void);

/* The terminal may have another size now. */
void screen_resize(void);

/**
 * screen_draw() - show a page
 * @text: lines, with nothing but view_color()'s escapes in them
 * @head: lines that stay on top while the others are scrolled, if there is room
 *
 * Where lines do not fit, the last line of the screen says which are shown.
 */
void screen_draw(const char *text, size_t head);

/**
 * screen_keys() - do what was typed
 *
 * Scrolling shows with the next screen_draw().
 *
 * Return: false if it is enough: q.
 */
bool screen_keys(void);

#endif /* VMEXITSTAT_WATCH_SCREEN_H */

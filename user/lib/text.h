/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text that came from elsewhere (a hypervisor's signature, a record of unknown
 * origin) made fit to show: it shall neither steer a terminal nor break a
 * table.
 */
#ifndef VMEXITSTAT_LIB_TEXT_H
#define VMEXITSTAT_LIB_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_INVALID	0xffffffffU

/**
 * text_next() - decode one UTF-8 character
 * @s: NUL-terminated, not empty
 * @cp: its code point, TEXT_INVALID if the byte begins no valid sequence
 *
 * Return: bytes to go on by, 1 for an invalid one.
 */
size_t text_next(const char *s, uint32_t *cp);

/* C0 and C1 controls, DEL, and what switches the direction of writing. */
bool text_is_control(uint32_t cp);

/**
 * text_clean() - a copy that is safe to print
 * @s: anything
 * @utf8: keep characters beyond ASCII
 *
 * Return: a new string; what had to go is a '?' each.
 */
char *text_clean(const char *s, bool utf8);

/* Columns a clean string takes in a terminal. */
int text_width(const char *s);

/**
 * text_cut() - shorten a clean string in place
 * @s: string
 * @width: columns it may take; where cut, it ends in "..." if that fits
 */
void text_cut(char *s, int width);

#endif /* VMEXITSTAT_LIB_TEXT_H */

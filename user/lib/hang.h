/* SPDX-License-Identifier: GPL-2.0 */
/* Text beside a label. */
#ifndef VMEXITSTAT_LIB_HANG_H
#define VMEXITSTAT_LIB_HANG_H

/**
 * hang() - print the rest of a line to standard output
 * @text: anything; what could steer a terminal is taken out
 * @column: where the cursor is, and where further lines begin
 *
 * A terminal gets lines of its width; a pipe gets one line.
 */
void hang(const char *text, int column);

#endif /* VMEXITSTAT_LIB_HANG_H */

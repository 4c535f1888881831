/* SPDX-License-Identifier: GPL-2.0 */
/* Percentages on a command line. */
#ifndef VMEXITSTAT_LIB_PERCENT_H
#define VMEXITSTAT_LIB_PERCENT_H

/**
 * percent_parse() - a number and "%", nothing else: 0.05 and 5 are too easily taken for another
 * @text: "5%", "-2.5%"
 * @percent: set on success
 *
 * Return: 0, or -1.
 */
int percent_parse(const char *text, double *percent);

#endif /* VMEXITSTAT_LIB_PERCENT_H */

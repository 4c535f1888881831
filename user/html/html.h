/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Comparisons as one HTML page that needs nothing else: no script, nothing
 * fetched, figures drawn in it as SVG.
 */
#ifndef VMEXITSTAT_HTML_H
#define VMEXITSTAT_HTML_H

#include <stdio.h>

#include "compare/compare.h"

/**
 * view_html() - write the page
 * @cmps: one comparison per NEW, all with the same BASE
 * @nr: how many, one at least
 * @out: neither closed nor flushed; the caller looks at ferror()
 */
void view_html(const struct comparison *cmps, size_t nr, FILE *out);

/**
 * view_svg() - write the figure of the overhead by itself
 * @cmps: as for view_html(); those on the first one's scale are in it
 * @nr: how many
 * @out: likewise
 */
void view_svg(const struct comparison *cmps, size_t nr, FILE *out);

#endif /* VMEXITSTAT_HTML_H */

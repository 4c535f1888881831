/* SPDX-License-Identifier: GPL-2.0 */
/* Fields of CSV. */
#ifndef VMEXITSTAT_LIB_CSV_H
#define VMEXITSTAT_LIB_CSV_H

#include <stdio.h>

/* One field, quoted by RFC 4180 where need be; NULL is an empty one. */
void csv_text(const char *text, FILE *out);

#endif /* VMEXITSTAT_LIB_CSV_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* What is wrong, told on standard error. */
#ifndef VMEXITSTAT_LIB_COMPLAIN_H
#define VMEXITSTAT_LIB_COMPLAIN_H

#include "lib/util.h"

/* One line on standard error, "vmexitstat: " before it and a newline after. */
void complain(const char *fmt, ...) __printf(1, 2);

/* The last of them, without what stands around it; "" before the first. */
const char *complained(void);

#endif /* VMEXITSTAT_LIB_COMPLAIN_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* Probes that were seen to take another route than was expected, or several. */
#ifndef VMEXITSTAT_RECORD_SURPRISE_H
#define VMEXITSTAT_RECORD_SURPRISE_H

#include "record/stats.h"

/*
 * All that were, for people: "mmio:0xfed00000/insn none (#VC+VMGEXIT)", what was
 * expected in brackets, ", " between; "" where there are none. The caller's to free.
 */
char *surprises_text(const struct summary *sum);

#endif /* VMEXITSTAT_RECORD_SURPRISE_H */

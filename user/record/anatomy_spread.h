/* SPDX-License-Identifier: GPL-2.0 */
/* How well the parts of an exit are known. For anatomy_make(). */
#ifndef VMEXITSTAT_RECORD_ANATOMY_SPREAD_H
#define VMEXITSTAT_RECORD_ANATOMY_SPREAD_H

#include "record/anatomy.h"

/* Sets what @a's parts take and which there are, by the probes it is of, of @sum. */
void anatomy_take_apart(const struct summary *sum, struct anatomy *a);

/* Sets @within and @alike of each, by the runs of the record. */
void anatomy_spread(const struct record *rec, struct anatomy *list, size_t nr);

#endif /* VMEXITSTAT_RECORD_ANATOMY_SPREAD_H */

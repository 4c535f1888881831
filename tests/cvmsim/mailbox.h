/* SPDX-License-Identifier: GPL-2.0 */
/* How a TD starts its second CPU: ACPI, "Multiprocessor Wakeup Structure". */
#ifndef CVMSIM_MAILBOX_H
#define CVMSIM_MAILBOX_H

#include "vcpu.h"

/**
 * mailbox_offer() - name it in the guest's ACPI tables
 * @tables: CR3 of what is started: all memory mapped to itself
 */
void mailbox_offer(u64 tables);

/* Whether a CPU that waits is asked for: it is then made ready to run, in 64-bit mode. */
bool mailbox_starts(struct vcpu *v);

#endif /* CVMSIM_MAILBOX_H */

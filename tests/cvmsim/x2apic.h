/* SPDX-License-Identifier: GPL-2.0 */
/* The x2APIC, which TCG does not have, by the xAPIC, which it has. */
#ifndef CVMSIM_X2APIC_H
#define CVMSIM_X2APIC_H

#include "types.h"

/* Flat logical destinations, so that the one CPU's is the same in both modes. */
void x2apic_init(void);

/* MSRs 0x800 to 0x8ff: Intel SDM volume 3, 11.12.1.2. */
bool x2apic_is(u32 msr);
u64 x2apic_read(u32 msr);
void x2apic_write(u32 msr, u64 value);

/**
 * x2apic_ticks() - what the TSC does in a second of the APIC timer's
 * @tsc: set to TSC ticks
 * @timer: set to ticks of the timer, of a nanosecond each on QEMU
 *
 * Takes ten milliseconds the first time.
 */
void x2apic_ticks(u64 *tsc, u64 *timer);

#endif /* CVMSIM_X2APIC_H */

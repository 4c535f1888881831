/* SPDX-License-Identifier: GPL-2.0 */
/* The x2APIC, which TCG does not have, by the xAPIC, which it has. */
#ifndef CVMSIM_X2APIC_H
#define CVMSIM_X2APIC_H

#include "vcpu.h"

/* On each CPU: flat logical destinations, so that each one's is the same in both modes. */
void x2apic_init(void);

/* Whether the guest is shown one: a TD, and who has more than one CPU. */
bool x2apic_is_shown(const struct platform *platform);

/* INIT and STARTUP IPIs to a CPU of the machine; @page: where it begins, below 1 MB. */
void x2apic_start(u32 id, u64 page);

/* MSRs 0x800 to 0x8ff: Intel SDM volume 3, 11.12.1.2. */
bool x2apic_is(u32 msr);
u64 x2apic_read(const struct vcpu *v, u32 msr);
void x2apic_write(const struct vcpu *v, u32 msr, u64 value);

/*
 * TSC_DEADLINE (SDM volume 3, 11.5.4.1), which TCG does not have either. Only who has more than
 * one CPU is shown it: under icount a deadline would not be the instruction's that it names.
 */
bool x2apic_has_deadline(void);
u64 x2apic_deadline(const struct vcpu *v);
void x2apic_set_deadline(const struct vcpu *v, u64 deadline);

/**
 * x2apic_ticks() - what the TSC does in a second of the APIC timer's
 * @tsc: set to TSC ticks
 * @timer: set to ticks of the timer, of a nanosecond each on QEMU
 *
 * Takes ten milliseconds the first time.
 */
void x2apic_ticks(u64 *tsc, u64 *timer);

#endif /* CVMSIM_X2APIC_H */

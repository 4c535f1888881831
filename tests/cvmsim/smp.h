/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The second CPU: the machine's, which is started once, and the guest's, which the guest
 * starts by the way its platform has for it.
 */
#ifndef CVMSIM_SMP_H
#define CVMSIM_SMP_H

#include "memory.h"
#include "vcpu.h"

/*
 * In the hole below 1 MB, where no view differs, nobody's RAM is and SeaBIOS has nothing: an
 * SEV-ES guest's AP jump table (GHCB, "AP Jump Table"), or the mailbox of a TD's (ACPI,
 * "Multiprocessor Wakeup Structure").
 */
#define AP_PAGE		HOLE_START
#define AP_PAGE_SIZE	0xc00

/* Start the machine's, where options.cpus has it: it waits for the guest to start its own. */
void smp_init(void);

/**
 * smp_run() - run a CPU of the guest's for ever; on the CPU of the machine that has its number
 *
 * The first at once, another once it is started. But for vmrun(), one CPU at a time.
 */
void __noreturn smp_run(struct vcpu *v);

/* While one waits for something, the other may run: between these two. */
void smp_unlock(void);
void smp_lock(void);

/* INIT and STARTUP IPIs: Intel SDM volume 3, 11.6.1. */
void smp_send_init(u32 id);
void smp_send_sipi(u32 id, u8 vector);

/* GHCB, "AP Reset Hold": until there is a STARTUP IPI. */
void smp_hold(struct vcpu *v);

/* Halted with interrupts off: until there is an INIT. */
void smp_halt(struct vcpu *v);

/**
 * smp_create() - GHCB, "SNP AP Creation": a CPU begins anew
 * @id: of its APIC
 * @vmsa: GPA of what with; 0: it does not, any more
 *
 * Return: false where there is no such CPU, or it is this one, or no such page.
 */
bool smp_create(const struct vcpu *v, u32 id, u64 vmsa);

/* What the machine's second CPU begins with, and where that ends: start.S. */
extern const u8 ap_start[], ap_start_end[];
void __noreturn ap_main(void);

#endif /* CVMSIM_SMP_H */

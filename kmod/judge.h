/* SPDX-License-Identifier: GPL-2.0 */
/* What this guest makes of a probe, and whether it may be tried at all. */
#ifndef VMEXIT_JUDGE_H
#define VMEXIT_JUDGE_H

#include <linux/types.h>
#include <vmexit/name.h>
#include "ghcb_host.h"

#define MSR_APIC_BASE		0x1b
#define MSR_HWCR		0xc0010015
#define MSR_KVM_POLL		0x4b564d05	/* MSR_KVM_POLL_CONTROL */
#define MSR_APIC_VERSION	0x803		/* x2APIC: SDM volume 3, 11.12.1 */
#define MSR_APIC_EOI		0x80b
#define PORT_PMTIMER		0		/* filled in from the FADT */
#define MMIO_REGISTER		0		/* by ACPI's tables: mmio.h */

/**
 * vmexit_judge_init() - ask host or TDX module what they offer, once
 * @use: whether VMGEXIT may be used
 * @mmio: address of a device's register that may be read, 0: none
 *
 * Needs vmexit_platform_init() before it.
 */
void vmexit_judge_init(enum vmexit_ghcb_use use, u32 mmio);

/* #VC is this kernel's. */
bool vmexit_judge_owns_vc(void);

/* An instruction of that route ends in a VMGEXIT of the kernel's #VC handler, or may. */
bool vmexit_judge_may_call(u32 route);

/* One of a TD's paths: TDCALL. */
bool vmexit_judge_is_td(u32 path);

/*
 * An APIC's register: hardware may have it for the guest (APICv, AVIC, posted
 * interrupts), and which of them is not told. KVM takes it from SEV guests.
 */
bool vmexit_judge_is_apic(const struct vmexit_id *id);

/* Return: enum vmexit_route. */
u32 vmexit_judge_route(const struct vmexit_id *id);

/* Whether this guest can see what becomes of it: witness.h. */
bool vmexit_judge_is_witnessed(const struct vmexit_id *id);

/* Why a probe must not even be tried here, static; NULL: it may. */
const char *vmexit_judge_refuse(const struct vmexit_id *id, u32 route);

#endif /* VMEXIT_JUDGE_H */

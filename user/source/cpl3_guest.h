/* SPDX-License-Identifier: GPL-2.0 */
/* Which guest this is, as far as user space can tell. */
#ifndef VMEXITSTAT_SOURCE_CPL3_GUEST_H
#define VMEXITSTAT_SOURCE_CPL3_GUEST_H

#include <stdbool.h>

#include "record/record.h"

/* A signature of CPUID leaf 0x40000000, with a NUL. */
#define CPL3_SIGNATURE_LEN	13

/**
 * struct cpl3_guest - what the routes of user space's probes depend on
 * @platform: enum vmexit_platform
 * @hypervisor: its name, as the module has it: "KVM", "other", "hidden", "none", ...
 * @signature: of CPUID leaf 0x40000000, printable; "" on bare metal
 * @evidence: what @platform rests on, one sentence
 * @kvm: takes KVM's hypercalls
 * @tcg: no hypervisor at all, an emulator
 * @vmmcall: VMMCALL is this CPU's hypercall instruction, else VMCALL
 */
struct cpl3_guest {
	uint32_t platform;
	const char *hypervisor;
	char signature[CPL3_SIGNATURE_LEN];
	const char *evidence;
	bool kvm;
	bool tcg;
	bool vmmcall;
};

void cpl3_guest_find(struct cpl3_guest *guest);

/* What this guest makes of a probe: enum vmexit_route. */
uint32_t cpl3_guest_route(const struct cpl3_guest *guest,
			  const struct vmexit_id *id);

/**
 * cpl3_guest_refuses() - whether a probe should not even be tried
 * @guest: this guest
 * @id: probe
 *
 * Return: why, or NULL.
 */
const char *cpl3_guest_refuses(const struct cpl3_guest *guest,
			       const struct vmexit_id *id);

#endif /* VMEXITSTAT_SOURCE_CPL3_GUEST_H */

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a host serves by GHCB, and whether it may be asked at all: found out once,
 * by calls that are harmless, and what instructions may then be executed.
 */
#ifndef VMEXIT_GHCB_HOST_H
#define VMEXIT_GHCB_HOST_H

#include <linux/types.h>
#include <vmexit/name.h>

/* Parameter "ghcb": where the module calls the host by itself. */
enum vmexit_ghcb_use {
	VMEXIT_GHCB_NEVER,
	VMEXIT_GHCB_AUTO,	/* where it is KVM and known to forgive */
	VMEXIT_GHCB_ALWAYS,
};

/**
 * vmexit_ghcb_init() - ask the host what it offers
 * @use: whether at all. Other hosts than KVM may end the VM over a call that
 *	they do not know
 * @is_kvm: it is known what hypercall 1 does
 * @mmio: address of a device's register that may be read, 0: none
 */
void vmexit_ghcb_init(enum vmexit_ghcb_use use, bool is_kvm, u32 mmio);

/*
 * Why a probe may not ask by page, as found once; NULL: it may. Of a host that is
 * not KVM nothing is asked that the kernel has not asked since it booted.
 */
const char *vmexit_ghcb_page_refusal(const struct vmexit_id *id);

/*
 * Why the instruction may not be executed, whose handler makes that call and
 * ends the guest where the host refuses it. Hypercalls have to have been served;
 * other kinds, which the kernel has called for since it booted, not refused. Of
 * MSRs a host that is not KVM is known to serve APIC_BASE alone.
 */
const char *vmexit_ghcb_insn_refusal(const struct vmexit_id *id);

/**
 * vmexit_ghcb_insn_asked() - ask for what an instruction's #VC handler will ask
 * @id: of the instruction
 * @size: bytes of a port or MMIO access
 *
 * Of a WRMSR, which is given back what was read, the reading. Where no calls are
 * made nothing is asked.
 *
 * Return: NULL, or why the instruction must not be executed, static.
 */
const char *vmexit_ghcb_insn_asked(const struct vmexit_id *id, u32 size);

/* Why a probe may not ask by the MSR protocol; NULL: it may. */
const char *vmexit_ghcb_msr_refusal(const struct vmexit_id *id);

#endif /* VMEXIT_GHCB_HOST_H */

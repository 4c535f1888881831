/* SPDX-License-Identifier: GPL-2.0 */
/*
 * VMGEXIT: the guest-hypervisor communication block. "GHCB" is AMD's document
 * 56421, SEV-ES Guest-Hypervisor Communication Block Standardization; its
 * sections are named here, since their numbers move between revisions.
 */
#ifndef CVMSIM_GHCB_H
#define CVMSIM_GHCB_H

#include "vcpu.h"

#define GHCB_VERSION_MIN	1
#define GHCB_USAGE		0	/* the only one KVM knows */
#define GHCB_SHARED_BUFFER	0x800
#define GHCB_SHARED_SIZE	(0xff0 - 0x800)

/* GHCB, "Hypervisor Features". */
#define GHCB_FEATURE_SNP	BIT(0)
#define GHCB_FEATURE_AP_CREATION	BIT(1)

/* Exit codes beside SVM's own: GHCB, "Standard VMGEXIT". */
#define GHCB_MMIO_READ		0x80000001
#define GHCB_MMIO_WRITE		0x80000002
#define GHCB_NMI_COMPLETE	0x80000003
#define GHCB_AP_HLT_LOOP	0x80000004
#define GHCB_AP_JUMP_TABLE	0x80000005
#define GHCB_AP_JUMP_TABLE_GET	1	/* info_1; 0: set */
#define GHCB_PSC		0x80000010
#define GHCB_AP_CREATION	0x80000013
#define GHCB_AP_CREATE		1	/* info_1, lower half: at once */
#define GHCB_AP_DESTROY		2
#define GHCB_FEATURES		0x8000fffd
#define GHCB_TERMINATE		0x8000fffe
#define GHCB_UNSUPPORTED_EVENT	0x8000ffff

/* sw_exit_info_1 of an answer; with ERROR the reason is in info_2. */
#define GHCB_ANSWER_EXCEPTION	1
#define GHCB_ANSWER_ERROR	2
#define GHCB_ERR_NOT_REGISTERED	1
#define GHCB_ERR_USAGE		2
#define GHCB_ERR_SCRATCH	3
#define GHCB_ERR_MISSING_INPUT	4
#define GHCB_ERR_INVALID_INPUT	5
#define GHCB_ERR_INVALID_EVENT	6

/* GHCB, "GHCB Layout"; what is not used here is padding. */
struct ghcb {
	u8 pad0[0x0cb];
	u8 cpl;
	u8 pad1[0x1f8 - 0x0cc];
	u64 rax;
	u8 pad2[0x308 - 0x200];
	u64 rcx;
	u64 rdx;
	u64 rbx;
	u8 pad3[0x390 - 0x320];
	u64 exit_code;
	u64 info_1;
	u64 info_2;
	u64 scratch;
	u8 pad4[0x3e8 - 0x3b0];
	u64 xcr0;
	u8 valid[16];		/* a bit for each eight bytes up to here */
	u8 pad5[GHCB_SHARED_BUFFER - 0x400];
	u8 buffer[GHCB_SHARED_SIZE];
	u8 pad6[0xffa - 0xff0];
	u16 version;
	u32 usage;
} __packed;

_Static_assert(offsetof(struct ghcb, rcx) == 0x308, "GHCB layout");
_Static_assert(offsetof(struct ghcb, exit_code) == 0x390, "GHCB layout");
_Static_assert(offsetof(struct ghcb, valid) == 0x3f0, "GHCB layout");
_Static_assert(offsetof(struct ghcb, usage) == 0xffc, "GHCB layout");

/**
 * ghcb_vmgexit() - the guest has executed VMGEXIT
 *
 * What it asks is in the GHCB MSR (a request, or the page's address).
 */
void ghcb_vmgexit(struct vcpu *v);

/* What this host offers such a guest, by page and by MSR. */
u64 ghcb_features(const struct vcpu *v);

/* One request of the MSR protocol, in @v->ghcb_msr; the answer too. */
void ghcb_msr_request(struct vcpu *v);

/* GHCB, "Termination Request": the guest asks for its end. */
void __noreturn ghcb_terminate(struct vcpu *v, u32 set, u32 reason);

#endif /* CVMSIM_GHCB_H */

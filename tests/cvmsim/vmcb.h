/* SPDX-License-Identifier: GPL-2.0 */
/* The virtual machine control block: AMD APM volume 2, appendix B. */
#ifndef CVMSIM_VMCB_H
#define CVMSIM_VMCB_H

#include "types.h"

/* Intercept vectors: word (offset / 4) and bit of appendix B.1. */
enum intercept {
	INTERCEPT_CR3_READ	= 0 * 32 + 3,
	INTERCEPT_CR0_WRITE	= 0 * 32 + 16 + 0,
	INTERCEPT_CR3_WRITE	= 0 * 32 + 16 + 3,
	INTERCEPT_CR4_WRITE	= 0 * 32 + 16 + 4,
	INTERCEPT_DR7_READ	= 1 * 32 + 7,
	INTERCEPT_DR7_WRITE	= 1 * 32 + 16 + 7,
	INTERCEPT_DB		= 2 * 32 + 1,
	INTERCEPT_UD		= 2 * 32 + 6,
	INTERCEPT_INTR		= 3 * 32 + 0,
	INTERCEPT_RDTSC		= 3 * 32 + 14,
	INTERCEPT_RDPMC		= 3 * 32 + 15,
	INTERCEPT_CPUID		= 3 * 32 + 18,
	INTERCEPT_IRET		= 3 * 32 + 20,
	INTERCEPT_INVD		= 3 * 32 + 22,
	INTERCEPT_HLT		= 3 * 32 + 24,
	INTERCEPT_IOIO		= 3 * 32 + 27,
	INTERCEPT_MSR		= 3 * 32 + 28,
	INTERCEPT_SHUTDOWN	= 3 * 32 + 31,
	INTERCEPT_VMRUN		= 4 * 32 + 0,
	INTERCEPT_VMMCALL	= 4 * 32 + 1,
	INTERCEPT_VMLOAD	= 4 * 32 + 2,
	INTERCEPT_VMSAVE	= 4 * 32 + 3,
	INTERCEPT_STGI		= 4 * 32 + 4,
	INTERCEPT_CLGI		= 4 * 32 + 5,
	INTERCEPT_SKINIT	= 4 * 32 + 6,
	INTERCEPT_RDTSCP	= 4 * 32 + 7,
	INTERCEPT_WBINVD	= 4 * 32 + 9,
	INTERCEPT_MONITOR	= 4 * 32 + 10,
	INTERCEPT_MWAIT		= 4 * 32 + 11,
};

/* Exit codes: appendix C. #VC error codes are the same numbers. */
enum svm_exit {
	SVM_EXIT_CR3_READ	= 0x03,
	SVM_EXIT_CR0_WRITE	= 0x10,
	SVM_EXIT_CR3_WRITE	= 0x13,
	SVM_EXIT_CR4_WRITE	= 0x14,
	SVM_EXIT_DR7_READ	= 0x27,
	SVM_EXIT_DR7_WRITE	= 0x37,
	SVM_EXIT_DB		= 0x41,
	SVM_EXIT_UD		= 0x46,
	SVM_EXIT_INTR		= 0x60,
	SVM_EXIT_RDTSC		= 0x6e,
	SVM_EXIT_RDPMC		= 0x6f,
	SVM_EXIT_CPUID		= 0x72,
	SVM_EXIT_IRET		= 0x74,
	SVM_EXIT_INVD		= 0x76,
	SVM_EXIT_HLT		= 0x78,
	SVM_EXIT_IOIO		= 0x7b,
	SVM_EXIT_MSR		= 0x7c,
	SVM_EXIT_SHUTDOWN	= 0x7f,
	SVM_EXIT_VMRUN		= 0x80,
	SVM_EXIT_VMMCALL	= 0x81,
	SVM_EXIT_VMLOAD		= 0x82,
	SVM_EXIT_SKINIT		= 0x86,
	SVM_EXIT_RDTSCP		= 0x87,
	SVM_EXIT_WBINVD		= 0x89,
	SVM_EXIT_MONITOR	= 0x8a,
	SVM_EXIT_MWAIT		= 0x8b,
	SVM_EXIT_CR4_TRAP	= 0x94,		/* after the fact: of SEV-ES guests */
	SVM_EXIT_NPF		= 0x400,
	SVM_EXIT_ERR		= 0xffffffff,	/* VMEXIT_INVALID, of 32 bits on TCG */
};

/* EVENTINJ: 15.20. */
#define EVENTINJ_NMI		(BIT(31) | 2 << 8 | VECTOR_NMI)
#define EVENTINJ_EXCEPTION	(BIT(31) | 3 << 8)
#define EVENTINJ_HAS_CODE	BIT(11)
#define EVENTINJ_CODE_SHIFT	32

/* EXITINFO1 of IOIO: 15.10.2. */
#define IOIO_IN			BIT(0)
#define IOIO_STRING		BIT(2)
#define IOIO_SIZES		(BIT(4) | BIT(5) | BIT(6))
#define IOIO_PORT_SHIFT		16

#define VMCB_CODE_64		BIT(9)	/* CS.L: APM volume 2, 15.5.1 */

struct vmcb_segment {
	u16 selector;
	u16 attr;
	u32 limit;
	u64 base;
} __packed;

/* What cvmsim uses of it, at its offset. */
struct vmcb {
	u32 intercepts[5];
	u8 pad0[0x040 - 0x014];
	u64 iopm_base;
	u64 msrpm_base;
	u64 tsc_offset;			/* added to what the guest reads */
	u32 asid;
	u32 tlb_control;
	u64 vintr;
	u64 interrupt_shadow;
	u64 exit_code;
	u64 exit_info_1;
	u64 exit_info_2;
	u64 exit_int_info;
	u64 nested_control;
	u8 pad1[0x0a8 - 0x098];
	u64 event_inj;
	u64 nested_cr3;
	u8 pad2[0x400 - 0x0b8];

	struct vmcb_segment es, cs, ss, ds, fs, gs, gdtr, ldtr, idtr, tr;
	u8 pad3[0x4cb - 0x4a0];
	u8 cpl;
	u8 pad4[0x4d0 - 0x4cc];
	u64 efer;
	u8 pad5[0x548 - 0x4d8];
	u64 cr4, cr3, cr0, dr7, dr6, rflags, rip;
	u8 pad6[0x5d8 - 0x580];
	u64 rsp;
	u8 pad7[0x5f8 - 0x5e0];
	u64 rax;
	u8 pad8[0x640 - 0x600];
	u64 cr2;
	u8 pad9[0x668 - 0x648];
	u64 g_pat;
	u8 pad10[0x1000 - 0x670];
} __packed __page_aligned;

_Static_assert(offsetof(struct vmcb, tsc_offset) == 0x50, "APM B.1");
_Static_assert(offsetof(struct vmcb, exit_int_info) == 0x88, "APM B.1");
_Static_assert(offsetof(struct vmcb, nested_cr3) == 0xb0, "APM B.1");
_Static_assert(offsetof(struct vmcb, tr) == 0x490, "APM B.2");
_Static_assert(offsetof(struct vmcb, efer) == 0x4d0, "APM B.2");
_Static_assert(offsetof(struct vmcb, rip) == 0x578, "APM B.2");
_Static_assert(offsetof(struct vmcb, rax) == 0x5f8, "APM B.2");
_Static_assert(offsetof(struct vmcb, g_pat) == 0x668, "APM B.2");
_Static_assert(sizeof(struct vmcb) == 4096, "APM B");

#endif /* CVMSIM_VMCB_H */

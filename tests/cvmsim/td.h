/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A TDX guest, as the TDX module shows it. "Module specification" is Intel's
 * document 344425 (TDX module 1.0) and its successors, "GHCI" is 344426; their
 * sections are named here, since their numbers move between revisions.
 */
#ifndef CVMSIM_TD_H
#define CVMSIM_TD_H

#include "vcpu.h"

/* Exit reasons: Intel SDM volume 3, appendix C; TDVMCALL uses the same. */
enum td_reason {
	TD_CPUID	= 10,
	TD_HLT		= 12,
	TD_INVD		= 13,
	TD_VMCALL	= 18,
	TD_IO		= 30,
	TD_RDMSR	= 31,
	TD_WRMSR	= 32,
	TD_MWAIT	= 36,
	TD_MONITOR	= 39,
	TD_EPT		= 48,
	TD_WBINVD	= 54,
};

/* GHCI, "TDG.VP.VMCALL": sub-functions that are no instruction's. */
#define TDVMCALL_INFO		0x10000
#define TDVMCALL_MAP_GPA	0x10001
#define TDVMCALL_FATAL_ERROR	0x10003

/* RAX of a TDCALL: module specification, "Interface functions completion status". */
#define TDX_SUCCESS		0ULL
#define TDX_OPERAND_INVALID	0xc000010000000000ULL	/* | which operand */
#define TDX_NO_VE_INFO		0xc000070400000000ULL
#define TDX_PAGE_ACCEPTED	0x00000b0a00000000ULL
#define TDX_PAGE_SIZE_MISMATCH	0xc0000b0b00000000ULL

/* The guest's general registers by their numbers, as masks and operands go. */
enum td_register {
	TD_RAX, TD_RCX, TD_RDX, TD_RBX, TD_RSP, TD_RBP, TD_RSI, TD_RDI,
	TD_R8, TD_R9, TD_R10, TD_R11, TD_R12, TD_R13, TD_R14, TD_R15,
};

/* TDCS.TD_CTLS: what the TD has asked for. */
#define TD_CTLS_ENUM_TOPOLOGY	BIT(1)
#define TD_CTLS_REDUCE_VE	BIT(3)
extern u64 td_ctls;

/* Before the guest runs. */
void td_init(void);

/* An intercepted instruction: served by the module, or #VE. */
void td_intercepted(struct vcpu *v, u64 code);

/**
 * td_mmio() - an access to @gpa that the nested tables do not allow
 * Return: false where it is no device's: the guest has broken a rule.
 */
bool td_mmio(struct vcpu *v, u64 gpa);

/* #UD: TDCALL, which this CPU does not know. Return: false for any other. */
bool td_undefined(struct vcpu *v);

/* A TDCALL by its leaf; RIP is at it. */
void tdcall(struct vcpu *v);

/* TDG.VP.VMCALL. Return: RAX. */
u64 tdvmcall(struct vcpu *v);

#endif /* CVMSIM_TD_H */

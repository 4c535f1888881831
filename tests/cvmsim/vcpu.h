/* SPDX-License-Identifier: GPL-2.0 */
/* The guest's CPU, and how it is run. */
#ifndef CVMSIM_VCPU_H
#define CVMSIM_VCPU_H

#include "types.h"
#include "vmcb.h"

struct platform;

/*
 * Offsets that vmrun.S knows by number: the first eighteen words.
 */
struct vcpu {
	/* General registers but RAX and RSP, which are in the VMCB. */
	u64 rbx, rcx, rdx, rsi, rdi, rbp;
	u64 r8, r9, r10, r11, r12, r13, r14, r15;
	/* TSC right after the last exit: of the machine, not the guest. */
	u64 exit_tsc;
	/* Cycles the guest is to see pass for this exit; for one entry. */
	u64 charge;
	/* All ones: cvmsim's own time is hidden, charge counts. Else zero. */
	u64 measure;
	struct vmcb *vmcb;

	const struct platform *platform;
	u64 ghcb_msr;		/* what the guest or the last answer left */
	u64 ghcb_registered;	/* SNP: GHCB GPA, ~0 none */
	u64 kvm_poll;		/* MSR_KVM_POLL_CONTROL */
	u64 cr3;		/* as the guest wrote it, while intercepted */
	bool trap_own;		/* the #VC being handled is the module's */
};

/**
 * vmrun() - let the guest run until its next exit
 *
 * Hides the time since the last exit from the guest where @v->measure says so.
 */
void vmrun(struct vcpu *v);

/**
 * vcpu_init() - the one CPU of this guest, in long mode, paging on
 * @v: filled in
 * @platform: what it is to be
 * @nested_cr3: nested page table, memory.h
 *
 * RIP, RSI, CR3 and the descriptor table are the loader's business.
 */
void vcpu_init(struct vcpu *v, const struct platform *platform, u64 nested_cr3);

void vcpu_intercept(struct vcpu *v, enum intercept which, bool on);

/* Whether accesses of a port, a byte wide, leave the guest; at first all do. */
void vcpu_intercept_port(u16 port, bool on);

/* The intercepted instruction is done: APM volume 2, 15.21.5 for the shadow. */
void vcpu_skip(struct vcpu *v, u32 length);

/* Raise an exception at the guest's next instruction; no code: -1. */
void vcpu_raise(struct vcpu *v, u32 vector, int code);

/* The guest's general register by its number in an instruction, 0 to 15. */
u64 *vcpu_register(struct vcpu *v, u32 number);

#endif /* CVMSIM_VCPU_H */

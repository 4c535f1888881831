/* SPDX-License-Identifier: GPL-2.0 */
/* The guest's CPU, and how it is run. */
#ifndef CVMSIM_VCPU_H
#define CVMSIM_VCPU_H

#include "types.h"
#include "vmcb.h"

struct platform;

#define MAX_VCPUS		2	/* at most; options.cpus there are */

/* What a #VE was about: TDG.VP.VEINFO.GET. */
struct ve_info {
	bool is_valid;
	u64 reason;	/* enum td_reason */
	u64 qualification;
	u64 gla, gpa;
	u32 length;	/* of the instruction; 0 for an EPT violation */
};

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
	struct ve_info ve_info;	/* NMIs wait while it is valid */

	/* The GHCB MSR as it was before the module wrote to it: misuse.c. */
	bool is_lent;
	u64 lent;

	u32 id;			/* of its APIC, too */
	bool waits;		/* for its start */
	bool is_held;		/* in AP_RESET_HOLD: smp_hold() */
	/* Nested tables have changed: its next entry flushes what it knows of them. */
	bool is_stale;
	/* Left by another CPU, taken by its own: smp.c. */
	bool init;
	u32 sipi;
	u64 vmsa;
};

extern struct vcpu vcpus[MAX_VCPUS];

/**
 * vmrun() - let the guest run until its next exit
 *
 * Hides the time since the last exit from the guest where @v->measure says so.
 */
void vmrun(struct vcpu *v);

/**
 * vcpu_init() - all CPUs of this guest
 * @platform: what it is to be
 *
 * Needs memory_init() before it. What they begin with: vcpu_long_mode() and others.
 */
void vcpu_init(const struct platform *platform);

/* Once on each CPU of the machine, before it runs its own. */
void vcpu_init_host(const struct vcpu *v);

/**
 * vcpu_long_mode() - as Linux's 64-bit boot protocol has it: flat segments, paging on
 *
 * RIP, RSI, CR3 and the descriptor table are the loader's business.
 */
void vcpu_long_mode(struct vcpu *v);

/* As INIT leaves it (APM volume 2, 14.1.3), but at that address. */
void vcpu_real_mode(struct vcpu *v, u16 cs, u16 ip);

/* As VMRUN of an SEV-ES guest would load it: APM volume 2, table B-4. */
void vcpu_load_vmsa(struct vcpu *v, const void *vmsa);

/* What the guest would read of its TSC now. */
static inline u64 vcpu_tsc(const struct vcpu *v)
{
	return rdtsc() + v->vmcb->tsc_offset;
}

/* The nested tables have changed. */
void vcpu_stale(void);

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

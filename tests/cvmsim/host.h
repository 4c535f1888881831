/* SPDX-License-Identifier: GPL-2.0 */
/* The hosts cvmsim can be: what each does about calls, and over which it ends the VM. */
#ifndef CVMSIM_HOST_H
#define CVMSIM_HOST_H

#include "vcpu.h"

/* A run of MSRs, both ends included. */
struct msr_range {
	u32 first, last;
};

/**
 * struct host - one hypervisor, with its VMM where that matters
 * @name: as on cvmsim's command line
 * @is_kvm: it says so in CPUID; else there is no hypervisor's name
 * @ghcb_max: the highest GHCB protocol version it offers
 * @ends_over: mask of rules: a guest that breaks one is ended, "expect" or not.
 *	What is not in it is answered, or left unanswered, as rule.h says
 * @ends_at: exit codes by page that end the VM however well they are filled in;
 *	a list up to 0, as is the next
 * @exits: the only exit codes by page that it serves; NULL: all that KVM does
 * @jump_table_error: sw_exit_info_1 of the answer to an AP jump table call that
 *	is neither set nor get; 0: it ends the VM
 * @msrs: the only MSRs that a call by page may ask for; any other ends the VM.
 *	NULL: what is unknown is a #GP at most
 * @intercepts_xss: accesses to IA32_XSS leave the guest
 */
struct host {
	const char *name;
	bool is_kvm;
	u16 ghcb_max;
	u64 ends_over;
	const u32 *ends_at;
	const u32 *exits;
	u64 jump_table_error;
	const struct msr_range *msrs;
	bool intercepts_xss;
};

/* What cvmsim is where nobody says otherwise. */
extern const struct host *const host_default;

/* By name; NULL where there is none. */
const struct host *host_find(const char *name);

/* Whether an exit code by page, well filled in, ends the VM. */
bool host_ends_at(const struct host *host, u64 exit_code);

/* Whether it serves an exit code by page, which KVM would. */
bool host_serves(const struct host *host, u64 exit_code);

/* Whether a call may ask for that MSR. */
bool host_knows_msr(const struct host *host, u32 msr);

/**
 * host_ends_vm() - this host ends the VM over what the guest did
 * @what: kind of @value, for the log
 */
void __noreturn host_ends_vm(struct vcpu *v, const char *what, u64 value);

#endif /* CVMSIM_HOST_H */

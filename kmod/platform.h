/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which guest is this: found once, with the evidence it rests on.
 */
#ifndef VMEXIT_PLATFORM_H
#define VMEXIT_PLATFORM_H

#include <linux/types.h>
#include <linux/vmexit.h>

#define MSR_SEV_STATUS		0xc0010131	/* APM volume 2, 15.34.10 */
#define VMEXIT_MAX_EVIDENCE	8
#define VMEXIT_EVIDENCE_LEN	96

/**
 * struct vmexit_platform_info - this guest; constant after init
 * @type: enum vmexit_platform
 * @hypervisor: its name, static
 * @is_kvm: KVM's hypercalls and MSRs may be used
 * @is_tcg: QEMU without hardware virtualization: nothing ever exits
 * @sev_status: MSR SEV_STATUS, 0: there is none, or it was not read
 * @kvm_features: CPUID 0x40000001.EAX of KVM, 0 without
 * @evidence: sentences, @nr_evidence of them
 * @emulated: what emulates this machine, NULL where nothing is known of it
 * @tsc_step: the TSC moves by multiples of so many cycles, see vmexit/tsc.h
 * @tsc_invariant: the TSC neither stops nor changes rate
 * @tsc_traps: reading the TSC was seen to raise #VC
 * @tsc_exits: reading the TSC exits: @tsc_traps, or so it seems from @null_min
 * @null_min: shortest empty bracket seen at load, cycles
 */
struct vmexit_platform_info {
	u32 type;
	const char *hypervisor;
	bool is_kvm;
	bool is_tcg;
	u64 sev_status;
	u32 kvm_features;
	char evidence[VMEXIT_MAX_EVIDENCE][VMEXIT_EVIDENCE_LEN];
	unsigned int nr_evidence;
	const char *emulated;
	u32 tsc_step;
	bool tsc_invariant;
	bool tsc_traps;
	bool tsc_exits;
	u64 null_min;
};

extern struct vmexit_platform_info vmexit_platform;

/**
 * vmexit_platform_init() - find out
 * @emulated: what the administrator says of it, or NULL; kept, not copied
 *
 * Return: 0, or -ENODEV where nothing can be timed (no TSC of known frequency,
 * Xen PV), said in the kernel log.
 */
int vmexit_platform_init(const char *emulated);

/* Reading the TSC raises #VC. */
void vmexit_platform_tsc_traps(void);

/**
 * vmexit_platform_judge_tsc() - does reading the TSC exit?
 * @null_min: shortest empty bracket, cycles
 */
void vmexit_platform_judge_tsc(u64 null_min);

#endif /* VMEXIT_PLATFORM_H */

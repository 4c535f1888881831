/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a module that calls the host by itself owes the kernel it is a guest
 * of, and no host would notice: counted as CVMSIM_KIND_MISUSE.
 */
#ifndef CVMSIM_MISUSE_H
#define CVMSIM_MISUSE_H

#include "vcpu.h"

void misuse_reset(void);

/* At each exit: the GHCB MSR has to be again what it was, if others go on. */
void misuse_observe(struct vcpu *v);

/* Before the guest's write to the GHCB MSR. */
void misuse_wrmsr(struct vcpu *v);

/*
 * A VMGEXIT: if it is the module's, the WRMSR has to be before it, and between them a
 * comparison with memory, by which VMGEXIT is skipped, and nothing else.
 */
void misuse_vmgexit(struct vcpu *v);

/* A TDVMCALL: the module shows R10 to R15, and nothing else of the guest's. */
void misuse_tdvmcall(struct vcpu *v);

#endif /* CVMSIM_MISUSE_H */

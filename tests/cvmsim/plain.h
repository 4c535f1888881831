/* SPDX-License-Identifier: GPL-2.0 */
/* A General VM: the host does it, and the guest is none the wiser. */
#ifndef CVMSIM_PLAIN_H
#define CVMSIM_PLAIN_H

#include "vcpu.h"

/* The instruction the guest is at, done and skipped, or a #GP; not counted. */
void plain_cpuid(struct vcpu *v);
void plain_msr(struct vcpu *v);

/* A VMEXIT: counted, charged, done. @code: SVM's. */
void plain_exit(struct vcpu *v, u64 code);

#endif /* CVMSIM_PLAIN_H */

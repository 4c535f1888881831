/* SPDX-License-Identifier: GPL-2.0 */
/* The #VC exception: AMD APM volume 2, 15.35.5. */
#ifndef CVMSIM_VC_H
#define CVMSIM_VC_H

#include "vcpu.h"

/**
 * vc_deliver() - raise #VC at the guest's instruction
 * @code: error code: the exit code of what was intercepted
 */
void vc_deliver(struct vcpu *v, u64 code);

#endif /* CVMSIM_VC_H */

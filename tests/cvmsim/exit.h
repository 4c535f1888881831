/* SPDX-License-Identifier: GPL-2.0 */
/* Each exit to those who know what to do with it. */
#ifndef CVMSIM_EXIT_H
#define CVMSIM_EXIT_H

#include "vcpu.h"

/* The guest has left: see why, and make it ready to be run again. */
void exit_handle(struct vcpu *v);

#endif /* CVMSIM_EXIT_H */

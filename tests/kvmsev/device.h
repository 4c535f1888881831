/* SPDX-License-Identifier: GPL-2.0 */
/* What the guest reaches outside of KVM. */
#ifndef KVMSEV_DEVICE_H
#define KVMSEV_DEVICE_H

#include "vm.h"

/* Answers a KVM_EXIT_IO; ends the program where the guest writes to its exit port. */
void device_io(struct kvm_run *run);

/* Answers a KVM_EXIT_MMIO. */
void device_mmio(struct kvm_run *run);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* What the guest reaches outside of KVM. */
#ifndef KVMSEV_DEVICE_H
#define KVMSEV_DEVICE_H

#include "vm.h"

/* Answers vm->run's KVM_EXIT_IO; ends the program where the guest writes to its exit port. */
void device_io(const struct vm *vm);

/* Answers vm->run's KVM_EXIT_MMIO. */
void device_mmio(const struct vm *vm);

#endif

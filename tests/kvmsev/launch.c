// SPDX-License-Identifier: GPL-2.0
/* The order of commands is that of Linux' Documentation/virt/kvm/x86/amd-memory-encryption.rst. */
#include "launch.h"

#include <err.h>
#include <sys/ioctl.h>

#define POLICY_NO_DEBUG	(1 << 0)
#define POLICY_SEV_ES	(1 << 2)
#define MEASUREMENT	48	/* bytes: digest and nonce */

void launch_sev_es(const struct vm *vm, const struct part *parts, unsigned int nr_parts)
{
	struct kvm_enc_region all = { .addr = (uintptr_t)vm->ram, .size = vm->ram_size };
	struct kvm_sev_launch_start start = { .policy = POLICY_SEV_ES | POLICY_NO_DEBUG };
	struct kvm_sev_launch_update_data update;
	uint8_t measurement[MEASUREMENT];
	struct kvm_sev_launch_measure measure = {
		.uaddr = (uintptr_t)measurement,
		.len = sizeof(measurement),
	};
	unsigned int i;

	if (ioctl(vm->fd, KVM_MEMORY_ENCRYPT_REG_REGION, &all) < 0)
		err(1, "KVM_MEMORY_ENCRYPT_REG_REGION");
	vm_sev(vm, KVM_SEV_LAUNCH_START, &start, "KVM_SEV_LAUNCH_START");
	for (i = 0; i < nr_parts; i++) {
		update.uaddr = (uintptr_t)vm->ram + parts[i].at;
		update.len = PAGE_ALIGN(parts[i].size);
		vm_sev(vm, KVM_SEV_LAUNCH_UPDATE_DATA, &update, "KVM_SEV_LAUNCH_UPDATE_DATA");
	}
	vm_sev(vm, KVM_SEV_LAUNCH_UPDATE_VMSA, NULL, "KVM_SEV_LAUNCH_UPDATE_VMSA");
	vm_sev(vm, KVM_SEV_LAUNCH_MEASURE, &measure, "KVM_SEV_LAUNCH_MEASURE");
	vm_sev(vm, KVM_SEV_LAUNCH_FINISH, NULL, "KVM_SEV_LAUNCH_FINISH");
}

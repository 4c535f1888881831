// SPDX-License-Identifier: GPL-2.0
/* The order of commands is that of Linux' Documentation/virt/kvm/x86/amd-memory-encryption.rst. */
#include "launch.h"

#include <err.h>
#include <errno.h>
#include <sys/ioctl.h>

#include "uapi.h"

#define POLICY_NO_DEBUG	(1 << 0)
#define POLICY_SEV_ES	(1 << 2)
#define MEASUREMENT	48	/* bytes: digest and nonce */
#define SNP_POLICY	0x30000	/* SMT, and a bit that is one */

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

/* KVM takes as many pages at once as it likes. */
static void update(const struct vm *vm, uint64_t at, uint64_t end, enum part_type type)
{
	struct snp_launch_update update = {
		.gfn_start = at / PAGE_SIZE,
		.uaddr = (uintptr_t)vm->ram + at,
		.len = end - at,
		.type = type,
	};
	struct kvm_sev_cmd cmd = {
		.id = SNP_LAUNCH_UPDATE,
		.data = (uintptr_t)&update,
		.sev_fd = vm->sev,
	};

	while (update.len) {
		if (ioctl(vm->fd, KVM_MEMORY_ENCRYPT_OP, &cmd) < 0 && errno != EAGAIN)
			err(1, "KVM_SEV_SNP_LAUNCH_UPDATE of %#lx: the firmware's error is %#x",
			    (unsigned long)update.gfn_start * PAGE_SIZE, cmd.error);
	}
}

void launch_snp(const struct vm *vm, const struct part *parts, unsigned int nr_parts)
{
	struct snp_launch_start start = { .policy = SNP_POLICY };
	struct snp_launch_finish finish = { 0 };
	uint64_t at = 0;
	unsigned int i;

	vm_sev(vm, SNP_LAUNCH_START, &start, "KVM_SEV_SNP_LAUNCH_START");
	for (i = 0; i < nr_parts; i++) {
		update(vm, at, parts[i].at, PART_ZERO);
		at = parts[i].at + PAGE_ALIGN(parts[i].size);
		update(vm, parts[i].at, at, parts[i].type);
	}
	update(vm, at, vm->ram_size, PART_ZERO);
	vm_sev(vm, SNP_LAUNCH_FINISH, &finish, "KVM_SEV_SNP_LAUNCH_FINISH");
}

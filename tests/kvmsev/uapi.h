/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What <linux/kvm.h> and <asm/kvm.h> have since 6.8 to 6.11, under names of our own: Debian 12's
 * have none of it.
 */
#ifndef KVMSEV_UAPI_H
#define KVMSEV_UAPI_H

#include <linux/kvm.h>
#include <stdint.h>

#define CAP_VM_TYPES	235
#define TYPE_SEV_ES	3
#define TYPE_SNP	4

#define SEV_INIT2	22
struct sev_init2 {
	uint64_t vmsa_features;
	uint32_t flags;
	uint16_t ghcb_version;
	uint16_t pad1;
	uint32_t pad2[8];
};

#define CREATE_GUEST_MEMFD	_IOWR(KVMIO, 0xd4, struct create_guest_memfd)
struct create_guest_memfd {
	uint64_t size;
	uint64_t flags;
	uint64_t reserved[6];
};

#define SET_USER_MEMORY_REGION2	_IOW(KVMIO, 0x49, struct memory_region2)
#define MEM_GUEST_MEMFD	(1U << 2)
struct memory_region2 {
	uint32_t slot;
	uint32_t flags;
	uint64_t guest_phys_addr;
	uint64_t memory_size;
	uint64_t userspace_addr;
	uint64_t guest_memfd_offset;
	uint32_t guest_memfd;
	uint32_t pad1;
	uint64_t pad2[14];
};

#define SET_MEMORY_ATTRIBUTES	_IOW(KVMIO, 0xd2, struct memory_attributes)
#define ATTRIBUTE_PRIVATE	(1ULL << 3)
struct memory_attributes {
	uint64_t address;
	uint64_t size;
	uint64_t attributes;
	uint64_t flags;
};

/* KVM_EXIT_HYPERCALL of an SNP guest's page state changes: address, pages, attributes */
#define HC_MAP_GPA_RANGE	12
#define MAP_GPA_PRIVATE	(1ULL << 4)

#define EXIT_MEMORY_FAULT	39
#define MEMORY_FAULT_PRIVATE	(1ULL << 3)
struct memory_fault {
	uint64_t flags;
	uint64_t gpa;
	uint64_t size;
};

#define SNP_LAUNCH_START	100
struct snp_launch_start {
	uint64_t policy;
	uint8_t gosvw[16];
	uint16_t flags;
	uint8_t pad0[6];
	uint64_t pad1[4];
};

#define SNP_LAUNCH_UPDATE	101
struct snp_launch_update {
	uint64_t gfn_start;
	uint64_t uaddr;
	uint64_t len;
	uint8_t type;
	uint8_t pad0;
	uint16_t flags;
	uint32_t pad1;
	uint64_t pad2[4];
};

#define SNP_LAUNCH_FINISH	102
struct snp_launch_finish {
	uint64_t id_block_uaddr;
	uint64_t id_auth_uaddr;
	uint8_t id_block_en;
	uint8_t auth_key_en;
	uint8_t vcek_disabled;
	uint8_t host_data[32];
	uint8_t pad0[3];
	uint16_t flags;
	uint64_t pad1[4];
};

#endif

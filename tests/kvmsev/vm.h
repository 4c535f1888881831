/* SPDX-License-Identifier: GPL-2.0 */
/* A VM of KVM's, as SEV-ES or SEV-SNP guest. */
#ifndef KVMSEV_VM_H
#define KVMSEV_VM_H

#include <linux/kvm.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_SIZE	4096UL
#define PAGE_ALIGN(x)	(((x) + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1))

/* isa-debug-exit's way: a guest that writes value to the port ends the VMM with this status. */
#define EXIT_STATUS(value)	(2 * (value) + 1)
#define VALUE_TERMINATED	33	/* the guest asked to be terminated */
#define VALUE_SHUTDOWN		34	/* triple fault */

#define MAX_CPUS	16

struct vcpu {
	int fd;
	struct kvm_run *run;
};

struct vm {
	int kvm, sev, fd;
	int private;		/* guest_memfd, of an SEV-SNP guest */
	bool snp;
	unsigned int nr_cpus;
	struct vcpu cpu[MAX_CPUS];	/* each by its APIC ID; the first one boots */
	uint8_t *ram;		/* guest physical 0 to ram_size, all of it */
	size_t ram_size;
	unsigned int ghcb_version;
	uint64_t c_bit;		/* as a mask */
	struct kvm_cpuid2 *cpuid;
};

/**
 * vm_create() - a VM with memory, interrupt controllers and vCPUs that have their CPUID
 * @snp: an SEV-SNP guest, all of whose memory is private; else SEV-ES
 * @nr_cpus: 1 to MAX_CPUS
 *
 * Its GHCB is of the highest version KVM has, which is 1 before KVM_SEV_INIT2. As everything here
 * it ends the program where KVM refuses.
 */
void vm_create(struct vm *vm, bool snp, unsigned int nr_cpus, size_t ram_size);

/* A command of KVM_MEMORY_ENCRYPT_OP; name is for the message of one that fails. */
void vm_sev(const struct vm *vm, uint32_t command, void *data, const char *name);

/*
 * Of an SEV-SNP guest: these pages become private, or shared. What was in private ones that become
 * shared is lost, and their memory is the host's again.
 */
void vm_set_private(const struct vm *vm, uint64_t at, uint64_t size, bool private);

/*
 * The first vCPU, in 64-bit mode at rip with paging by the tables at cr3 and the descriptors at
 * gdt, RSI as Linux' boot protocol has it.
 */
void vm_set_entry(const struct vm *vm, uint64_t rip, uint64_t rsi, uint64_t cr3, uint64_t gdt);

/* The others, once they are started: in real mode, at code, with DS at data; both paragraphs. */
void vm_set_ap_entry(const struct vm *vm, uint32_t code, uint32_t data);

/* An interrupt line of IOAPIC and PIC. May be called from any thread. */
void vm_irq(const struct vm *vm, unsigned int irq, bool level);

#endif

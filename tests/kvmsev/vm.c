// SPDX-License-Identifier: GPL-2.0
#include "vm.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "uapi.h"

#define MAX_CPUID	100
#define CPUID_HYPERVISOR	(1U << 31)	/* of leaf 1 ECX */
#define CPUID_TSC_DEADLINE	(1U << 24)	/* likewise; KVM's irqchip has it */
#define CPUID_HTT	(1U << 28)	/* of leaf 1 EDX */
#define CPUID_NR_CPUS	16		/* leaf 1 EBX from this bit on, 8 bits */
#define CPUID_APIC_ID	24		/* and from this */
#define CPUID_AMD_SIZES	0x80000008
#define CPUID_AMD_TOPOLOGY	0x8000001e
#define TOPOLOGY_SMT	(1 << 8)	/* of leaf 0xb ECX, and the index below */
#define TOPOLOGY_CORE	(2 << 8)
#define CPUID_BEFORE_XSAVE	0xb
#define CPUID_SEV	0x8000001f
#define C_BIT_POSITION	0x3f		/* of its EBX */

#define GDT_CODE	0x10
#define GDT_DATA	0x18
#define GDT_LIMIT	31
#define CR0_PG_NE_ET_PE	0x80000031
#define CR4_PAE		0x20
#define EFER_LMA_LME	0x500
#define RFLAGS_FIXED	2

#define MSR_MTRR_DEF_TYPE	0x2ff
#define MTRR_ON_WRITE_BACK	0xc06

static int call(int fd, unsigned long request, void *data, const char *name)
{
	int result = ioctl(fd, request, data);

	if (result < 0)
		err(1, "%s", name);
	return result;
}

#define CALL(fd, request, data)	call(fd, request, data, #request)

void vm_sev(const struct vm *vm, uint32_t command, void *data, const char *name)
{
	struct kvm_sev_cmd cmd = { .id = command, .data = (uintptr_t)data, .sev_fd = vm->sev };

	if (ioctl(vm->fd, KVM_MEMORY_ENCRYPT_OP, &cmd) < 0)
		err(1, "%s: the firmware's error is %#x", name, cmd.error);
}

/*
 * The type of the VM says what it is to be where the kernel knows such types; else the command that
 * begins does.
 */
static void create(struct vm *vm)
{
	struct sev_init2 init = { .ghcb_version = 2 };
	int types = ioctl(vm->kvm, KVM_CHECK_EXTENSION, CAP_VM_TYPES);
	uintptr_t type = vm->snp ? TYPE_SNP : TYPE_SEV_ES;

	if (types > 0 && types & 1 << type) {
		vm->fd = call(vm->kvm, KVM_CREATE_VM, (void *)type, "KVM_CREATE_VM");
		vm_sev(vm, SEV_INIT2, &init, "KVM_SEV_INIT2");
		vm->ghcb_version = init.ghcb_version;
		return;
	}
	if (vm->snp)
		errx(1, "this kernel's KVM takes no SEV-SNP guests");
	vm->fd = CALL(vm->kvm, KVM_CREATE_VM, 0);
	vm_sev(vm, KVM_SEV_ES_INIT, NULL, "KVM_SEV_ES_INIT");
	vm->ghcb_version = 1;
}

void vm_set_private(const struct vm *vm, uint64_t at, uint64_t size, bool private)
{
	struct memory_attributes attributes = {
		.address = at,
		.size = size,
		.attributes = private ? ATTRIBUTE_PRIVATE : 0,
	};

	CALL(vm->fd, SET_MEMORY_ATTRIBUTES, &attributes);
	if (!private &&
	    fallocate(vm->private, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, at, size) < 0)
		err(1, "the private memory at %#lx", (unsigned long)at);
}

/* What is private is nobody's to map; vm->ram is what is shared, and what a launch copies from. */
static void add_private_memory(struct vm *vm, const struct kvm_userspace_memory_region *shared)
{
	struct create_guest_memfd memory = { .size = shared->memory_size };
	struct memory_region2 region = {
		.flags = MEM_GUEST_MEMFD,
		.memory_size = shared->memory_size,
		.userspace_addr = shared->userspace_addr,
	};
	struct kvm_enable_cap exits = {
		.cap = KVM_CAP_EXIT_HYPERCALL,
		.args = { 1 << HC_MAP_GPA_RANGE },
	};

	vm->private = CALL(vm->fd, CREATE_GUEST_MEMFD, &memory);
	region.guest_memfd = vm->private;
	CALL(vm->fd, SET_USER_MEMORY_REGION2, &region);
	CALL(vm->fd, KVM_ENABLE_CAP, &exits);
	vm_set_private(vm, 0, shared->memory_size, true);
}

static void add_memory(struct vm *vm, size_t size)
{
	struct kvm_userspace_memory_region region = { .memory_size = size };

	vm->ram = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (vm->ram == MAP_FAILED)
		err(1, "the guest's memory");
	vm->ram_size = size;
	region.userspace_addr = (uintptr_t)vm->ram;
	if (vm->snp)
		add_private_memory(vm, &region);
	else
		CALL(vm->fd, KVM_SET_USER_MEMORY_REGION, &region);
}

/* Of a leaf that is another one on each CPU: each is a core of its own. */
static void set_topology(const struct vm *vm, struct kvm_cpuid_entry2 *entry, unsigned int id)
{
	unsigned int bits = 0;

	while (1U << bits < vm->nr_cpus)
		bits++;
	switch (entry->function) {
	case 1:
		entry->ebx &= (1U << CPUID_NR_CPUS) - 1;
		entry->ebx |= vm->nr_cpus << CPUID_NR_CPUS | id << CPUID_APIC_ID;
		if (vm->nr_cpus > 1)
			entry->edx |= CPUID_HTT;
		break;
	case 0xb:
		entry->eax = entry->index ? bits : 0;
		entry->ebx = entry->index ? vm->nr_cpus : 1;
		entry->ecx = entry->index | (entry->index ? TOPOLOGY_CORE : TOPOLOGY_SMT);
		entry->edx = id;
		break;
	case CPUID_AMD_SIZES:
		entry->ecx = bits << 12 | (vm->nr_cpus - 1);
		break;
	case CPUID_AMD_TOPOLOGY:
		entry->eax = id;
		entry->ebx = id;
		entry->ecx = 0;
		break;
	}
}

static void set_cpuid(struct vm *vm)
{
	struct kvm_cpuid_entry2 *entry;
	unsigned int id;
	uint32_t i;

	vm->cpuid = calloc(1, sizeof(*vm->cpuid) + MAX_CPUID * sizeof(*vm->cpuid->entries));
	if (!vm->cpuid)
		err(1, "CPUID");
	vm->cpuid->nent = MAX_CPUID;
	CALL(vm->kvm, KVM_GET_SUPPORTED_CPUID, vm->cpuid);
	for (i = 0; i < vm->cpuid->nent; i++) {
		entry = &vm->cpuid->entries[i];
		if (entry->function == 1) {
			entry->ecx |= CPUID_HYPERVISOR | CPUID_TSC_DEADLINE;
		} else if (!entry->function && vm->snp && entry->eax > CPUID_BEFORE_XSAVE) {
			/* An SNP guest's Linux wants leaf 0xd with what TCG has not: XSAVEC. */
			entry->eax = CPUID_BEFORE_XSAVE;
		} else if (entry->function == CPUID_SEV) {
			vm->c_bit = 1ULL << (entry->ebx & C_BIT_POSITION);
		}
	}
	if (!vm->c_bit)
		errx(1, "KVM shows its guests no SEV");
	/* The first one's are left, as the others ask the host for theirs. */
	for (id = vm->nr_cpus; id--;) {
		for (i = 0; i < vm->cpuid->nent; i++)
			set_topology(vm, &vm->cpuid->entries[i], id);
		CALL(vm->cpu[id].fd, KVM_SET_CPUID2, vm->cpuid);
	}
}

/* Firmware turns the MTRRs on. Without, 6.1 has no PAT, and an SEV guest of it does not boot. */
static void set_mtrrs(const struct vcpu *cpu)
{
	struct {
		struct kvm_msrs head;
		struct kvm_msr_entry entry;
	} msrs = {
		.head.nmsrs = 1,
		.entry = { .index = MSR_MTRR_DEF_TYPE, .data = MTRR_ON_WRITE_BACK },
	};

	if (CALL(cpu->fd, KVM_SET_MSRS, &msrs) != 1)
		errx(1, "KVM takes no MTRRs");
}

static void create_vcpus(struct vm *vm)
{
	struct kvm_mp_state hold = { .mp_state = KVM_MP_STATE_AP_RESET_HOLD };
	int size = CALL(vm->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	struct vcpu *cpu;
	uintptr_t id;

	for (id = 0; id < vm->nr_cpus; id++) {
		cpu = &vm->cpu[id];
		cpu->fd = CALL(vm->fd, KVM_CREATE_VCPU, (void *)id);
		cpu->run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, cpu->fd, 0);
		if (cpu->run == MAP_FAILED)
			err(1, "a vCPU's page");
		set_mtrrs(cpu);
		/* Where firmware leaves them: a guest gives them a VMSA, and sends no INIT. */
		if (vm->snp && id)
			CALL(cpu->fd, KVM_SET_MP_STATE, &hold);
	}
}

void vm_create(struct vm *vm, bool snp, unsigned int nr_cpus, size_t ram_size)
{
	struct kvm_pit_config pit = { .flags = KVM_PIT_SPEAKER_DUMMY };

	vm->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (vm->kvm < 0)
		err(1, "/dev/kvm");
	vm->sev = open("/dev/sev", O_RDWR | O_CLOEXEC);
	if (vm->sev < 0)
		err(1, "/dev/sev");
	vm->snp = snp;
	vm->nr_cpus = nr_cpus;
	create(vm);
	CALL(vm->fd, KVM_CREATE_IRQCHIP, 0);
	CALL(vm->fd, KVM_CREATE_PIT2, &pit);
	add_memory(vm, ram_size);
	create_vcpus(vm);
	set_cpuid(vm);
}

void vm_set_entry(const struct vm *vm, uint64_t rip, uint64_t rsi, uint64_t cr3, uint64_t gdt)
{
	struct kvm_segment data = {
		.selector = GDT_DATA, .limit = 0xffffffff, .type = 3, .present = 1, .db = 1, .s = 1,
		.g = 1,
	};
	struct kvm_segment code = {
		.selector = GDT_CODE, .limit = 0xffffffff, .type = 11, .present = 1, .l = 1, .s = 1,
		.g = 1,
	};
	struct kvm_regs regs = { .rip = rip, .rsi = rsi, .rflags = RFLAGS_FIXED };
	struct kvm_sregs sregs;

	CALL(vm->cpu[0].fd, KVM_GET_SREGS, &sregs);
	sregs.cs = code;
	sregs.ds = data;
	sregs.es = data;
	sregs.fs = data;
	sregs.gs = data;
	sregs.ss = data;
	sregs.gdt.base = gdt;
	sregs.gdt.limit = GDT_LIMIT;
	sregs.idt.limit = 0;
	sregs.cr0 = CR0_PG_NE_ET_PE;
	sregs.cr3 = cr3;
	sregs.cr4 = CR4_PAE;
	sregs.efer = EFER_LMA_LME;
	CALL(vm->cpu[0].fd, KVM_SET_SREGS, &sregs);
	CALL(vm->cpu[0].fd, KVM_SET_REGS, &regs);
}

void vm_set_ap_entry(const struct vm *vm, uint32_t code, uint32_t data)
{
	struct kvm_regs regs = { .rflags = RFLAGS_FIXED };
	struct kvm_sregs sregs;
	unsigned int id;

	for (id = 1; id < vm->nr_cpus; id++) {
		CALL(vm->cpu[id].fd, KVM_GET_SREGS, &sregs);
		sregs.cs.base = code;
		sregs.cs.selector = code >> 4;
		sregs.ds.base = data;
		sregs.ds.selector = data >> 4;
		CALL(vm->cpu[id].fd, KVM_SET_SREGS, &sregs);
		CALL(vm->cpu[id].fd, KVM_SET_REGS, &regs);
	}
}

void vm_irq(const struct vm *vm, unsigned int irq, bool level)
{
	struct kvm_irq_level line = { .irq = irq, .level = level };

	CALL(vm->fd, KVM_IRQ_LINE, &line);
}

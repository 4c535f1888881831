// SPDX-License-Identifier: GPL-2.0
#include "snp.h"

#define SETUP_CC_BLOB	7
#define CC_BLOB_MAGIC	0x45444d41	/* "AMDE" */

struct setup_cc_blob {
	uint64_t next;
	uint32_t type;
	uint32_t length;
	uint32_t address;
} __attribute__((packed));

struct cc_blob {
	uint32_t magic;
	uint16_t version;
	uint16_t reserved;
	uint64_t secrets;
	uint32_t secrets_size;
	uint32_t reserved2;
	uint64_t cpuid;
	uint32_t cpuid_size;
	uint32_t reserved3;
} __attribute__((packed));

/* SEV-SNP firmware ABI, 8.17.2.6: a page of these behind their number. */
#define CPUID_MAX	64
struct cpuid_table {
	uint32_t count;
	uint32_t reserved[3];
	struct {
		uint32_t function, index;
		uint64_t xcr0, xss;
		uint32_t eax, ebx, ecx, edx;
		uint64_t reserved;
	} entry[CPUID_MAX];
} __attribute__((packed));

/* Leaf 0xd is not among them: see CPUID_BEFORE_XSAVE. */
static void build_cpuid(const struct vm *vm, struct cpuid_table *table)
{
	const struct kvm_cpuid_entry2 *from;
	uint32_t i, n = 0;

	for (i = 0; i < vm->cpuid->nent && n < CPUID_MAX; i++) {
		from = &vm->cpuid->entries[i];
		if (from->function < 0x40000000 && from->function > vm->cpuid->entries[0].eax)
			continue;
		table->entry[n].function = from->function;
		if (from->flags & KVM_CPUID_FLAG_SIGNIFCANT_INDEX)
			table->entry[n].index = from->index;
		table->entry[n].eax = from->eax;
		table->entry[n].ebx = from->ebx;
		table->entry[n].ecx = from->ecx;
		table->entry[n].edx = from->edx;
		n++;
	}
	table->count = n;
}

uint64_t snp_build(const struct vm *vm, uint64_t at, uint64_t secrets, uint64_t cpuid)
{
	struct setup_cc_blob *data = (void *)(vm->ram + at);
	struct cc_blob *blob = (void *)(data + 1);

	*data = (struct setup_cc_blob){
		.type = SETUP_CC_BLOB,
		.length = sizeof(data->address),
		.address = at + sizeof(*data),
	};
	*blob = (struct cc_blob){
		.magic = CC_BLOB_MAGIC,
		.version = 1,
		.secrets = secrets,
		.secrets_size = PAGE_SIZE,
		.cpuid = cpuid,
		.cpuid_size = PAGE_SIZE,
	};
	build_cpuid(vm, (void *)(vm->ram + cpuid));
	return at;
}

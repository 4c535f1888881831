// SPDX-License-Identifier: GPL-2.0
/*
 * All of it is written into the private view, which lies at its own address: an
 * encrypted guest's firmware, too, leaves the kernel in encrypted memory.
 */
#include "linux.h"
#include "log.h"
#include "mailbox.h"
#include "memory.h"
#include "options.h"
#include "platform.h"
#include "snp.h"

/* Below 640 KB, out of the way of the firmware's data. */
#define BOOT_PARAMS	0x10000UL
#define CMDLINE		0x11000UL
#define GDT		0x12000UL
#define SETUP_DATA	0x13000UL
#define CC_BLOB		0x14000UL
#define SECRETS		0x15000UL
#define CPUID_PAGE	0x16000UL
#define PAGE_TABLES	0x17000UL	/* six pages */
/* For a TD's second CPU, which comes when the kernel has taken those above. */
#define AP_TABLES	(HOLE_START - 6 * PAGE_SIZE)
#define CMDLINE_MAX	2047

/* Offsets in boot_params, which begins as the bzImage's setup header does. */
#define BP_E820_ENTRIES	0x1e8
#define BP_HEADER	0x1f1
#define BP_SETUP_SECTS	0x1f1
#define BP_SYSSIZE	0x1f4	/* of what follows the setup, in 16 bytes */
#define BP_HEADER_END	0x201	/* the byte here: length of the header from 0x202 on */
#define BP_MAGIC	0x202
#define BP_VERSION	0x206
#define BP_LOADER	0x210
#define BP_RAMDISK	0x218
#define BP_RAMDISK_SIZE	0x21c
#define BP_CMDLINE	0x228
#define BP_XLOADFLAGS	0x236
#define BP_SETUP_DATA	0x250
#define BP_PREF_ADDRESS	0x258
#define BP_INIT_SIZE	0x260
#define BP_E820		0x2d0
#define HEADER_MAGIC	0x53726448	/* "HdrS" */
#define LOADER_UNKNOWN	0xff
#define XLF_KERNEL_64	BIT(0)
#define ENTRY_64	0x200
#define SECTOR		512

#define SETUP_CC_BLOB	7
#define CC_BLOB_MAGIC	0x45444d41	/* "AMDE" */

#define PTE_TABLE	0x3ULL
#define PTE_LARGE	0x83ULL

struct setup_cc_blob {
	u64 next;
	u32 type;
	u32 length;
	u32 address;
} __packed;

/* What SNP firmware leaves for the kernel: GHCB, "SNP CPUID and secrets". */
struct cc_blob {
	u32 magic;
	u16 version;
	u16 reserved;
	u64 secrets;
	u32 secrets_size;
	u32 reserved2;
	u64 cpuid;
	u32 cpuid_size;
	u32 reserved3;
} __packed;

#define FIELD(type, base, offset)	(*(type *)((u8 *)(base) + (offset)))

/* 4 GB mapped to themselves, private: PML4, PDPT, four page directories. Return: CR3. */
static u64 build_tables(u64 *pml4, u64 c_bit)
{
	u64 *pdpt = pml4 + 512, *pd = pdpt + 512;
	u32 i;

	memset(pml4, 0, 2 * PAGE_SIZE);
	pml4[0] = (u64)pdpt | c_bit | PTE_TABLE;
	for (i = 0; i < 4; i++)
		pdpt[i] = (u64)(pd + i * 512) | c_bit | PTE_TABLE;
	for (i = 0; i < 4 * 512; i++)
		pd[i] = i * BIT(21) | c_bit | PTE_LARGE;
	return (u64)pml4 | c_bit;
}

static void build_gdt(struct vcpu *v)
{
	u64 *gdt = (u64 *)GDT;

	gdt[0] = 0;
	gdt[1] = 0;
	gdt[2] = 0x00af9b000000ffff;
	gdt[3] = 0x00cf93000000ffff;
	v->vmcb->gdtr.base = GDT;
	v->vmcb->gdtr.limit = 4 * 8 - 1;
}

/* Of the map the guest gets what is not cvmsim's. */
static u32 build_e820(struct e820_entry *to, const struct linux_image *image)
{
	const struct e820_entry *from;
	u64 low_end = options.cpus > 1 ? AP_TABLES : HOLE_START;
	u32 i, n = 0;

	for (i = 0; i < image->nr_e820; i++) {
		from = &image->e820[i];
		if (from->type == E820_RAM && from->start >= GUEST_RAM)
			continue;
		to[n] = *from;
		if (from->type == E820_RAM && from->start + from->size > GUEST_RAM)
			to[n].size = GUEST_RAM - from->start;
		/* At a page: what a paravisor leaves behind it is on no page of RAM. */
		if (from->type == E820_RAM && from->start < low_end &&
		    from->start + from->size > low_end)
			to[n].size = low_end - from->start;
		if (from->type != E820_RAM)
			memory_map_firmware(from->start, from->start + from->size);
		n++;
	}
	return n;
}

static u64 build_cc_blob(struct vcpu *v)
{
	struct setup_cc_blob *data = (void *)SETUP_DATA;
	struct cc_blob *blob = (void *)CC_BLOB;

	*data = (struct setup_cc_blob){
		.type = SETUP_CC_BLOB,
		.length = sizeof(data->address),
		.address = CC_BLOB,
	};
	*blob = (struct cc_blob){
		.magic = CC_BLOB_MAGIC,
		.version = 1,
		.secrets = SECRETS,
		.secrets_size = PAGE_SIZE,
		.cpuid = CPUID_PAGE,
		.cpuid_size = PAGE_SIZE,
	};
	memset((void *)SECRETS, 0, PAGE_SIZE);
	snp_fill_cpuid_page(v, (void *)CPUID_PAGE);
	return SETUP_DATA;
}

static u64 load_kernel(const u8 *kernel, u8 *boot_params)
{
	u32 sects = kernel[BP_SETUP_SECTS] ? kernel[BP_SETUP_SECTS] : 4;
	u64 address = FIELD(u64, kernel, BP_PREF_ADDRESS);
	u32 size = FIELD(u32, kernel, BP_SYSSIZE) * 16;

	if (FIELD(u32, kernel, BP_MAGIC) != HEADER_MAGIC ||
	    !(FIELD(u16, kernel, BP_XLOADFLAGS) & XLF_KERNEL_64))
		unable("start a kernel that is no 64-bit bzImage");
	if (address + FIELD(u32, kernel, BP_INIT_SIZE) > GUEST_RAM)
		unable("fit the kernel into %lu MB", GUEST_RAM >> 20);
	memset(boot_params, 0, PAGE_SIZE);
	memcpy(boot_params + BP_HEADER, kernel + BP_HEADER,
	       0x202 + kernel[BP_HEADER_END] - BP_HEADER);
	memcpy((void *)address, kernel + (sects + 1) * SECTOR, size);
	return address;
}

void linux_load(struct vcpu *v, const struct linux_image *image)
{
	u8 *boot_params = (u8 *)BOOT_PARAMS;
	u64 address = load_kernel(image->kernel, boot_params), initrd;

	if (strlen(image->cmdline) > CMDLINE_MAX)
		unable("pass more than %u bytes of command line", CMDLINE_MAX);
	memcpy((void *)CMDLINE, image->cmdline, strlen(image->cmdline) + 1);
	initrd = (GUEST_RAM - image->initrd_size) & PAGE_MASK;
	memcpy((void *)initrd, image->initrd, image->initrd_size);

	FIELD(u8, boot_params, BP_LOADER) = LOADER_UNKNOWN;
	FIELD(u32, boot_params, BP_RAMDISK) = initrd;
	FIELD(u32, boot_params, BP_RAMDISK_SIZE) = image->initrd_size;
	FIELD(u32, boot_params, BP_CMDLINE) = CMDLINE;
	FIELD(u8, boot_params, BP_E820_ENTRIES) =
		build_e820((struct e820_entry *)(boot_params + BP_E820), image);
	if (v->platform->has_rmp)
		FIELD(u64, boot_params, BP_SETUP_DATA) = build_cc_blob(v);

	vcpu_long_mode(v);
	v->vmcb->cr3 = build_tables((u64 *)PAGE_TABLES, v->platform->has_c_bit ? C_BIT : 0);
	v->cr3 = v->vmcb->cr3;
	build_gdt(v);
	if (options.cpus > 1 && v->platform->is_td)
		mailbox_offer(build_tables((u64 *)AP_TABLES, 0));
	v->vmcb->rip = address + ENTRY_64;
	v->rsi = BOOT_PARAMS;
}

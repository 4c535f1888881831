// SPDX-License-Identifier: GPL-2.0
#include "linux.h"

#include <asm/bootparam.h>
#include <err.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "acpi.h"
#include "firmware.h"
#include "snp.h"

/* Below 640 KB. Of the last page firmware's data is known to be, by old habit. */
#define BOOT_PARAMS	0x10000UL
#define CMDLINE		0x11000UL
#define GDT		0x12000UL
#define CC_BLOB		0x13000UL
#define PAGE_TABLES	0x14000UL	/* six pages */
#define SECRETS		0x1a000UL
#define CPUID_PAGE	0x1b000UL
#define BOOT_END	0x1c000UL
#define FIRMWARE	0x9b000UL	/* FIRMWARE_SIZE */
#define ACPI		0x9e000UL	/* a page */
#define LOW_END		0x9f000UL
#define HIGH_START	0x100000UL

#define HEADER_MAGIC	0x53726448	/* "HdrS" */
#define LOADER_UNKNOWN	0xff
#define ENTRY_64	0x200
#define SECTOR		512
#define SETUP_SECTS	4		/* where the header says 0 */
#define E820_RAM	1
#define E820_RESERVED	2
#define E820_ACPI	3

#define PTE_TABLE	0x3ULL
#define PTE_LARGE	0x83ULL
#define LARGE_PAGE	(1ULL << 21)

struct file {
	const uint8_t *data;
	size_t size;
};

static struct file map(const char *name)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	struct file file;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		err(1, "%s", name);
	file.size = st.st_size;
	file.data = mmap(NULL, file.size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (file.data == MAP_FAILED)
		err(1, "%s", name);
	close(fd);
	return file;
}

/* 4 GB mapped to themselves, private. */
static uint64_t build_tables(const struct vm *vm)
{
	uint64_t *pml4 = (uint64_t *)(vm->ram + PAGE_TABLES), *pdpt = pml4 + 512, *pd = pdpt + 512;
	unsigned int i;

	pml4[0] = (PAGE_TABLES + PAGE_SIZE) | vm->c_bit | PTE_TABLE;
	for (i = 0; i < 4; i++)
		pdpt[i] = (PAGE_TABLES + (2 + i) * PAGE_SIZE) | vm->c_bit | PTE_TABLE;
	for (i = 0; i < 4 * 512; i++)
		pd[i] = i * LARGE_PAGE | vm->c_bit | PTE_LARGE;
	return PAGE_TABLES | vm->c_bit;
}

/* As vm_set_entry() has the selectors. */
static void build_gdt(const struct vm *vm)
{
	uint64_t *gdt = (uint64_t *)(vm->ram + GDT);

	gdt[2] = 0x00af9b000000ffff;
	gdt[3] = 0x00cf93000000ffff;
}

static void build_e820(const struct vm *vm, struct boot_params *params)
{
	struct boot_e820_entry map[] = {
		{ 0, FIRMWARE, E820_RAM },
		{ FIRMWARE, FIRMWARE_SIZE, E820_RESERVED },
		{ ACPI, LOW_END - ACPI, E820_ACPI },
		{ HIGH_START, vm->ram_size - HIGH_START, E820_RAM },
	};

	memcpy(params->e820_table, map, sizeof(map));
	params->e820_entries = sizeof(map) / sizeof(*map);
}

/* Returns the kernel in memory. */
static struct part load_kernel(const struct vm *vm, const char *name, struct boot_params *params)
{
	struct file file = map(name);
	const struct setup_header *header;
	struct part kernel = { .type = PART_NORMAL };
	size_t setup, end;

	header = (const void *)(file.data + offsetof(struct boot_params, hdr));
	if (file.size < sizeof(*params) || header->header != HEADER_MAGIC ||
	    !(header->xloadflags & XLF_KERNEL_64))
		errx(1, "%s is no 64-bit bzImage", name);
	setup = ((header->setup_sects ? header->setup_sects : SETUP_SECTS) + 1) * SECTOR;
	kernel.at = header->pref_address;
	kernel.size = header->syssize * 16UL;
	if (setup >= file.size || kernel.at < HIGH_START ||
	    kernel.at + header->init_size > vm->ram_size)
		errx(1, "%s does not fit into %zu MB", name, vm->ram_size >> 20);
	if (kernel.size > file.size - setup)
		kernel.size = file.size - setup;
	/* The byte at 0x201, which a jump has for its distance, says where the header ends. */
	end = 0x202 + file.data[0x201];
	memcpy(&params->hdr, header, end - offsetof(struct boot_params, hdr));
	memcpy(vm->ram + kernel.at, file.data + setup, kernel.size);
	return kernel;
}

static struct part load_initrd(const struct vm *vm, const char *name, uint64_t after)
{
	struct file file = map(name);
	struct part initrd = { .size = file.size, .type = PART_NORMAL };

	if (after + PAGE_ALIGN(file.size) > vm->ram_size)
		errx(1, "%s does not fit into %zu MB", name, vm->ram_size >> 20);
	initrd.at = vm->ram_size - PAGE_ALIGN(file.size);
	memcpy(vm->ram + initrd.at, file.data, file.size);
	return initrd;
}

void linux_load(const struct vm *vm, const char *kernel, const char *initrd, const char *cmdline,
		struct part parts[LINUX_PARTS])
{
	struct boot_params *params = (void *)(vm->ram + BOOT_PARAMS);
	struct setup_header *header = &params->hdr;

	if (strlen(cmdline) >= PAGE_SIZE)
		errx(1, "the command line is longer than a page");
	strcpy((char *)vm->ram + CMDLINE, cmdline);

	parts[0] = (struct part){ BOOT_PARAMS, SECRETS - BOOT_PARAMS, PART_NORMAL };
	parts[1] = (struct part){ SECRETS, CPUID_PAGE - SECRETS, PART_SECRETS };
	parts[2] = (struct part){ CPUID_PAGE, BOOT_END - CPUID_PAGE, PART_CPUID };
	parts[3] = (struct part){ FIRMWARE, FIRMWARE_PRIVATE, PART_NORMAL };
	parts[4] = (struct part){ ACPI, LOW_END - ACPI, PART_NORMAL };
	parts[5] = load_kernel(vm, kernel, params);
	parts[6] = load_initrd(vm, initrd, parts[5].at + header->init_size);

	header->type_of_loader = LOADER_UNKNOWN;
	header->ramdisk_image = parts[6].at;
	header->ramdisk_size = parts[6].size;
	if (vm->snp)
		header->setup_data = snp_build(vm, CC_BLOB, SECRETS, CPUID_PAGE);
	header->cmd_line_ptr = CMDLINE;
	params->acpi_rsdp_addr = acpi_build(vm, ACPI, LOW_END - ACPI);
	build_e820(vm, params);
	build_gdt(vm);
	vm_set_entry(vm, firmware_build(vm, FIRMWARE, parts[5].at + ENTRY_64), BOOT_PARAMS,
		     build_tables(vm), GDT);
}

// SPDX-License-Identifier: GPL-2.0
/*
 * cvmsim: started by QEMU's multiboot loader with two modules, a bzImage (its
 * string is the guest's command line) and an initramfs.
 */
#include "control_register.h"
#include "linux.h"
#include "log.h"
#include "memory.h"
#include "options.h"
#include "platform.h"
#include "smp.h"
#include "td.h"

/* Multiboot 0.6.96, 3.3. */
struct multiboot_info {
	u32 flags;
	u32 mem_lower, mem_upper;
	u32 boot_device;
	u32 cmdline;
	u32 mods_count;
	u32 mods_addr;
	u32 syms[4];
	u32 mmap_length;
	u32 mmap_addr;
};

struct multiboot_module {
	u32 start;
	u32 end;
	u32 string;
	u32 reserved;
};

struct multiboot_mmap {
	u32 size;		/* of what follows */
	u64 start;
	u64 length;
	u32 type;
} __packed;

#define MULTIBOOT_NEEDED	(BIT(2) | BIT(3) | BIT(6))

static struct linux_image image;

static void *at(u32 address)
{
	return (void *)(u64)address;
}

static void read_memory_map(const struct multiboot_info *info)
{
	const struct multiboot_mmap *map = at(info->mmap_addr);
	const u8 *end = (u8 *)map + info->mmap_length;

	while ((const u8 *)map < end && image.nr_e820 < E820_MAX) {
		image.e820[image.nr_e820++] = (struct e820_entry){
			.start = map->start,
			.size = map->length,
			.type = map->type,
		};
		map = (const void *)((const u8 *)map + map->size + sizeof(map->size));
	}
}

/* QEMU's string begins with the name of the file. */
static const char *after_name(const char *string)
{
	while (*string && *string != ' ')
		string++;
	return *string ? string + 1 : string;
}

static void read_modules(const struct multiboot_info *info)
{
	const struct multiboot_module *modules = at(info->mods_addr);

	if (info->mods_count != 2)
		unable("begin without a kernel and an initramfs");
	image.kernel = at(modules[0].start);
	image.cmdline = after_name(at(modules[0].string));
	image.initrd = at(modules[1].start);
	image.initrd_size = modules[1].end - modules[1].start;
	if (modules[0].end > SHARED_BASE || modules[1].end > SHARED_BASE)
		unable("keep so large a kernel and initramfs");
}

void __noreturn main(const struct multiboot_info *info);

void __noreturn main(const struct multiboot_info *info)
{
	const struct platform *platform;

	if ((info->flags & MULTIBOOT_NEEDED) != MULTIBOOT_NEEDED)
		unable("begin without modules and a memory map");
	options_parse(at(info->cmdline));
	platform = options.platform;
	read_memory_map(info);
	read_modules(info);
	say("cvmsim: %s", platform->name);

	memory_init(platform);
	vcpu_init(platform);
	smp_init();
	if (platform->is_td)
		td_init();
	linux_load(&vcpus[0], &image);
	if (platform->has_c_bit)
		control_register_init(&vcpus[0]);
	smp_run(&vcpus[0]);
}

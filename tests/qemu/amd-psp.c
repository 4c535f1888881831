// SPDX-License-Identifier: GPL-2.0
/*
 * AMD Secure Processor, as far as a host wants it before it runs SEV, SEV-ES and
 * SEV-SNP guests. Nothing is encrypted or measured: what it keeps is which guest
 * is in which state, and of SNP's the pages' state in the RMP.
 *
 * Commands, buffers and errors are those of the SEV API, revision 0.24, and of the
 * SEV-SNP firmware ABI, revision 1.55; registers are where Linux' ccp looks for
 * them on device 0x14ca.
 */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "qemu/units.h"
#include "hw/pci/msi.h"
#include "hw/pci/pci.h"
#include "hw/qdev-properties.h"
#include "sysemu/dma.h"
#include "qom/object.h"

#define TYPE_AMD_PSP "amd-psp"
OBJECT_DECLARE_SIMPLE_TYPE(PSPState, AMD_PSP)

#define PSP_DEVICE_ID 0x14ca
#define PSP_BAR 2
#define PSP_BAR_SIZE (1 * MiB)

#define REG_INTEN 0x10690
#define REG_INTSTS 0x10694
#define REG_CMDRESP 0x10980
#define REG_BUFFER_LOW 0x109e0
#define REG_BUFFER_HIGH 0x109e4
#define REG_FEATURES 0x109fc

#define FEATURES_SEV (1 << 0)
#define INT_COMMAND (1 << 1)
#define CMDRESP_IOC (1 << 0)	/* interrupt on completion */
#define CMDRESP_DONE (1u << 31) /* and the status in bits 15 to 0 */

enum {
	CMD_INIT = 0x001,
	CMD_SHUTDOWN = 0x002,
	CMD_PLATFORM_STATUS = 0x004,
	CMD_DF_FLUSH = 0x00a,
	CMD_INIT_EX = 0x00d,
	CMD_DECOMMISSION = 0x020,
	CMD_ACTIVATE = 0x021,
	CMD_DEACTIVATE = 0x022,
	CMD_GUEST_STATUS = 0x023,
	CMD_LAUNCH_START = 0x030,
	CMD_LAUNCH_UPDATE_DATA = 0x031,
	CMD_LAUNCH_UPDATE_VMSA = 0x032,
	CMD_LAUNCH_MEASURE = 0x033,
	CMD_LAUNCH_UPDATE_SECRET = 0x034,
	CMD_LAUNCH_FINISH = 0x035,
	CMD_DBG_DECRYPT = 0x060,
	CMD_DBG_ENCRYPT = 0x061,
	CMD_SNP_INIT = 0x081,
	CMD_SNP_SHUTDOWN = 0x082,
	CMD_SNP_PLATFORM_STATUS = 0x083,
	CMD_SNP_DF_FLUSH = 0x084,
	CMD_SNP_INIT_EX = 0x085,
	CMD_SNP_SHUTDOWN_EX = 0x086,
	CMD_SNP_DECOMMISSION = 0x090,
	CMD_SNP_ACTIVATE = 0x091,
	CMD_SNP_GCTX_CREATE = 0x093,
	CMD_SNP_LAUNCH_START = 0x0a0,
	CMD_SNP_LAUNCH_UPDATE = 0x0a1,
	CMD_SNP_LAUNCH_FINISH = 0x0a2,
	CMD_SNP_PAGE_RECLAIM = 0x0c7,
	CMD_SNP_CONFIG = 0x0c9,
	CMD_SNP_COMMIT = 0x0cb,
};

enum {
	STATUS_SUCCESS = 0x00,
	STATUS_INVALID_PLATFORM_STATE = 0x01,
	STATUS_INVALID_GUEST_STATE = 0x02,
	STATUS_INVALID_LENGTH = 0x04,
	STATUS_POLICY_FAILURE = 0x07,
	STATUS_INVALID_GUEST = 0x10,
	STATUS_INVALID_COMMAND = 0x11,
	STATUS_RESOURCE_LIMIT = 0x17,
};

enum guest_state {
	G_NONE,
	G_UPDATE,
	G_SECRET,
	G_RUNNING
};

#define POLICY_NO_DEBUG (1 << 0)

#define API_MAJOR 1
#define API_MINOR 55
#define API_BUILD 1
#define MEASURE_LEN 48 /* digest and nonce */
#define MAX_DEBUG 4096 /* a page, as Linux has it */
#define NR_GUESTS 16

/* SNP_LAUNCH_UPDATE's: of its flags the page's type. */
#define PAGE_TYPE(flags) extract32(flags, 1, 3)
#define PAGE_VMSA 2
#define PAGE_ZERO 3
#define PAGE_SIZE 4096

/* An RMP entry, as in rmp_helper.c. */
#define RMP_ENTRIES 0x4000
#define RMP_ENTRY 16
#define RMP_IMMUTABLE (1ULL << 2)
#define RMP_VMSA (1ULL << 61)
#define RMP_VALIDATED (1ULL << 62)

struct PSPState {
	PCIDevice parent_obj;
	MemoryRegion mmio;
	uint32_t cmdresp, buffer_low, buffer_high, inten, intsts;
	uint64_t rmp_base;
	bool initialised, snp_initialised;
	struct {
		uint32_t policy, asid;
		enum guest_state state;
	} guest[NR_GUESTS]; /* handle n is guest[n - 1] */
};

/* It stands before any IOMMU. */
static uint32_t get(dma_addr_t at)
{
	uint32_t value = 0;

	ldl_le_dma(&address_space_memory, at, &value, MEMTXATTRS_UNSPECIFIED);
	return value;
}

static uint64_t get64(dma_addr_t at)
{
	return get(at) | (uint64_t)get(at + 4) << 32;
}

static void put(dma_addr_t at, uint32_t value)
{
	stl_le_dma(&address_space_memory, at, value, MEMTXATTRS_UNSPECIFIED);
}

static uint16_t launch_start(PSPState *s, dma_addr_t buffer)
{
	int g;

	for (g = 0; g < NR_GUESTS; g++) {
		if (s->guest[g].state == G_NONE) {
			s->guest[g].state = G_UPDATE;
			s->guest[g].policy = get(buffer + 4);
			s->guest[g].asid = 0;
			put(buffer, g + 1);
			return STATUS_SUCCESS;
		}
	}
	return STATUS_RESOURCE_LIMIT;
}

/* Handle, reserved, source, destination, length: either way it is a copy. */
static uint16_t debug(uint32_t policy, dma_addr_t buffer)
{
	dma_addr_t from = get64(buffer + 8);
	dma_addr_t to = get64(buffer + 16);
	uint32_t length = get(buffer + 24);
	uint8_t data[MAX_DEBUG];

	if (policy & POLICY_NO_DEBUG)
		return STATUS_POLICY_FAILURE;
	if (length > MAX_DEBUG)
		return STATUS_INVALID_LENGTH;
	dma_memory_read(&address_space_memory, from, data, length, MEMTXATTRS_UNSPECIFIED);
	dma_memory_write(&address_space_memory, to, data, length, MEMTXATTRS_UNSPECIFIED);
	return STATUS_SUCCESS;
}

/* Commands whose buffer begins with a handle. */
static uint16_t guest_command(PSPState *s, uint32_t command, dma_addr_t buffer)
{
	uint32_t g = get(buffer) - 1;

	if (g >= NR_GUESTS || s->guest[g].state == G_NONE)
		return STATUS_INVALID_GUEST;
	switch (command) {
	case CMD_ACTIVATE:
		s->guest[g].asid = get(buffer + 4);
		return STATUS_SUCCESS;
	case CMD_DEACTIVATE:
		s->guest[g].asid = 0;
		return STATUS_SUCCESS;
	case CMD_DECOMMISSION:
		s->guest[g].state = G_NONE;
		return STATUS_SUCCESS;
	case CMD_GUEST_STATUS:
		put(buffer + 4, s->guest[g].policy);
		put(buffer + 8, s->guest[g].asid);
		stb_dma(&address_space_memory, buffer + 12, s->guest[g].state,
			MEMTXATTRS_UNSPECIFIED);
		return STATUS_SUCCESS;
	case CMD_LAUNCH_UPDATE_DATA:
	case CMD_LAUNCH_UPDATE_VMSA:
		return s->guest[g].state == G_UPDATE ? STATUS_SUCCESS : STATUS_INVALID_GUEST_STATE;
	case CMD_LAUNCH_MEASURE: /* handle, reserved, address, length */
		if (s->guest[g].state != G_UPDATE && s->guest[g].state != G_SECRET)
			return STATUS_INVALID_GUEST_STATE;
		if (get(buffer + 16) < MEASURE_LEN) {
			put(buffer + 16, MEASURE_LEN);
			return STATUS_INVALID_LENGTH;
		}
		s->guest[g].state = G_SECRET;
		return STATUS_SUCCESS;
	case CMD_DBG_DECRYPT:
	case CMD_DBG_ENCRYPT:
		return debug(s->guest[g].policy, buffer);
	case CMD_LAUNCH_UPDATE_SECRET:
		return s->guest[g].state == G_SECRET ? STATUS_SUCCESS : STATUS_INVALID_GUEST_STATE;
	default: /* CMD_LAUNCH_FINISH */
		if (s->guest[g].state != G_SECRET)
			return STATUS_INVALID_GUEST_STATE;
		s->guest[g].state = G_RUNNING;
		return STATUS_SUCCESS;
	}
}

static void change_rmp(PSPState *s, hwaddr page, uint64_t set, uint64_t clear)
{
	hwaddr at = s->rmp_base + RMP_ENTRIES + (page / PAGE_SIZE) * RMP_ENTRY;
	uint64_t entry = get64(at);

	entry = (entry & ~clear) | set;
	put(at, entry);
	put(at + 4, entry >> 32);
}

/* Guest's context, flags, page: it is the guest's from now on, as if validated by itself. */
static void launch_update(PSPState *s, dma_addr_t buffer)
{
	static const uint8_t zeroes[PAGE_SIZE];
	uint32_t type = PAGE_TYPE(get(buffer + 8));
	hwaddr page = get64(buffer + 16);

	if (type == PAGE_ZERO)
		dma_memory_write(&address_space_memory, page, zeroes, PAGE_SIZE,
				 MEMTXATTRS_UNSPECIFIED);
	change_rmp(s, page, RMP_VALIDATED | (type == PAGE_VMSA ? RMP_VMSA : 0), RMP_IMMUTABLE);
}

/* Which version, and that the RMP is there. */
static void snp_platform_status(PSPState *s, dma_addr_t buffer)
{
	hwaddr to = get64(buffer);
	int i;

	put(to, API_MAJOR | API_MINOR << 8 | s->snp_initialised << 16 |
	    (uint32_t)s->snp_initialised << 24);
	put(to + 4, API_BUILD);
	for (i = 8; i < 32; i += 4)
		put(to + i, 0);
}

/* A guest's state is in its context page on hardware; here nobody asks for it. */
static uint16_t snp_command(PSPState *s, uint32_t command, dma_addr_t buffer)
{
	if (!s->rmp_base)
		return STATUS_INVALID_COMMAND;
	switch (command) {
	case CMD_SNP_INIT:
	case CMD_SNP_INIT_EX:
		s->snp_initialised = true;
		return STATUS_SUCCESS;
	case CMD_SNP_SHUTDOWN:
	case CMD_SNP_SHUTDOWN_EX:
		s->snp_initialised = false;
		return STATUS_SUCCESS;
	case CMD_SNP_PLATFORM_STATUS:
		snp_platform_status(s, buffer);
		return STATUS_SUCCESS;
	case CMD_SNP_LAUNCH_UPDATE:
		launch_update(s, buffer);
		return STATUS_SUCCESS;
	case CMD_SNP_PAGE_RECLAIM:
		change_rmp(s, get64(buffer) & ~(hwaddr)(PAGE_SIZE - 1), 0, RMP_IMMUTABLE);
		return STATUS_SUCCESS;
	case CMD_SNP_DF_FLUSH:
	case CMD_SNP_DECOMMISSION:
	case CMD_SNP_ACTIVATE:
	case CMD_SNP_GCTX_CREATE:
	case CMD_SNP_LAUNCH_START:
	case CMD_SNP_LAUNCH_FINISH:
	case CMD_SNP_CONFIG:
	case CMD_SNP_COMMIT:
		return STATUS_SUCCESS;
	default:
		qemu_log_mask(LOG_UNIMP, "amd-psp: command 0x%x\n", command);
		return STATUS_INVALID_COMMAND;
	}
}

static uint16_t psp_command(PSPState *s, uint32_t command, dma_addr_t buffer)
{
	switch (command) {
	case CMD_INIT:
	case CMD_INIT_EX:
		if (s->initialised)
			return STATUS_INVALID_PLATFORM_STATE;
		s->initialised = true;
		return STATUS_SUCCESS;
	case CMD_SHUTDOWN:
		s->initialised = false;
		return STATUS_SUCCESS;
	case CMD_PLATFORM_STATUS:
		put(buffer, API_MAJOR | API_MINOR << 8 | s->initialised << 16);
		put(buffer + 4, (uint32_t)API_BUILD << 24);
		put(buffer + 8, 0);
		return STATUS_SUCCESS;
	case CMD_DF_FLUSH:
		return STATUS_SUCCESS;
	case CMD_LAUNCH_START:
		return launch_start(s, buffer);
	case CMD_DECOMMISSION ... CMD_GUEST_STATUS:
	case CMD_LAUNCH_UPDATE_DATA ... CMD_LAUNCH_FINISH:
	case CMD_DBG_DECRYPT:
	case CMD_DBG_ENCRYPT:
		return guest_command(s, command, buffer);
	default:
		return snp_command(s, command, buffer);
	}
}

static uint64_t psp_read(void *opaque, hwaddr addr, unsigned int size)
{
	PSPState *s = opaque;

	switch (addr) {
	case REG_INTEN:
		return s->inten;
	case REG_INTSTS:
		return s->intsts;
	case REG_CMDRESP:
		return s->cmdresp;
	case REG_BUFFER_LOW:
		return s->buffer_low;
	case REG_BUFFER_HIGH:
		return s->buffer_high;
	case REG_FEATURES:
		return FEATURES_SEV;
	default:
		return 0;
	}
}

static void psp_write(void *opaque, hwaddr addr, uint64_t value, unsigned int size)
{
	PSPState *s = opaque;

	switch (addr) {
	case REG_INTEN:
		s->inten = value;
		break;
	case REG_INTSTS: /* write one to clear */
		s->intsts &= ~value;
		break;
	case REG_CMDRESP:
		s->cmdresp =
			CMDRESP_DONE | psp_command(s, extract32(value, 16, 11),
						   (uint64_t)s->buffer_high << 32 | s->buffer_low);
		if (value & CMDRESP_IOC) {
			s->intsts |= INT_COMMAND;
			if (s->inten)
				msi_notify(PCI_DEVICE(s), 0);
		}
		break;
	case REG_BUFFER_LOW:
		s->buffer_low = value;
		break;
	case REG_BUFFER_HIGH:
		s->buffer_high = value;
		break;
	}
}

static const MemoryRegionOps psp_ops = {
	.read = psp_read,
	.write = psp_write,
	.endianness = DEVICE_LITTLE_ENDIAN,
	.valid = {.min_access_size = 4, .max_access_size = 4},
};

static void psp_realize(PCIDevice *d, Error **errp)
{
	PSPState *s = AMD_PSP(d);

	if (msi_init(d, 0, 1, true, false, errp))
		return;
	memory_region_init_io(&s->mmio, OBJECT(s), &psp_ops, s, TYPE_AMD_PSP, PSP_BAR_SIZE);
	pci_register_bar(d, PSP_BAR, PCI_BASE_ADDRESS_SPACE_MEMORY, &s->mmio);
}

static Property psp_properties[] = {
	DEFINE_PROP_UINT64("rmp-base", PSPState, rmp_base, 0),
	DEFINE_PROP_END_OF_LIST(),
};

static void psp_class_init(ObjectClass *class, void *data)
{
	DeviceClass *dc = DEVICE_CLASS(class);
	PCIDeviceClass *k = PCI_DEVICE_CLASS(class);

	k->realize = psp_realize;
	k->exit = msi_uninit;
	k->vendor_id = PCI_VENDOR_ID_AMD;
	k->device_id = PSP_DEVICE_ID;
	k->class_id = 0x1080; /* another encryption controller */
	device_class_set_props(dc, psp_properties);
	dc->desc = "AMD Secure Processor for SEV guests of a guest";
	set_bit(DEVICE_CATEGORY_MISC, dc->categories);
}

static const TypeInfo psp_info = {
	.name = TYPE_AMD_PSP,
	.parent = TYPE_PCI_DEVICE,
	.instance_size = sizeof(PSPState),
	.class_init = psp_class_init,
	.interfaces =
		(InterfaceInfo[]) {
			{INTERFACE_CONVENTIONAL_PCI_DEVICE},
			{},
		},
};

static void psp_register(void)
{
	type_register_static(&psp_info);
}
type_init(psp_register)

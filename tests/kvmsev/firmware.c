// SPDX-License-Identifier: GPL-2.0
#include "firmware.h"

#include <string.h>

/* Pages: code, the AP jump table, and a GHCB that is shared, as nobody launches it. */
#define JUMP_TABLE	PAGE_SIZE
#define GHCB		(2 * PAGE_SIZE)

#define AP_CODE		0x80

/* Its layout: GHCB specification 2.0, table 3. The bitmap says what is valid, a bit for 8 bytes. */
#define GHCB_EXIT_CODE	0x390
#define GHCB_EXIT_INFO_1	0x398
#define GHCB_EXIT_INFO_2	0x3a0
#define GHCB_VALID	0x3f0
#define GHCB_VERSION	0xffa
#define EXIT_AP_JUMP_TABLE	0x80000005
#define SET_JUMP_TABLE	0	/* in EXIT_INFO_1, the address in EXIT_INFO_2 */

static void put(uint8_t *to, uint64_t value, size_t size)
{
	memcpy(to, &value, size);
}

static void say(uint8_t *ghcb, unsigned int field, uint64_t value)
{
	put(ghcb + field, value, 8);
	ghcb[GHCB_VALID + field / 64] |= 1 << field / 8 % 8;
}

uint64_t firmware_build(const struct vm *vm, uint64_t at, uint64_t kernel)
{
	/* wrmsr of GHCB to 0xc0010130; vmgexit; jmp *kernel */
	static const uint8_t set_jump_table[] = {
		0xb9, 0x30, 0x01, 0x01, 0xc0,	/* mov $0xc0010130, %ecx */
		0xb8, 0, 0, 0, 0,		/* mov $ghcb, %eax */
		0x31, 0xd2,			/* xor %edx, %edx */
		0x0f, 0x30,			/* wrmsr */
		0xf3, 0x0f, 0x01, 0xd9,		/* rep vmmcall */
		0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0,	/* mov $kernel, %rax */
		0xff, 0xe0,			/* jmp *%rax */
	};
	/* Of 16 bits: where the first word says, in the segment that the second says. */
	static const uint8_t go_on[] = { 0xff, 0x2e, 0, 0 };	/* ljmp *0 */
	uint8_t *code = vm->ram + at, *ghcb = code + GHCB;

	if (vm->snp)
		return kernel;
	memcpy(code, set_jump_table, sizeof(set_jump_table));
	put(code + 6, at + GHCB, 4);
	put(code + 20, kernel, 8);
	memcpy(code + AP_CODE, go_on, sizeof(go_on));
	say(ghcb, GHCB_EXIT_CODE, EXIT_AP_JUMP_TABLE);
	say(ghcb, GHCB_EXIT_INFO_1, SET_JUMP_TABLE);
	say(ghcb, GHCB_EXIT_INFO_2, at + JUMP_TABLE);
	put(ghcb + GHCB_VERSION, 1, 2);
	vm_set_ap_entry(vm, at + AP_CODE, at + JUMP_TABLE);
	return at;
}

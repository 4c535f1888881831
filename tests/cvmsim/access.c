// SPDX-License-Identifier: GPL-2.0
/* Instruction encoding: AMD APM volume 3, 1.2 to 1.5. */
#include "access.h"
#include "walk.h"

#define CODE_MAX	15
#define REX_B		BIT(0)
#define REX_X		BIT(1)
#define REX_R		BIT(2)
#define REX_W		BIT(3)
#define NO_BASE		5	/* of a SIB without displacement's mode */
#define RIP_RELATIVE	5
#define HAS_SIB		4
#define NO_INDEX	4

struct code {
	u8 byte[CODE_MAX];
	u32 at;
	u64 rex;
	u64 segment;	/* its base */
	bool is_16;
	u8 opcode;	/* of one byte, else 0 */
	u32 immediate;	/* bytes after the operand */
};

static s64 displacement(struct code *code, u32 size)
{
	s32 value = 0;

	memcpy(&value, code->byte + code->at, size);
	code->at += size;
	return size == 1 ? (s8)value : value;
}

static bool take_prefixes(struct vcpu *v, struct code *code)
{
	for (; code->at < CODE_MAX / 2; code->at++) {
		switch (code->byte[code->at]) {
		case 0x66:
			code->is_16 = true;
			break;
		case 0xf0: case 0xf2: case 0xf3:
		case 0x26: case 0x2e: case 0x36: case 0x3e:
			break;
		case 0x64:
			code->segment = v->vmcb->fs.base;
			break;
		case 0x65:
			code->segment = v->vmcb->gs.base;
			break;
		default:
			return true;
		}
	}
	return false;
}

/* MOV, MOVZX, MOVSX and what has the same form; its immediate's length. */
static bool take_opcode(struct code *code)
{
	u8 op;

	if ((code->byte[code->at] & 0xf0) == 0x40)
		code->rex = code->byte[code->at++];
	op = code->byte[code->at++];
	if (op == 0x0f) {
		op = code->byte[code->at++];
		return op == 0xb6 || op == 0xb7 || op == 0xbe || op == 0xbf;
	}
	code->opcode = op;
	if (op == 0xc6 || op == 0x80 || op == 0x83)
		code->immediate = 1;
	else if (op == 0xc7 || op == 0x81)
		code->immediate = code->is_16 ? 2 : 4;
	/* Of the rest all that has ModRM and no immediate. */
	return code->immediate || (op >= 0x84 && op <= 0x8b) ||
	       (op < 0x40 && (op & 7) < 4);
}

static u64 reg(struct vcpu *v, u32 number, bool high)
{
	return *vcpu_register(v, number | (high ? 8 : 0));
}

/* The address of the operand that @modrm begins, without its segment. */
static u64 operand(struct vcpu *v, struct code *code, u8 modrm)
{
	u8 mod = modrm >> 6, rm = modrm & 7, sib;
	u64 address = 0;

	if (rm == HAS_SIB) {
		sib = code->byte[code->at++];
		rm = sib & 7;
		if ((sib >> 3 & 7) != NO_INDEX || code->rex & REX_X)
			address = reg(v, sib >> 3 & 7, code->rex & REX_X) << (sib >> 6);
		if (mod == 0 && rm == NO_BASE)
			address += displacement(code, 4);
		else
			address += reg(v, rm, code->rex & REX_B);
	} else if (mod == 0 && rm == RIP_RELATIVE) {
		address = displacement(code, 4);
		address += v->vmcb->rip + code->at + code->immediate;
	} else {
		address = reg(v, rm, code->rex & REX_B);
	}
	if (mod)
		address += displacement(code, mod == 1 ? 1 : 4);
	return address;
}

/* MOV is 88 to 8B: bit 0 for more than a byte, bit 1 for reading. */
static void describe(const struct code *code, u8 modrm, struct access *access)
{
	access->is_mov = (code->opcode & ~3) == 0x88;
	access->write = !(code->opcode & 2);
	access->size = code->rex & REX_W ? 8 : code->is_16 ? 2 : 4;
	if (!(code->opcode & 1))
		access->size = 1;
	access->reg = (modrm >> 3 & 7) | (code->rex & REX_R ? 8 : 0);
	/* Without REX these are AH to BH, which nobody moves to a device. */
	if (access->size == 1 && !code->rex && access->reg > 3)
		access->is_mov = false;
}

bool access_decode(struct vcpu *v, struct access *access)
{
	struct code code = { .at = 0 };
	u8 modrm;

	if (!walk_insn(v, code.byte, sizeof(code.byte)) ||
	    !take_prefixes(v, &code) || !take_opcode(&code))
		return false;
	modrm = code.byte[code.at++];
	if (modrm >> 6 == 3)
		return false;
	access->gla = code.segment + operand(v, &code, modrm);
	access->length = code.at + code.immediate;
	describe(&code, modrm, access);
	return true;
}

// SPDX-License-Identifier: GPL-2.0
/* Instruction encoding: AMD APM volume 3, 1.2 and appendix A. */
#include "opcode.h"

#define PREFIX_OPERAND		0x66
#define PREFIX_REPNE		0xf2
#define PREFIX_REP		0xf3
#define PREFIX_LOCK		0xf0

#define MSR_SPEC_CTRL		0x48
#define MSR_PRED_CMD		0x49
#define PRED_CMD_IBPB		BIT(0)

/* Where the opcode is, and what stands before it. */
struct code {
	const u8 *opcode;	/* after 0F, if @is_0f */
	u8 mandatory;		/* F2 or F3, else 66; 0: none */
	bool is_0f;
	bool is_locked;
};

#define REG(n)		0x38, (n) << 3	/* ModRM.reg, any operand */
#define REGISTER(n)	0xf8, 0xc0 | (n) << 3	/* and that a register */
#define EXACTLY(n)	0xff, (n)
#define NO_MODRM	0, 0

#define ANY		0xff

/* The first that fits; prefix 0: none of the three stands there. */
static const struct pattern {
	bool is_0f;
	u8 prefix;
	u8 opcode_mask, opcode;
	u8 modrm_mask, modrm;
	enum cvmsim_traced name;
} patterns[] = {
	{ true, ANY, 0xff, 0x30, NO_MODRM, CVMSIM_TRACED_WRMSR },
	{ true, ANY, 0xff, 0x32, NO_MODRM, CVMSIM_TRACED_RDMSR },
	{ true, ANY, 0xff, 0xa2, NO_MODRM, CVMSIM_TRACED_CPUID },
	{ true, 0, 0xff, 0xae, REGISTER(5), CVMSIM_TRACED_LFENCE },
	{ true, 0, 0xff, 0xae, REGISTER(6), CVMSIM_TRACED_MFENCE },
	{ true, ANY, 0xff, 0x00, REG(5), CVMSIM_TRACED_VERW },
	{ true, PREFIX_REP, 0xff, 0x01, EXACTLY(0xd9), CVMSIM_TRACED_VMGEXIT },
	{ true, PREFIX_REPNE, 0xff, 0x01, EXACTLY(0xd9), CVMSIM_TRACED_VMGEXIT },
	{ true, PREFIX_OPERAND, 0xff, 0x01, EXACTLY(0xcc), CVMSIM_TRACED_TDCALL },
	{ true, ANY, 0xff, 0x01, EXACTLY(0xf8), CVMSIM_TRACED_SWAPGS },
	{ true, ANY, 0xff, 0x01, EXACTLY(0xf9), CVMSIM_TRACED_RDTSC },
	{ true, ANY, 0xff, 0x31, NO_MODRM, CVMSIM_TRACED_RDTSC },
	/* With a register /7 is SWAPGS and others. */
	{ true, ANY, 0xff, 0x01, 0xf8, 0x38, CVMSIM_TRACED_INVLPG },
	{ true, ANY, 0xff, 0x01, 0xf8, 0x78, CVMSIM_TRACED_INVLPG },
	{ true, ANY, 0xff, 0x01, 0xf8, 0xb8, CVMSIM_TRACED_INVLPG },
	{ true, PREFIX_REP, 0xff, 0xae, 0xe0, 0xc0, CVMSIM_TRACED_FSGSBASE },
	{ true, ANY, 0xfd, 0x20, NO_MODRM, CVMSIM_TRACED_MOV_CR },
	{ true, ANY, 0xfd, 0x21, NO_MODRM, CVMSIM_TRACED_MOV_DR },
	{ false, ANY, 0xff, 0xcf, NO_MODRM, CVMSIM_TRACED_IRET },
	{ false, ANY, 0xf4, 0xe4, NO_MODRM, CVMSIM_TRACED_IO },
	{ false, ANY, 0xfc, 0x6c, NO_MODRM, CVMSIM_TRACED_IO },
	{ false, ANY, 0xff, 0x9d, NO_MODRM, CVMSIM_TRACED_POPF },
	{ false, PREFIX_REP, 0xfe, 0xa4, NO_MODRM, CVMSIM_TRACED_REP },
	{ false, PREFIX_REP, 0xfe, 0xaa, NO_MODRM, CVMSIM_TRACED_REP },
};

static struct code find_opcode(const u8 *code)
{
	struct code found = { 0 };
	const u8 *end = code + OPCODE_MAX - 2;

	for (; code < end; code++) {
		switch (*code) {
		case PREFIX_REP: case PREFIX_REPNE:
			found.mandatory = *code;
			break;
		/* Beside one of those it says nothing but a size. */
		case PREFIX_OPERAND:
			if (!found.mandatory)
				found.mandatory = *code;
			break;
		case PREFIX_LOCK:
			found.is_locked = true;
			break;
		/* Segments; another address size; REX. */
		case 0x26: case 0x2e: case 0x36: case 0x3e: case 0x64: case 0x65:
		case 0x67:
		case 0x40 ... 0x4f:
			break;
		default:
			found.is_0f = *code == 0x0f;
			found.opcode = found.is_0f ? code + 1 : code;
			return found;
		}
	}
	found.opcode = code;
	return found;
}

static bool fits(const struct code *code, const struct pattern *p)
{
	return code->is_0f == p->is_0f &&
	       (p->prefix == ANY || code->mandatory == p->prefix) &&
	       (code->opcode[0] & p->opcode_mask) == p->opcode &&
	       (code->opcode[1] & p->modrm_mask) == p->modrm;
}

enum cvmsim_traced opcode_name(const u8 *code)
{
	const struct code found = find_opcode(code);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(patterns); i++)
		if (fits(&found, &patterns[i]))
			return patterns[i].name;
	return CVMSIM_TRACED_INSTRUCTION;
}

bool opcode_is_locked(const u8 *code)
{
	return find_opcode(code).is_locked;
}

enum cvmsim_traced opcode_wrmsr(u32 msr, u64 value)
{
	switch (msr) {
	case MSR_GHCB:
		return CVMSIM_TRACED_WRMSR_GHCB;
	case MSR_SPEC_CTRL:
		return CVMSIM_TRACED_WRMSR_SPEC_CTRL;
	case MSR_PRED_CMD:
		return value & PRED_CMD_IBPB ? CVMSIM_TRACED_IBPB :
					       CVMSIM_TRACED_WRMSR;
	default:
		return CVMSIM_TRACED_WRMSR;
	}
}

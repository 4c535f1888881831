// SPDX-License-Identifier: GPL-2.0
/*
 * Instructions that exit, with prefixes that change nothing but their length: whoever skips
 * one has to know that. Each is executed once when 1 is written to the parameter run. Behind it
 * stand LODSBs, one byte each: how many of them were executed, RSI tells.
 *
 * The parameter exits: how many exits that is.
 */
#include <linux/irqflags.h>
#include <linux/module.h>

#define MARKS 15

/* Leaf 0's alone: a CPUID that is executed again from its midst is of another leaf. */
#define VENDOR_EBX 0x68747541	/* Auth */

/* The poll control of KVM's, as it is after boot. */
#define MSR_POLL_CONTROL 0x4b564d05

static int exits;
module_param(exits, int, 0444);

static bool went_on(const char *name, int executed, bool right)
{
	exits++;
	if (executed == MARKS && right)
		return true;
	pr_err("prefixes: %s: of %d bytes behind it %d were executed%s\n", name, MARKS, executed,
	       right ? "" : ", and its answer is wrong");
	return false;
}

/* LANDS(INSTRUCTION, EAX, ECX, EDX, EBX afterwards or 0) */
#define LANDS(insn, eax, ecx, edx, want) ({					\
	static const char bytes[2 * MARKS];					\
	const char *at = bytes;							\
	unsigned long a = (eax), b = 0, c = (ecx), d = (edx);			\
										\
	asm volatile(".byte " insn "\n\t"					\
		     ".fill 15, 1, 0xac"					\
		     : "+S" (at), "+a" (a), "+b" (b), "+c" (c), "+d" (d)	\
		     : : "memory");						\
	went_on(insn, at - bytes, (u32)b == (want));				\
})

#define CPUID(prefixes) LANDS(prefixes "0x0f, 0xa2", 0, 0, 0, VENDOR_EBX)
#define RDMSR(prefixes) LANDS(prefixes "0x0f, 0x32", 0, MSR_POLL_CONTROL, 0, 0)
#define WRMSR(prefixes) LANDS(prefixes "0x0f, 0x30", 1, MSR_POLL_CONTROL, 0, 0)
#define VMMCALL(prefixes) LANDS(prefixes "0x0f, 0x01, 0xd9", 1000, 0, 0, 0)
#define WBINVD(prefixes) LANDS(prefixes "0x0f, 0x09", 0, 0, 0, 0)
#define IN_IMM(prefixes) LANDS(prefixes "0xe4, 0x21", 0, 0, 0, 0)
#define IN_DX(prefixes) LANDS(prefixes "0xec", 0, 0, 0x21, 0)
#define OUT_IMM(prefixes) LANDS(prefixes "0xe6, 0x80", 0, 0, 0, 0)
#define OUT_DX(prefixes) LANDS(prefixes "0xee", 0, 0, 0x80, 0)
#define HLT(prefixes) LANDS(prefixes "0xf4", 0, 0, 0, 0)

/* None, the operand's size, a REX, both, a segment before both. */
#define EACH(what) ({						\
	bool well = what("");					\
								\
	well &= what("0x66, ");					\
	well &= what("0x48, ");					\
	well &= what("0x66, 0x4f, ");				\
	well &= what("0x2e, 0x66, 0x48, ");			\
	well;							\
})

#define LONGEST "0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, "

static int prefixes_run(const char *value, const struct kernel_param *param)
{
	bool well = true;

	exits = 0;
	well &= EACH(CPUID);
	well &= CPUID(LONGEST);
	well &= EACH(RDMSR);
	well &= EACH(WRMSR);
	well &= EACH(VMMCALL);
	well &= EACH(WBINVD);
	well &= EACH(IN_IMM);
	well &= EACH(IN_DX);
	well &= EACH(OUT_IMM);
	well &= EACH(OUT_DX);
	well &= EACH(HLT);
	return well ? 0 : -EIO;
}

static const struct kernel_param_ops prefixes_ops = { .set = prefixes_run };
module_param_cb(run, &prefixes_ops, NULL, 0200);

static int __init prefixes_init(void)
{
	return 0;
}
module_init(prefixes_init);

static void __exit prefixes_exit(void)
{
}
module_exit(prefixes_exit);

MODULE_DESCRIPTION("Instructions with needless prefixes, which a host has to skip");
MODULE_LICENSE("GPL");

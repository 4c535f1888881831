// SPDX-License-Identifier: GPL-2.0
/*
 * CPUID: the machine's own answers, less what cvmsim keeps for itself, plus
 * what the platform adds. Leaves: AMD APM volume 3, appendix E.
 */
#include "cpuid.h"
#include "host.h"
#include "options.h"
#include "platform.h"
#include "x2apic.h"

#define LEAF_KVM		0x40000000
#define LEAF_KVM_FEATURES	0x40000001
#define KVM_FEATURE_POLL	BIT(12)
#define LEAF_SEV		0x8000001f
#define LEAF_TDX		0x21
#define TD_MACHINE_MAX		0xd
#define CPUID_ARAT		BIT(2)	/* 0x6 EAX */
#define CPUID_ARCH_CAPABILITIES	BIT(29)	/* 0x7 EDX */
/* 0x1 ECX */
#define CPUID_VMX		BIT(5)
#define CPUID_SMX		BIT(6)
#define CPUID_X2APIC		BIT(21)
#define CPUID_TSC_DEADLINE	BIT(24)
#define CPUID_MONITOR		BIT(3)
#define CPUID_FMA		BIT(12)
#define CPUID_XSAVE		BIT(26)
#define CPUID_OSXSAVE		BIT(27)
#define CPUID_AVX		BIT(28)
#define CPUID_F16C		BIT(29)
#define CPUID_HYPERVISOR	BIT(31)
/* 0x7 */
#define CPUID_AVX2		BIT(5)	/* EBX */
#define CPUID_OSPKE		BIT(4)	/* ECX */
#define CPUID_VAES		BIT(9)	/* ECX */
#define CPUID_VPCLMULQDQ	BIT(10)	/* ECX */
#define CPUID_LA57		BIT(16)	/* ECX */
/* 0x80000001 ECX */
#define CPUID_SVM		BIT(2)
/* 0x8000001f EAX */
#define CPUID_SEV		BIT(1)
#define CPUID_SEV_ES		BIT(3)
#define CPUID_SNP		BIT(4)

static void set_text(struct cpuid_regs *regs, const char text[12])
{
	memcpy(&regs->ebx, text, 4);
	memcpy(&regs->ecx, text + 4, 4);
	memcpy(&regs->edx, text + 8, 4);
}

/*
 * Linux on SNP wants XSAVEC and XSAVES if there is XSAVE at all, to size the
 * CPUID table's leaf 0xD; TCG has neither. So there is no XSAVE.
 */
static void hide_xsave(u32 leaf, struct cpuid_regs *regs)
{
	switch (leaf) {
	case 0x0:
		regs->eax = CPUID_MAX_WITHOUT_XSAVE;
		break;
	case 0x1:
		regs->ecx &= ~(CPUID_XSAVE | CPUID_OSXSAVE | CPUID_AVX |
			       CPUID_F16C | CPUID_FMA);
		break;
	case 0x7:
		regs->ebx &= ~CPUID_AVX2;
		regs->ecx &= ~(CPUID_VAES | CPUID_VPCLMULQDQ);
		break;
	}
}

static void set_bit(u32 *reg, u32 bit, bool on)
{
	*reg = on ? *reg | bit : *reg & ~bit;
}

/* Linux asks for the lowest KVM leaf and takes the features as they come. */
static void cpuid_kvm(u32 leaf, struct cpuid_regs *regs)
{
	memset(regs, 0, sizeof(*regs));
	if (!options.host->is_kvm)
		return;
	if (leaf == LEAF_KVM) {
		regs->eax = LEAF_KVM_FEATURES;
		set_text(regs, "KVMKVMKVM\0\0");
	} else if (leaf == LEAF_KVM_FEATURES) {
		regs->eax = KVM_FEATURE_POLL;
	}
}

/* Hypervisor Top Level Functional Specification, 2.4: what names a paravisor. */
static void cpuid_hyperv(u32 leaf, struct cpuid_regs *regs)
{
	memset(regs, 0, sizeof(*regs));
	switch (leaf) {
	case 0x40000000:
		regs->eax = 0x4000000c;
		set_text(regs, "Microsoft Hv");
		break;
	case 0x40000001:
		regs->eax = 0x31237648;	/* "Hv#1" */
		break;
	case 0x40000003:
		regs->eax = BIT(5) | BIT(6);	/* hypercall and VP index MSRs */
		regs->ebx = BIT(22);		/* isolation */
		break;
	case 0x40000005:
		regs->eax = 64;			/* virtual processors */
		regs->ebx = 64;
		break;
	case 0x4000000c:
		regs->eax = BIT(0);		/* paravisor present */
		regs->ebx = 2 |			/* isolation by SNP, */
			    BIT(5) | C_BIT_POSITION << 6; /* vTOM */
		break;
	}
}

static u32 sev_features(const struct platform *platform)
{
	u32 features = 0;

	if (platform->has_c_bit)
		features |= CPUID_SEV;
	if (platform->owns_vc)
		features |= CPUID_SEV_ES;
	if (platform->has_rmp)
		features |= CPUID_SNP;
	return features;
}

/*
 * A TD runs on a CPU of Intel's. Its clock and its APIC timer are told rather
 * than calibrated by the guest; of leaf 0x15 Linux multiplies in 32 bits.
 */
static void cpuid_td(u32 leaf, u32 index, struct cpuid_regs *regs)
{
	u64 tsc, timer;

	if (leaf > TD_MACHINE_MAX && leaf < LEAF_KVM)
		memset(regs, 0, sizeof(*regs));
	switch (leaf) {
	case 0x0:
		regs->eax = LEAF_TDX;
		memcpy(&regs->ebx, "Genu", 4);
		memcpy(&regs->edx, "ineI", 4);
		memcpy(&regs->ecx, "ntel", 4);
		break;
	case 0x1:
		regs->ecx &= ~(CPUID_VMX | CPUID_SMX);
		break;
	case 0x6:
		regs->eax = CPUID_ARAT;
		break;
	case 0x7:
		if (index == 0)
			regs->edx |= CPUID_ARCH_CAPABILITIES;
		break;
	case 0x15:
		x2apic_ticks(&tsc, &timer);
		regs->eax = 1000;
		regs->ebx = (tsc * 1000 + timer / 2) / timer;
		regs->ecx = 1000000000;
		break;
	case LEAF_TDX:
		if (index == 0) {
			memcpy(&regs->ebx, "Inte", 4);
			memcpy(&regs->edx, "lTDX", 4);
			memcpy(&regs->ecx, "    ", 4);
		}
		break;
	}
}

void cpuid(struct vcpu *v, u32 leaf, u32 index, struct cpuid_regs *regs)
{
	if (leaf >> 28 == 0x4) {
		if (v->platform->is_hyperv)
			cpuid_hyperv(leaf, regs);
		else
			cpuid_kvm(leaf, regs);
		return;
	}
	asm volatile("cpuid" : "=a" (regs->eax), "=b" (regs->ebx),
		     "=c" (regs->ecx), "=d" (regs->edx)
		     : "a" (leaf), "c" (index));
	switch (leaf) {
	case 0x1:
		set_bit(&regs->ecx, CPUID_HYPERVISOR, !options.hide_hypervisor);
		regs->ecx &= ~CPUID_MONITOR;
		if (x2apic_is_shown(v->platform))
			regs->ecx |= CPUID_X2APIC;
		set_bit(&regs->ecx, CPUID_TSC_DEADLINE, x2apic_has_deadline());
		set_bit(&regs->ecx, CPUID_OSXSAVE, v->vmcb->cr4 & X86_CR4_OSXSAVE);
		break;
	case 0x7:
		if (index == 0) {
			regs->ecx &= ~CPUID_LA57;
			set_bit(&regs->ecx, CPUID_OSPKE, v->vmcb->cr4 & X86_CR4_PKE);
		}
		break;
	case 0x80000000:
		if (regs->eax < LEAF_SEV)
			regs->eax = LEAF_SEV;
		break;
	case 0x80000001:
		regs->ecx &= ~CPUID_SVM;
		break;
	case 0x8000000a:
		memset(regs, 0, sizeof(*regs));
		break;
	case LEAF_SEV:
		memset(regs, 0, sizeof(*regs));
		regs->eax = sev_features(v->platform);
		if (regs->eax)
			regs->ebx = C_BIT_POSITION | 1 << 6;
		break;
	}
	if (v->platform->is_td)
		cpuid_td(leaf, index, regs);
	if (v->platform->has_rmp) {
		hide_xsave(leaf, regs);
		if (leaf > CPUID_MAX_WITHOUT_XSAVE && leaf < LEAF_KVM)
			memset(regs, 0, sizeof(*regs));
	}
}

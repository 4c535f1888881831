// SPDX-License-Identifier: GPL-2.0
/*
 * Which guest is this. The kernel already knows whose #VC and #VE it is, and is
 * asked; what is read here beside it is evidence for the reader, and what the
 * kernel does not tell: that a paravisor sits in between, or that something is
 * below which does not show itself. In which order signs count says vmexit/signs.h.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cc_platform.h>
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <asm/cpufeature.h>
#include <asm/hypervisor.h>
#include <asm/mem_encrypt.h>
#include <asm/msr.h>
#include <asm/processor.h>
#include <asm/tsc.h>

#include <vmexit/signs.h>
#include <vmexit/tsc.h>
#include "compat.h"
#include "platform.h"

#define CPUID_HYPERVISOR	0x40000000
#define CPUID_HYPERVISOR_MAX	0x40010000
#define CPUID_KVM_FEATURES	0x1	/* above KVM's base */
/* Hyper-V TLFS 2.4: partition privileges, isolation configuration. */
#define CPUID_HV_FEATURES	0x40000003
#define CPUID_HV_ISOLATION	0x4000000c
#define HV_PRIVILEGE_ISOLATION	BIT(22)	/* 0x40000003 EBX */
#define HV_PARAVISOR_PRESENT	BIT(0)	/* 0x4000000c EAX */
#define HV_ISOLATION_TYPE	0xf	/* 0x4000000c EBX */
/* AMD APM volume 3, E.4.17; volume 2, 15.34.10 (SEV_STATUS). */
#define CPUID_SEV		0x8000001f
#define CPUID_SEV_SUPPORTED	BIT(1)
#define SEV_STATUS_VTOM		BIT(3)
#define SEV_STATUS_REFLECT_VC	BIT(4)
/* An empty bracket takes 20 to 100 cycles; no exit was ever seen below 800. */
#define TSC_EXIT_CYCLES		400

struct vmexit_platform_info vmexit_platform;

static __printf(1, 2) void vmexit_evidence(const char *fmt, ...)
{
	struct vmexit_platform_info *p = &vmexit_platform;
	va_list args;

	if (WARN_ON_ONCE(p->nr_evidence == VMEXIT_MAX_EVIDENCE))
		return;
	va_start(args, fmt);
	vscnprintf(p->evidence[p->nr_evidence++], VMEXIT_EVIDENCE_LEN, fmt,
		   args);
	va_end(args);
}

/* Copies a leaf's EBX, ECX, EDX as text; what is not printable becomes '.'. */
static void vmexit_signature(u32 leaf, char *text)
{
	u32 eax, reg[3];
	int i;

	cpuid(leaf, &eax, &reg[0], &reg[1], &reg[2]);
	memcpy(text, reg, sizeof(reg));
	for (i = 0; i < sizeof(reg); i++)
		if (text[i] && !isprint(text[i]))
			text[i] = '.';
	text[sizeof(reg)] = '\0';
}

static void vmexit_find_hypervisor(struct vmexit_platform_info *p)
{
	static const char *const names[] = {
		[X86_HYPER_VMWARE]	= "VMware",
		[X86_HYPER_MS_HYPERV]	= "Hyper-V",
		[X86_HYPER_XEN_PV]	= "Xen",
		[X86_HYPER_XEN_HVM]	= "Xen",
		[X86_HYPER_KVM]		= "KVM",
		[X86_HYPER_JAILHOUSE]	= "Jailhouse",
		[X86_HYPER_ACRN]	= "ACRN",
	};
	char text[13];
	u32 leaf;

	if (!boot_cpu_has(X86_FEATURE_HYPERVISOR)) {
		vmexit_evidence("CPUID 0x1 ECX[31]: no hypervisor");
		p->hypervisor = "none";
		return;
	}

	vmexit_signature(CPUID_HYPERVISOR, text);
	vmexit_evidence("CPUID 0x40000000 signature \"%s\"", text);
	p->hypervisor = "other";
	if (x86_hyper_type < ARRAY_SIZE(names) && names[x86_hyper_type])
		p->hypervisor = names[x86_hyper_type];
	if (!strcmp(text, "TCGTCGTCGTCG")) {
		p->is_tcg = true;
		p->hypervisor = "QEMU TCG";
	}

	/* KVM's leaves stand above another interface's where it offers both. */
	if (x86_hyper_type != X86_HYPER_KVM)
		return;
	for (leaf = CPUID_HYPERVISOR; leaf < CPUID_HYPERVISOR_MAX;
	     leaf += 0x100) {
		vmexit_signature(leaf, text);
		if (strcmp(text, "KVMKVMKVM"))
			continue;
		p->is_kvm = true;
		p->kvm_features = cpuid_eax(leaf + CPUID_KVM_FEATURES);
		return;
	}
}

static bool vmexit_hyperv_has_paravisor(void)
{
	u32 eax, ebx, ecx, edx;

	if (x86_hyper_type != X86_HYPER_MS_HYPERV ||
	    cpuid_eax(CPUID_HYPERVISOR) < CPUID_HV_ISOLATION ||
	    !(cpuid_ebx(CPUID_HV_FEATURES) & HV_PRIVILEGE_ISOLATION))
		return false;
	cpuid(CPUID_HV_ISOLATION, &eax, &ebx, &ecx, &edx);
	vmexit_evidence("CPUID 0x4000000c: Hyper-V isolation type %u, paravisor %s",
			ebx & HV_ISOLATION_TYPE,
			eax & HV_PARAVISOR_PRESENT ? "present" : "absent");
	return eax & HV_PARAVISOR_PRESENT;
}

/*
 * The MSR exists only where the CPU knows SEV, and even then a host may refuse
 * it: the checked read. 0 where there is none.
 */
static u64 vmexit_sev_status(void)
{
	u64 status;

	if (boot_cpu_data.extended_cpuid_level < CPUID_SEV ||
	    !(cpuid_eax(CPUID_SEV) & CPUID_SEV_SUPPORTED) ||
	    rdmsrq_safe(MSR_SEV_STATUS, &status))
		return 0;
	vmexit_evidence("MSR 0xc0010131 (SEV_STATUS) = 0x%llx", status);
	return status;
}

static bool vmexit_has_paravisor(u64 sev_status)
{
	if (!(sev_status & (SEV_STATUS_VTOM | SEV_STATUS_REFLECT_VC)))
		return vmexit_hyperv_has_paravisor();
	vmexit_evidence("SEV_STATUS has %s: a paravisor takes #VC",
			sev_status & SEV_STATUS_VTOM ? "vTOM" : "ReflectVC");
	return true;
}

static void vmexit_look_at_kernel(struct vmexit_signs *signs)
{
	signs->is_td = vmexit_is_td();
	signs->is_sev_es = cc_platform_has(CC_ATTR_GUEST_STATE_ENCRYPT);
	signs->is_snp = signs->is_sev_es && vmexit_is_sev_snp();
	signs->is_sev = cc_platform_has(CC_ATTR_GUEST_MEM_ENCRYPT) && sme_me_mask;
	if (signs->is_td)
		vmexit_evidence("kernel feature TDX_GUEST: #VE is the kernel's");
	else if (signs->is_sev_es)
		vmexit_evidence("kernel attributes GUEST_STATE_ENCRYPT%s: #VC is the kernel's",
				signs->is_snp ? ", GUEST_SEV_SNP" : "");
	else if (signs->is_sev)
		vmexit_evidence("kernel attribute GUEST_MEM_ENCRYPT without GUEST_STATE_ENCRYPT");
	else
		vmexit_evidence("no memory encryption attribute in the kernel");
}

static void vmexit_find_type(struct vmexit_platform_info *p)
{
	struct vmexit_signs signs = {
		.has_hypervisor = boot_cpu_has(X86_FEATURE_HYPERVISOR),
	};

	vmexit_look_at_kernel(&signs);
	if (!signs.is_td) {
		p->sev_status = vmexit_sev_status();
		signs.has_paravisor = vmexit_has_paravisor(p->sev_status);
	}
	if (!signs.has_hypervisor) {
		preempt_disable();
		signs.cpuid_cycles = vmexit_signs_time_cpuid();
		preempt_enable();
		vmexit_evidence("CPUID takes %llu cycles at least: %s", signs.cpuid_cycles,
				vmexit_signs_hidden(&signs) ? "something traps it" :
							      "nothing traps it");
	}
	p->type = vmexit_signs_platform(&signs);
	if (!signs.has_hypervisor && p->type != VMEXIT_PLATFORM_BARE_METAL)
		p->hypervisor = "hidden";
}

int vmexit_platform_init(const char *emulated)
{
	struct vmexit_platform_info *p = &vmexit_platform;
	int scaled;

	if (boot_cpu_has(X86_FEATURE_XENPV)) {
		pr_err("a Xen PV guest leaves for its hypervisor in other ways\n");
		return -ENODEV;
	}
	if (!boot_cpu_has(X86_FEATURE_TSC) || !tsc_khz) {
		pr_err("the kernel knows no TSC frequency here\n");
		return -ENODEV;
	}

	vmexit_find_hypervisor(p);
	p->emulated = emulated && *emulated ? emulated :
		      p->is_tcg ? p->hypervisor : NULL;
	vmexit_find_type(p);
	/* Another CPU's TSC need not have the same offset. */
	preempt_disable();
	p->tsc_step = vmexit_tsc_find_step(&scaled);
	preempt_enable();
	if (scaled)
		vmexit_evidence("the TSC moves by %u or %u cycles: hardware scales it",
				p->tsc_step, p->tsc_step + 1);
	p->tsc_invariant = boot_cpu_has(X86_FEATURE_CONSTANT_TSC) &&
			   boot_cpu_has(X86_FEATURE_NONSTOP_TSC);
	if (!boot_cpu_has(X86_FEATURE_LFENCE_RDTSC))
		vmexit_evidence("LFENCE does not serialize RDTSC on this CPU: brackets are loose");
	return 0;
}

void vmexit_platform_tsc_traps(void)
{
	vmexit_platform.tsc_traps = true;
	vmexit_evidence("RDTSC raises #VC: every figure holds that, and routes are not witnessed");
}

void vmexit_platform_judge_tsc(u64 null_min)
{
	struct vmexit_platform_info *p = &vmexit_platform;

	p->null_min = null_min;
	if (p->tsc_traps) {
		p->tsc_exits = true;
		return;
	}
	/* An emulator's cycles say nothing about exits. */
	p->tsc_exits = !p->emulated && null_min >= TSC_EXIT_CYCLES;
	if (p->tsc_exits)
		vmexit_evidence("an empty bracket takes %llu cycles: RDTSC seems to exit",
				null_min);
}

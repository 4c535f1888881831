// SPDX-License-Identifier: GPL-2.0
#include "memory.h"
#include "msr.h"
#include "platform.h"
#include "vcpu.h"

struct vcpu vcpus[MAX_VCPUS];
static struct vmcb vmcbs[MAX_VCPUS] __page_aligned;
static u8 iopm[3 * PAGE_SIZE] __page_aligned;
static u8 host_save[MAX_VCPUS][PAGE_SIZE] __page_aligned;

_Static_assert(offsetof(struct vcpu, r15) == 0x68, "vmrun.S");
_Static_assert(offsetof(struct vcpu, exit_tsc) == 0x70, "vmrun.S");
_Static_assert(offsetof(struct vcpu, vmcb) == 0x88, "vmrun.S");

/* On every platform: APM volume 2, 15.9; the guest has no SVM of its own. */
static const enum intercept always[] = {
	INTERCEPT_CPUID, INTERCEPT_IOIO, INTERCEPT_MSR, INTERCEPT_SHUTDOWN,
	INTERCEPT_VMRUN, INTERCEPT_VMMCALL, INTERCEPT_VMLOAD, INTERCEPT_VMSAVE,
	INTERCEPT_STGI, INTERCEPT_CLGI, INTERCEPT_SKINIT,
};

/*
 * KVM's habit, of a guest without a TDX module (svm.c, init_vmcb()). Of SEV-ES guests it
 * has CR4 written trapped instead, which TCG does not know: nothing that the guest sees.
 */
static const enum intercept without_ve[] = {
	INTERCEPT_CR4_WRITE, INTERCEPT_HLT, INTERCEPT_MONITOR,
};

/* Non-automatic exits of an SEV-ES guest: 15.35.4, table 15-35. */
static const enum intercept with_vc[] = {
	INTERCEPT_DR7_READ, INTERCEPT_DR7_WRITE, INTERCEPT_RDPMC,
	INTERCEPT_INVD, INTERCEPT_WBINVD, INTERCEPT_MWAIT,
};

/* TDX module specification, "Instructions causing a #VE unconditionally". */
static const enum intercept with_ve[] = {
	INTERCEPT_HLT, INTERCEPT_INVD, INTERCEPT_WBINVD, INTERCEPT_MONITOR,
	INTERCEPT_MWAIT,
};

void vcpu_intercept(struct vcpu *v, enum intercept which, bool on)
{
	u32 *word = &v->vmcb->intercepts[which / 32], bit = BIT(which % 32);

	*word = on ? *word | bit : *word & ~bit;
}

void vcpu_intercept_port(u16 port, bool on)
{
	u8 mask = BIT(port % 8);

	iopm[port / 8] = on ? iopm[port / 8] | mask : iopm[port / 8] & ~mask;
}

void vcpu_skip(struct vcpu *v, u32 length)
{
	v->vmcb->rip += length;
	v->vmcb->interrupt_shadow = 0;
	v->vmcb->rflags &= ~X86_EFLAGS_RF;
}

void vcpu_raise(struct vcpu *v, u32 vector, int code)
{
	v->vmcb->event_inj = EVENTINJ_EXCEPTION | vector;
	if (code >= 0)
		v->vmcb->event_inj |= EVENTINJ_HAS_CODE |
				      (u64)code << EVENTINJ_CODE_SHIFT;
}

u64 *vcpu_register(struct vcpu *v, u32 number)
{
	u64 *const map[] = {
		&v->vmcb->rax, &v->rcx, &v->rdx, &v->rbx,
		&v->vmcb->rsp, &v->rbp, &v->rsi, &v->rdi,
		&v->r8, &v->r9, &v->r10, &v->r11,
		&v->r12, &v->r13, &v->r14, &v->r15,
	};

	return map[number & 15];
}

static void set_segment(struct vmcb_segment *segment, u16 selector, u16 attr)
{
	segment->selector = selector;
	segment->attr = attr;
	segment->limit = 0xffffffff;
}

#define VMSA_REGISTERS	0x300	/* APM volume 2, table B-4 */

static void init_one(struct vcpu *v, u32 id, const struct platform *platform)
{
	size_t i;

	v->id = id;
	v->vmcb = &vmcbs[id];
	v->platform = platform;
	v->ghcb_registered = ~0ULL;
	v->kvm_poll = 1;
	/* A paravisor leaves a GHCB for hypercalls, shared: above vTOM. */
	if (platform->is_hyperv)
		v->ghcb_msr = HOLE_START | C_BIT;

	for (i = 0; i < ARRAY_SIZE(always); i++)
		vcpu_intercept(v, always[i], true);
	for (i = 0; !platform->is_td && i < ARRAY_SIZE(without_ve); i++)
		vcpu_intercept(v, without_ve[i], true);
	for (i = 0; platform->owns_vc && i < ARRAY_SIZE(with_vc); i++)
		vcpu_intercept(v, with_vc[i], true);
	for (i = 0; platform->is_td && i < ARRAY_SIZE(with_ve); i++)
		vcpu_intercept(v, with_ve[i], true);
	/* PVALIDATE, RMPADJUST and TDCALL, which this CPU does not know. */
	vcpu_intercept(v, INTERCEPT_UD, platform->has_rmp || platform->is_td);
	v->vmcb->iopm_base = (u64)iopm;
	v->vmcb->asid = 1;
	v->vmcb->tlb_control = 1;
	v->vmcb->nested_control = 1;
	v->vmcb->nested_cr3 = memory_root(id);
}

void vcpu_init(const struct platform *platform)
{
	void *msrpm = msr_permission_map();
	u32 id;

	memset(iopm, 0xff, sizeof(iopm));
	for (id = 0; id < MAX_VCPUS; id++) {
		init_one(&vcpus[id], id, platform);
		vcpus[id].vmcb->msrpm_base = (u64)msrpm;
	}
}

void vcpu_init_host(const struct vcpu *v)
{
	wrmsr(MSR_VM_HSAVE_PA, (u64)host_save[v->id]);
}

/* What all begin with. Consistency: 15.5.1. SVME must be set; msr.c hides it. */
static void begin(struct vmcb *vmcb)
{
	vmcb->cpl = 0;
	vmcb->event_inj = 0;
	vmcb->interrupt_shadow = 0;
	vmcb->cr2 = 0;
	vmcb->dr6 = 0xffff0ff0;
	vmcb->dr7 = 0x400;
	vmcb->rflags = 0x2;
	vmcb->g_pat = 0x0007040600070406ULL;
	vmcb->tlb_control = 1;
}

void vcpu_long_mode(struct vcpu *v)
{
	begin(v->vmcb);
	set_segment(&v->vmcb->cs, 0x10, 0xa9b);
	set_segment(&v->vmcb->ds, 0x18, 0xc93);
	set_segment(&v->vmcb->es, 0x18, 0xc93);
	set_segment(&v->vmcb->ss, 0x18, 0xc93);
	v->vmcb->efer = EFER_SVME | EFER_LMA | EFER_LME;
	v->vmcb->cr0 = X86_CR0_PG | 0x31;
	v->vmcb->cr4 = 0x20;
}

void vcpu_real_mode(struct vcpu *v, u16 cs, u16 ip)
{
	const struct vmcb_segment data = { .attr = 0x93, .limit = 0xffff };
	struct vmcb *vmcb = v->vmcb;

	begin(vmcb);
	vmcb->ds = data;
	vmcb->es = data;
	vmcb->ss = data;
	vmcb->cs = (struct vmcb_segment){ cs, 0x9b, 0xffff, (u64)cs << 4 };
	vmcb->gdtr = (struct vmcb_segment){ .limit = 0xffff };
	vmcb->idtr = vmcb->gdtr;
	vmcb->efer = EFER_SVME;
	vmcb->cr0 = 0x60000010;
	vmcb->cr3 = 0;
	vmcb->cr4 = 0;
	v->cr3 = 0;
	vmcb->rip = ip;
}

void vcpu_load_vmsa(struct vcpu *v, const void *vmsa)
{
	struct vmcb *vmcb = v->vmcb;
	const u64 *regs = (const u64 *)vmsa + VMSA_REGISTERS / 8;
	enum { RAX = 0, RSP = 4 };
	u32 i;

	/* Up to G_PAT it is as the VMCB's: what is beyond 0x298 is not. */
	memcpy(&vmcb->es, vmsa, 0x298);
	vmcb->efer |= EFER_SVME;
	vmcb->event_inj = 0;
	vmcb->interrupt_shadow = 0;
	vmcb->tlb_control = 1;
	v->cr3 = vmcb->cr3;
	/* The others stand there by their numbers. */
	for (i = 0; i < 16; i++)
		if (i != RAX && i != RSP)
			*vcpu_register(v, i) = regs[i];
}

void vcpu_stale(void)
{
	u32 id;

	for (id = 0; id < MAX_VCPUS; id++)
		vcpus[id].is_stale = true;
}

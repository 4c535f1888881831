// SPDX-License-Identifier: GPL-2.0
/* Exits: AMD APM volume 2, 15.6 and appendix C. */
#include "control_register.h"
#include "count.h"
#include "exit.h"
#include "ghcb.h"
#include "log.h"
#include "memory.h"
#include "misuse.h"
#include "msr.h"
#include "nmi.h"
#include "plain.h"
#include "platform.h"
#include "rule.h"
#include "snp.h"
#include "td.h"
#include "trace.h"
#include "trap.h"
#include "vc.h"
#include "walk.h"

#define LENGTH_VMGEXIT	4

/* ---- what only cvmsim sees ------------------------------------------------ */

/* VMGEXIT is VMMCALL with a REP prefix: volume 3, chapter 4. */
static bool is_vmgexit(struct vcpu *v)
{
	u8 prefix;

	return v->vmcb->exit_code == SVM_EXIT_VMMCALL && v->platform->sev_status & SEV_STATUS_ES &&
	       walk_insn(v, &prefix, 1) && prefix == 0xf3;
}

static void undefined(struct vcpu *v)
{
	if (v->platform->is_td ? !td_undefined(v) : !snp_undefined(v))
		vcpu_raise(v, VECTOR_UD, -1);
}

static void __noreturn triple_fault(struct vcpu *v)
{
	say("triple fault at RIP 0x%lx, RSP 0x%lx, CR2 0x%lx, CR3 0x%lx",
	    v->vmcb->rip, v->vmcb->rsp, v->vmcb->cr2, v->vmcb->cr3);
	leave(VERDICT_SHUTDOWN);
}

/* ---- what leaves the guest on hardware ------------------------------------ */

static bool leaves(struct vcpu *v, u64 code)
{
	u32 msr = v->rcx;

	if (code != SVM_EXIT_MSR)
		return true;
	return v->platform->owns_vc ? !msr_is_direct(msr) : !msr_is_control(msr);
}

static void intercepted(struct vcpu *v, u64 code)
{
	bool vmgexit = is_vmgexit(v);

	if (!leaves(v, code)) {
		bool to_ghcb = (u32)v->rcx == MSR_GHCB && v->vmcb->exit_info_1;

		if (to_ghcb)
			misuse_wrmsr(v);
		plain_msr(v);
		if (to_ghcb)
			nmi_wrmsr(v);
		return;
	}
	if (nmi_before(v, vmgexit))
		return;
	if (v->platform->is_td) {
		td_intercepted(v, code);
		return;
	}
	if (v->platform->owns_vc && !vmgexit) {
		vc_deliver(v, code);
		return;
	}
	if (vmgexit) {
		misuse_vmgexit(v);
		ghcb_vmgexit(v);
		vcpu_skip(v, LENGTH_VMGEXIT);
	} else {
		plain_exit(v, code);
	}
	nmi_after(v);
}

/* Automatic exits: no #VC, whatever guest it is of (APM volume 2, table 15-35). */
static void automatic(struct vcpu *v, u64 code)
{
	if (nmi_before(v, false))
		return;
	plain_exit(v, code);
	nmi_after(v);
}

/* A device that is not mapped; where #VC is the guest's, it is shared. */
static bool mmio(struct vcpu *v, u64 gpa)
{
	if (v->platform->is_td)
		return td_mmio(v, gpa);
	if (!v->platform->has_c_bit)
		gpa &= ~C_BIT;
	if (gpa < TRAPPED_START || gpa >= TRAPPED_END)
		return false;
	intercepted(v, SVM_EXIT_NPF);
	return true;
}

static void nested_fault(struct vcpu *v)
{
	u64 gpa = v->vmcb->exit_info_2;
	enum cvmsim_rule rule = CVMSIM_RULE_OUTSIDE;

	if (mmio(v, gpa))
		return;
	if (memory_is_ram(gpa))
		rule = memory_is_private(gpa) ? CVMSIM_RULE_PRIVATE_ACCESS :
						CVMSIM_RULE_SHARED_ACCESS;
	rule_broken(v, rule, "GPA", gpa);
	vcpu_raise(v, VECTOR_GP, 0);
}

void exit_handle(struct vcpu *v)
{
	u64 code = v->vmcb->exit_code;

	v->charge = 0;
	v->vmcb->event_inj = 0;
	v->vmcb->tlb_control = 0;
	trace_exit(v);
	trap_observe(v);
	misuse_observe(v);
	switch (code) {
	case SVM_EXIT_CPUID:
	case SVM_EXIT_MSR:
	case SVM_EXIT_IOIO:
	case SVM_EXIT_VMMCALL:
	case SVM_EXIT_DR7_READ:
	case SVM_EXIT_DR7_WRITE:
	case SVM_EXIT_RDPMC:
	case SVM_EXIT_INVD:
	case SVM_EXIT_WBINVD:
	case SVM_EXIT_MONITOR:
	case SVM_EXIT_MWAIT:
		intercepted(v, code);
		break;
	case SVM_EXIT_HLT:
		if (v->platform->is_td)
			intercepted(v, code);
		else
			automatic(v, code);
		break;
	case SVM_EXIT_CR4_WRITE:
		automatic(v, v->platform->owns_vc ? SVM_EXIT_CR4_TRAP : code);
		break;
	case SVM_EXIT_RDTSC:
	case SVM_EXIT_RDTSCP:
		if (nmi_clock_traps(v))
			intercepted(v, SVM_EXIT_RDTSC);
		else
			nmi_clock(v);
		break;
	case SVM_EXIT_CR0_WRITE:
	case SVM_EXIT_CR3_READ:
	case SVM_EXIT_CR3_WRITE:
		control_register_move(v, code);
		break;
	case SVM_EXIT_IRET:
		trap_iret(v);
		break;
	case SVM_EXIT_DB:
		trace_debug(v);
		break;
	case SVM_EXIT_UD:
		undefined(v);
		break;
	case SVM_EXIT_VMRUN:
	case SVM_EXIT_VMLOAD ... SVM_EXIT_SKINIT:
		/* EFER.SVME must be set for VMRUN; the guest knows no SVM. */
		vcpu_raise(v, VECTOR_UD, -1);
		break;
	case SVM_EXIT_NPF:
		nested_fault(v);
		break;
	case SVM_EXIT_SHUTDOWN:
		triple_fault(v);
	case SVM_EXIT_ERR:
		unable("run a guest in this state: EFER 0x%lx, CR0 0x%lx, RIP 0x%lx",
		       v->vmcb->efer, v->vmcb->cr0, v->vmcb->rip);
	default:
		unable("handle exit 0x%lx (0x%lx, 0x%lx) at RIP 0x%lx", code,
		       v->vmcb->exit_info_1, v->vmcb->exit_info_2, v->vmcb->rip);
	}
	trace_entry(v);
	if (v->is_stale)
		v->vmcb->tlb_control = 1;
	v->is_stale = false;
}

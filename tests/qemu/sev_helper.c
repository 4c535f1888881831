// SPDX-License-Identifier: GPL-2.0
/*
 * SEV and SEV-ES as a hypervisor and its guests see them, for TCG. Nothing is
 * encrypted: a page is the same to the host and to its guest.
 *
 * Sections are those of AMD's APM, volume 2.
 */
#include "qemu/osdep.h"
#include "cpu.h"
#include "exec/helper-proto.h"
#include "exec/exec-all.h"
#include "exec/cpu_ldst.h"
#include "svm.h"
#include "tcg/helper-tcg.h"

/*
 * The VMSA, table B-4. Up to 0x297 it is the VMCB's save area, and from there
 * on more than that. The host's part of VM_HSAVE_PA has the same offsets.
 */
enum {
	VMSA_XSS = 0x140,
	VMSA_G_PAT = 0x268,
	VMSA_PKRU = 0x2e8,
	VMSA_RCX = 0x308,
	VMSA_RDX = 0x310,
	VMSA_RBX = 0x318,
	VMSA_RBP = 0x328,
	VMSA_RSI = 0x330,
	VMSA_RDI = 0x338,
	VMSA_R8 = 0x340,
	VMSA_SEV_FEATURES = 0x3b0,
	VMSA_XCR0 = 0x3e8,
	VMSA_MXCSR = 0x408,
	VMSA_X87_FTW = 0x40c,
	VMSA_X87_FSW = 0x40e,
	VMSA_X87_FCW = 0x410,
	VMSA_X87_MANTISSAS = 0x420, /* 8 * 64 bits, ST(0) first */
	VMSA_X87_EXPONENTS = 0x460, /* 8 * 16 bits */
	VMSA_XMM = 0x470,	    /* 16 * 128 bits */
	VMSA_YMM_HIGH = 0x570,
};

#define FEATURE_SNP_ACTIVE (1 << 0)

#define FSW_TOP_SHIFT 11
#define FSW_TOP_MASK (7 << FSW_TOP_SHIFT)

/* Of 64 bits each, and for the host to save: table B-3, swap type B. */
static const struct {
	uint16_t vmsa;
	uint16_t env;
} type_b[] = {
	{ VMSA_RCX, offsetof(CPUX86State, regs[R_ECX]) },
	{ VMSA_RDX, offsetof(CPUX86State, regs[R_EDX]) },
	{ VMSA_RBX, offsetof(CPUX86State, regs[R_EBX]) },
	{ VMSA_RBP, offsetof(CPUX86State, regs[R_EBP]) },
	{ VMSA_RSI, offsetof(CPUX86State, regs[R_ESI]) },
	{ VMSA_RDI, offsetof(CPUX86State, regs[R_EDI]) },
	{ VMSA_R8 + 0x00, offsetof(CPUX86State, regs[R_R8]) },
	{ VMSA_R8 + 0x08, offsetof(CPUX86State, regs[R_R9]) },
	{ VMSA_R8 + 0x10, offsetof(CPUX86State, regs[R_R10]) },
	{ VMSA_R8 + 0x18, offsetof(CPUX86State, regs[R_R11]) },
	{ VMSA_R8 + 0x20, offsetof(CPUX86State, regs[R_R12]) },
	{ VMSA_R8 + 0x28, offsetof(CPUX86State, regs[R_R13]) },
	{ VMSA_R8 + 0x30, offsetof(CPUX86State, regs[R_R14]) },
	{ VMSA_R8 + 0x38, offsetof(CPUX86State, regs[R_R15]) },
	{ VMSA_XCR0, offsetof(CPUX86State, xcr0) },
	{ VMSA_XSS, offsetof(CPUX86State, xss) },
};

static uint64_t *type_b_of(CPUX86State *env, int i)
{
	return (uint64_t *)((char *)env + type_b[i].env);
}

/*
 * What the guest is to be, and whether it may: 15.34.3 and 15.35.8. What
 * VMRUN loads is in the VMSA of an SEV-ES guest.
 */
bool sev_vmrun(CPUX86State *env, uint64_t nested_ctl, uint32_t asid)
{
	bool sev = nested_ctl & SVM_SEV_ENABLED;
	bool sev_es = nested_ctl & SVM_SEV_ES_ENABLED;
	bool is_es_asid = asid < SEV_MIN_ASID;
	uint64_t vmsa;

	env->sev_ctl = 0;
	env->sev_vmsa = 0;
	env->sev_features = 0;
	if (!sev && !sev_es)
		return true;
	if (!env_archcpu(env)->sev_host || !sev || !(nested_ctl & SVM_NPT_ENABLED) ||
	    asid > SEV_ASIDS || sev_es != is_es_asid)
		return false;
	if (sev_es) {
		vmsa = x86_ldq_phys(env_cpu(env),
				    env->vm_vmcb + offsetof(struct vmcb, control.vmsa_pa));
		if (!vmsa || (vmsa & ~TARGET_PAGE_MASK))
			return false;
		env->sev_vmsa = vmsa;
		env->sev_asid = asid;
		env->sev_features = x86_ldq_phys(env_cpu(env), vmsa + VMSA_SEV_FEATURES);
		if (sev_snp_active(env) && !rmp_is_vmsa(env, vmsa))
			return false;
	}
	env->sev_ctl = nested_ctl & (SVM_SEV_ENABLED | SVM_SEV_ES_ENABLED);
	return true;
}

bool sev_snp_active(CPUX86State *env)
{
	return env->sev_features & FEATURE_SNP_ACTIVE;
}

/* Where save.X of a struct vmcb is the guest's X. */
hwaddr sev_guest_save(CPUX86State *env)
{
	return env->sev_vmsa ? env->sev_vmsa - offsetof(struct vmcb, save) : env->vm_vmcb;
}

/* From a VMSA, or from the host's part of VM_HSAVE_PA. */
static void load_type_b(CPUX86State *env, hwaddr area)
{
	int i;

	svm_vmload(env, MMU_PHYS_IDX, area - offsetof(struct vmcb, save));
	for (i = 0; i < ARRAY_SIZE(type_b); i++)
		*type_b_of(env, i) = x86_ldq_phys(env_cpu(env), area + type_b[i].vmsa);
	env->pkru = x86_ldl_phys(env_cpu(env), area + VMSA_PKRU);
	cpu_sync_bndcs_hflags(env);
	cpu_sync_avx_hflag(env);
}

static void save_type_b(CPUX86State *env, hwaddr area)
{
	int i;

	svm_vmsave(env, MMU_PHYS_IDX, area - offsetof(struct vmcb, save));
	for (i = 0; i < ARRAY_SIZE(type_b); i++)
		x86_stq_phys(env_cpu(env), area + type_b[i].vmsa, *type_b_of(env, i));
	x86_stl_phys(env_cpu(env), area + VMSA_PKRU, env->pkru);
}

/* The tags are of physical registers, the values in the order of the stack. */
static void load_fpu(CPUX86State *env, hwaddr vmsa)
{
	CPUState *cs = env_cpu(env);
	uint16_t fsw = x86_lduw_phys(cs, vmsa + VMSA_X87_FSW);
	uint16_t ftw = x86_lduw_phys(cs, vmsa + VMSA_X87_FTW);
	floatx80 *st;
	int i;

	cpu_set_fpuc(env, x86_lduw_phys(cs, vmsa + VMSA_X87_FCW));
	env->fpstt = (fsw & FSW_TOP_MASK) >> FSW_TOP_SHIFT;
	env->fpus = fsw & ~FSW_TOP_MASK;
	for (i = 0; i < 8; i++) {
		env->fptags[i] = !extract32(ftw, i, 1);
		st = &env->fpregs[(env->fpstt + i) & 7].d;
		st->low = x86_ldq_phys(cs, vmsa + VMSA_X87_MANTISSAS + 8 * i);
		st->high = x86_lduw_phys(cs, vmsa + VMSA_X87_EXPONENTS + 2 * i);
	}
	cpu_set_mxcsr(env, x86_ldl_phys(cs, vmsa + VMSA_MXCSR));
	for (i = 0; i < 32; i++) {
		ZMMReg *reg = &env->xmm_regs[i / 2];

		reg->ZMM_Q(i % 2) = x86_ldq_phys(cs, vmsa + VMSA_XMM + 8 * i);
		reg->ZMM_Q(2 + i % 2) = x86_ldq_phys(cs, vmsa + VMSA_YMM_HIGH + 8 * i);
	}
}

static void save_fpu(CPUX86State *env, hwaddr vmsa)
{
	CPUState *cs = env_cpu(env);
	uint16_t ftw = 0;
	floatx80 *st;
	int i;

	for (i = 0; i < 8; i++) {
		ftw |= !env->fptags[i] << i;
		st = &env->fpregs[(env->fpstt + i) & 7].d;
		x86_stq_phys(cs, vmsa + VMSA_X87_MANTISSAS + 8 * i, st->low);
		x86_stw_phys(cs, vmsa + VMSA_X87_EXPONENTS + 2 * i, st->high);
	}
	x86_stw_phys(cs, vmsa + VMSA_X87_FTW, ftw);
	x86_stw_phys(cs, vmsa + VMSA_X87_FCW, env->fpuc);
	x86_stw_phys(cs, vmsa + VMSA_X87_FSW,
		     (env->fpus & ~FSW_TOP_MASK) | (env->fpstt & 7) << FSW_TOP_SHIFT);
	update_mxcsr_from_sse_status(env);
	x86_stl_phys(cs, vmsa + VMSA_MXCSR, env->mxcsr);
	for (i = 0; i < 32; i++) {
		ZMMReg *reg = &env->xmm_regs[i / 2];

		x86_stq_phys(cs, vmsa + VMSA_XMM + 8 * i, reg->ZMM_Q(i % 2));
		x86_stq_phys(cs, vmsa + VMSA_YMM_HIGH + 8 * i, reg->ZMM_Q(2 + i % 2));
	}
}

/* What VMRUN loads of an SEV-ES guest beyond that of any other: 15.35.8. */
void sev_es_load_guest(CPUX86State *env)
{
	CPUState *cs = env_cpu(env);

	if (!env->sev_vmsa)
		return;
	load_type_b(env, env->sev_vmsa);
	load_fpu(env, env->sev_vmsa);
	env->sev_host_pat = env->pat;
	env->pat = x86_ldq_phys(cs, env->sev_vmsa + VMSA_G_PAT);
	env->sev_ghcb = x86_ldq_phys(cs, env->vm_vmcb + offsetof(struct vmcb, control.ghcb_gpa));
}

/* And what its exits save. */
void sev_es_save_guest(CPUX86State *env)
{
	CPUState *cs = env_cpu(env);

	if (!env->sev_vmsa)
		return;
	save_type_b(env, env->sev_vmsa);
	save_fpu(env, env->sev_vmsa);
	x86_stq_phys(cs, env->sev_vmsa + VMSA_G_PAT, env->pat);
	env->pat = env->sev_host_pat;
	x86_stq_phys(cs, env->vm_vmcb + offsetof(struct vmcb, control.ghcb_gpa), env->sev_ghcb);
}

/*
 * After what every exit loads of the host. Of type B it finds what it has put
 * into VM_HSAVE_PA itself. The FPU (type C) a CPU resets; here it is left with
 * what the guest had, and a host loads its own before it uses it.
 */
void sev_es_load_host(CPUX86State *env)
{
	if (env->sev_vmsa)
		load_type_b(env, env->vm_hsave + offsetof(struct vmcb, save));
	env->sev_vmsa = 0;
	env->sev_ctl = 0;
	env->sev_features = 0;
}

/* The host sees no RFLAGS, but whether interrupts are on: table B-1, 0x68. */
uint32_t sev_es_int_state(CPUX86State *env)
{
	return env->sev_vmsa && (env->eflags & IF_MASK) ? SVM_GUEST_INTERRUPT_MASK : 0;
}

/* 15.35.4, automatic exits: the host may see these at once. */
static bool is_automatic(uint32_t exit_code, uint64_t exit_info_1)
{
	switch (exit_code) {
	case SVM_EXIT_EXCP_BASE + EXCP12_MCHK:
	case SVM_EXIT_INTR ... SVM_EXIT_VINTR:
	case SVM_EXIT_PAUSE:
	case SVM_EXIT_HLT:
	case SVM_EXIT_SHUTDOWN:
	case SVM_EXIT_EFER_WRITE_TRAP ... SVM_EXIT_CR0_WRITE_TRAP + 15:
	case SVM_EXIT_VMGEXIT:
	case (uint32_t)SVM_EXIT_ERR:
		return true;
	case SVM_EXIT_NPF:
		/* One of a reserved bit is the host's way to have MMIO emulated. */
		return !(exit_info_1 & PG_ERROR_RSVD_MASK);
	default:
		return false;
	}
}

/*
 * Before an exit: does not return where it becomes #VC in the guest, 15.35.5.
 * What was put into exit_info_2 for one that did is not for the host.
 */
void sev_es_check_vmexit(CPUX86State *env, uint32_t exit_code, uint64_t exit_info_1,
			 uintptr_t retaddr)
{
	if (!env->sev_vmsa)
		return;
	if (!is_automatic(exit_code, exit_info_1))
		raise_exception_err_ra(env, EXCP1D_VC, exit_code, retaddr);
	if (exit_code != SVM_EXIT_NPF)
		x86_stq_phys(env_cpu(env),
			     env->vm_vmcb + offsetof(struct vmcb, control.exit_info_2), 0);
}

/* An exit, if it is intercepted, that is behind the instruction. */
void sev_es_check_trap(CPUX86State *env, uint32_t exit_code, uint64_t exit_info_1,
		       int next_eip_addend)
{
	if (env->sev_vmsa && cpu_svm_has_intercept(env, exit_code)) {
		env->eip += next_eip_addend;
		cpu_vmexit(env, exit_code, exit_info_1, 0);
	}
}

/* REP VMMCALL: 15.35.6. To all but SEV-ES guests it is VMMCALL. */
void helper_vmgexit(CPUX86State *env, int next_eip_addend)
{
	if (!env->sev_vmsa)
		helper_vmmcall(env);
	env->eip += next_eip_addend;
	cpu_vmexit(env, SVM_EXIT_VMGEXIT, 0, 0);
}

/* After a WRMSR and a MOV to CRn: the host learns what was written, 15.35.10. */
void helper_sev_es_wrmsr_trap(CPUX86State *env, int next_eip_addend)
{
	if ((uint32_t)env->regs[R_ECX] == MSR_EFER)
		sev_es_check_trap(env, SVM_EXIT_EFER_WRITE_TRAP, env->efer, next_eip_addend);
}

void helper_sev_es_cr_trap(CPUX86State *env, int reg, int next_eip_addend)
{
	sev_es_check_trap(env, SVM_EXIT_CR0_WRITE_TRAP + reg,
			  reg == 8 ? env->int_ctl & V_TPR_MASK : env->cr[reg], next_eip_addend);
}

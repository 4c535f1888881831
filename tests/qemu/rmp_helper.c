// SPDX-License-Identifier: GPL-2.0
/*
 * The reverse map table of SEV-SNP, the instructions that change it, and what it allows, for TCG.
 *
 * Sections are those of AMD's APM, volume 2; instructions are in volume 3.
 */
#include "qemu/osdep.h"
#include "cpu.h"
#include "exec/helper-proto.h"
#include "exec/exec-all.h"
#include "exec/cpu_ldst.h"
#include "svm.h"
#include "tcg/helper-tcg.h"

/* Table 15-36, and its place behind 16 KB of the processor's own. */
#define RMP_ENTRIES 0x4000
#define RMP_ENTRY 16
#define RMP_ASSIGNED (1ULL << 0)
#define RMP_2MB (1ULL << 1)
#define RMP_IMMUTABLE (1ULL << 2)
#define RMP_GPA 0x0007fffffffff000ULL
#define RMP_ASID_SHIFT 51
#define RMP_VMSA (1ULL << 61)
#define RMP_VALIDATED (1ULL << 62)

/* What RMPUPDATE is handed: the guest's page, and 8 bytes of these. */
#define STATE_ASSIGNED (1ULL << 0)
#define STATE_2MB (1ULL << 8)
#define STATE_IMMUTABLE (1ULL << 16)
#define STATE_ASID_SHIFT 32
#define STATE_ASID_BITS 10

/* What they answer in EAX. */
enum {
	SUCCESS = 0,
	FAIL_INPUT = 1,
	FAIL_PERMISSION = 2,
	FAIL_SIZEMISMATCH = 6,
};

#define LARGE_PAGE (2 * 1024 * 1024)
#define PAGES_OF_LARGE 512
#define RMPADJUST_VMSA (1ULL << 16)

static bool in_rmp(hwaddr page)
{
	return RMP_ENTRIES + (page >> TARGET_PAGE_BITS) * RMP_ENTRY < RMP_SIZE;
}

static hwaddr entry_at(CPUX86State *env, hwaddr page)
{
	return env_archcpu(env)->rmp_base + RMP_ENTRIES + (page >> TARGET_PAGE_BITS) * RMP_ENTRY;
}

/* Of a large page the first entry alone counts. */
static hwaddr entry_of(CPUX86State *env, hwaddr page)
{
	hwaddr large = entry_at(env, page & ~(hwaddr)(LARGE_PAGE - 1));

	return x86_ldq_phys(env_cpu(env), large) & RMP_2MB ? large : entry_at(env, page);
}

static uint64_t entry_for(CPUX86State *env, hwaddr page)
{
	return x86_ldq_phys(env_cpu(env), entry_of(env, page));
}

static bool enforced(CPUX86State *env, hwaddr page)
{
	return env->syscfg && in_rmp(page);
}

static bool assigned_to(CPUX86State *env, uint64_t entry)
{
	return entry & RMP_ASSIGNED &&
	       extract64(entry, RMP_ASID_SHIFT, STATE_ASID_BITS) == env->sev_asid;
}

/* Whether who is no owner may write to it: 15.36.10, "hypervisor-owned". */
bool rmp_is_hosts(CPUX86State *env, hwaddr page)
{
	return !enforced(env, page) || !(entry_for(env, page) & RMP_ASSIGNED);
}

/* 15.36.10: what its SNP guest has at @gpa, by an access that is private. */
RMPVerdict rmp_check_private(CPUX86State *env, hwaddr gpa, hwaddr page)
{
	hwaddr within;
	uint64_t entry;

	if (!enforced(env, page))
		return RMP_DENIED;
	entry = entry_for(env, page);
	within = entry & RMP_2MB ? LARGE_PAGE - 1 : 0;
	if (!assigned_to(env, entry) || (entry & RMP_GPA) != (gpa & TARGET_PAGE_MASK & ~within))
		return RMP_DENIED;
	return entry & RMP_VALIDATED || env->rmp_validating ? RMP_FINE : RMP_UNVALIDATED;
}

/* What VMRUN asks of an SNP guest's VMSA: 15.36.12. */
bool rmp_is_vmsa(CPUX86State *env, hwaddr page)
{
	uint64_t entry;

	if (!enforced(env, page))
		return false;
	entry = entry_for(env, page);
	return assigned_to(env, entry) && entry & RMP_VMSA;
}

/* Where they are: 15.36.5. With @guest those of an SNP guest, else the host's. */
static void check_mode(CPUX86State *env, bool guest, uintptr_t ra)
{
	bool there = guest ? sev_snp_active(env) : !!env->syscfg && !(env->hflags & HF_GUEST_MASK);

	if (!env_archcpu(env)->rmp_base || !there)
		raise_exception_ra(env, EXCP06_ILLOP, ra);
}

static void answer(CPUX86State *env, uint32_t status, bool carry)
{
	CC_SRC = (cpu_cc_compute_all(env, CC_OP) & ~CC_C) | (carry ? CC_C : 0);
	env->regs[R_EAX] = status;
}

void helper_rmpupdate(CPUX86State *env)
{
	uintptr_t ra = GETPC();
	target_ulong page = env->regs[R_EAX];
	uint64_t gpa, state, entry = 0;

	check_mode(env, false, ra);
	gpa = cpu_ldq_data_ra(env, env->regs[R_ECX], ra);
	state = cpu_ldq_data_ra(env, env->regs[R_ECX] + 8, ra);
	if (page & ~TARGET_PAGE_MASK || !in_rmp(page) ||
	    (state & STATE_2MB && page & (LARGE_PAGE - 1))) {
		answer(env, FAIL_INPUT, false);
		return;
	}
	if (entry_for(env, page) & RMP_IMMUTABLE) {
		answer(env, FAIL_PERMISSION, false);
		return;
	}
	if (state & STATE_ASSIGNED) {
		entry = RMP_ASSIGNED | (gpa & RMP_GPA) |
			extract64(state, STATE_ASID_SHIFT, STATE_ASID_BITS) << RMP_ASID_SHIFT;
		if (state & STATE_2MB)
			entry |= RMP_2MB;
		if (state & STATE_IMMUTABLE)
			entry |= RMP_IMMUTABLE;
	}
	x86_stq_phys(env_cpu(env), entry_at(env, page), entry);
	tlb_flush(env_cpu(env));
	answer(env, SUCCESS, false);
}

/* A large page becomes its small ones, each as it was. */
void helper_psmash(CPUX86State *env)
{
	target_ulong page = env->regs[R_EAX];
	uint64_t entry;
	int i;

	check_mode(env, false, GETPC());
	if (page & (LARGE_PAGE - 1) || !in_rmp(page + LARGE_PAGE - 1)) {
		answer(env, FAIL_INPUT, false);
		return;
	}
	entry = x86_ldq_phys(env_cpu(env), entry_at(env, page)) & ~RMP_2MB;
	for (i = 0; i < PAGES_OF_LARGE; i++)
		x86_stq_phys(env_cpu(env), entry_at(env, page) + i * RMP_ENTRY,
			     entry + ((uint64_t)i << TARGET_PAGE_BITS));
	answer(env, SUCCESS, false);
}

/*
 * The RMP's entry of what the guest has at RAX, validated or not; else faults as a read of it
 * would. What was looked up for it is no translation for others.
 */
static hwaddr guest_entry(CPUX86State *env, uintptr_t ra)
{
	target_ulong at = env->regs[R_EAX] & TARGET_PAGE_MASK;
	int mmu = cpu_mmu_index(env, false);
	CPUTLBEntryFull *full;
	hwaddr entry;
	void *host;

	env->rmp_validating = true;
	if (probe_access_full(env, at, MMU_DATA_LOAD, mmu, true, &host, &full, ra) &
	    TLB_INVALID_MASK) {
		env->rmp_validating = false;
		probe_access_full(env, at, MMU_DATA_LOAD, mmu, false, &host, &full, ra);
	}
	env->rmp_validating = false;
	entry = entry_of(env, full->phys_addr);
	tlb_flush(env_cpu(env));
	return entry;
}

/* CF says that nothing has changed, which a guest takes for an attack. */
void helper_pvalidate(CPUX86State *env)
{
	bool large = env->regs[R_ECX] & 1;
	uint64_t entry, now;
	hwaddr at;

	check_mode(env, true, GETPC());
	at = guest_entry(env, GETPC());
	entry = x86_ldq_phys(env_cpu(env), at);
	if (large != !!(entry & RMP_2MB)) {
		answer(env, FAIL_SIZEMISMATCH, false);
		return;
	}
	now = env->regs[R_EDX] & 1 ? entry | RMP_VALIDATED : entry & ~RMP_VALIDATED;
	x86_stq_phys(env_cpu(env), at, now);
	answer(env, SUCCESS, now == entry);
}

/* There is one VMPL: of all it adjusts a page's being a VMSA alone is kept. */
void helper_rmpadjust(CPUX86State *env)
{
	uint64_t entry;
	hwaddr at;

	check_mode(env, true, GETPC());
	at = guest_entry(env, GETPC());
	entry = x86_ldq_phys(env_cpu(env), at) & ~RMP_VMSA;
	if (env->regs[R_EDX] & RMPADJUST_VMSA)
		entry |= RMP_VMSA;
	x86_stq_phys(env_cpu(env), at, entry);
	answer(env, SUCCESS, false);
}

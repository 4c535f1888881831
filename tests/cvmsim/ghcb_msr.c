// SPDX-License-Identifier: GPL-2.0
/* GHCB 2.3.1, "GHCB MSR Protocol". */
#include "count.h"
#include "cpuid.h"
#include "fault.h"
#include "ghcb.h"
#include "host.h"
#include "memory.h"
#include "options.h"
#include "platform.h"
#include "rule.h"
#include "snp.h"

/* Request in bits 11:0; its answer is the next number, but for the first. */
#define REQUEST_MASK		0xfff
#define SEV_INFO		0x002
#define SEV_INFO_ANSWER		0x001
#define CPUID			0x004
#define AP_RESET_HOLD		0x006
#define PREFERRED_GPA		0x010
#define REGISTER_GPA		0x012
#define PAGE_STATE		0x014
#define FEATURES		0x080
#define TERMINATE		0x100
#define NO_GFN			0xfffffffffffffULL

static u64 answer_cpuid(struct vcpu *v, u64 request)
{
	struct cpuid_regs regs;
	const u32 *const word[] = { &regs.eax, &regs.ebx, &regs.ecx, &regs.edx };

	cpuid(v, request >> 32, 0, &regs);
	/* The register's number stays, as with KVM. */
	return (u64)*word[request >> 30 & 3] << 32 | (request & (3ULL << 30));
}

static u64 register_gpa(struct vcpu *v, u64 request)
{
	if (options.refuse_registration)
		return NO_GFN << 12;
	v->ghcb_registered = request & PAGE_MASK;
	return v->ghcb_registered;
}

static bool is_known(struct vcpu *v, u32 request)
{
	const struct host *host = options.host;

	switch (request) {
	case SEV_INFO:
	case CPUID:
	case TERMINATE:
		return true;
	case FEATURES:
		return host->ghcb_max >= 2;
	case AP_RESET_HOLD:
		/* Until there is a SIPI, which nobody sends. */
		host_ends_vm(v, "request", v->ghcb_msr);
	case PREFERRED_GPA:
		if (!host->is_kvm)
			return false;
		fallthrough;
	case REGISTER_GPA:
	case PAGE_STATE:
		/* A KVM that knows them knows that the guest is not SNP. */
		if (host->ghcb_max >= 2 && !v->platform->has_rmp)
			host_ends_vm(v, "request", v->ghcb_msr);
		return v->platform->has_rmp;
	default:
		return false;
	}
}

static u64 serve(struct vcpu *v, u64 msr)
{
	u32 request = msr & REQUEST_MASK;

	switch (request) {
	case SEV_INFO:
		return (u64)options.host->ghcb_max << 48 |
		       (u64)GHCB_VERSION_MIN << 32 |
		       C_BIT_POSITION << 24 | SEV_INFO_ANSWER;
	case CPUID:
		return answer_cpuid(v, msr) | (CPUID + 1);
	case PREFERRED_GPA:
		return NO_GFN << 12 | (PREFERRED_GPA + 1);
	case REGISTER_GPA:
		return register_gpa(v, msr) | (REGISTER_GPA + 1);
	case PAGE_STATE:
		/* GFN in bits 51:12, operation in 55:52; error in 63:32. */
		return (u64)snp_change_state(v, msr & 0xffffffffff000ULL,
					     msr >> 52 & 0xf) << 32 |
		       (PAGE_STATE + 1);
	case FEATURES:
		return ghcb_features(v) << 12 |
		       (FEATURES + 1);
	default:
		ghcb_terminate(v, msr >> 12 & 0xf, msr >> 16 & 0xff);
	}
}

void ghcb_msr_request(struct vcpu *v)
{
	u32 request = v->ghcb_msr & REQUEST_MASK;
	enum cvmsim_fault fault;

	count(v, CVMSIM_KIND_GHCB_MSR, request);
	if (!is_known(v, request)) {
		rule_broken(v, CVMSIM_RULE_MSR_REQUEST, "request", v->ghcb_msr);
		return;
	}
	fault = fault_due(v, request);
	v->ghcb_msr = serve(v, v->ghcb_msr);
	if (fault == CVMSIM_FAULT_SLOW)
		v->charge += faults.value;
	else if (fault)
		v->ghcb_msr = faults.value;
}

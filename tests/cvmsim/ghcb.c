// SPDX-License-Identifier: GPL-2.0
/*
 * The GHCB page: what a call must bring with it, checked as KVM does, in
 * sev_es_validate_vmgexit().
 */
#include "count.h"
#include "fault.h"
#include "ghcb_call.h"
#include "host.h"
#include "log.h"
#include "measure.h"
#include "memory.h"
#include "options.h"
#include "platform.h"
#include "rule.h"

static bool is_valid(const u8 *valid, u32 field)
{
	return valid[field / 8] & 1 << field % 8;
}

/* Fields a call needs beside exit code and info: GHCB, "Standard VMGEXIT". */
struct call {
	u32 exit_code;
	u8 fields[3];	/* 0: no more */
};

static const struct call calls[] = {
	{ SVM_EXIT_DR7_READ, { 0 } },
	{ SVM_EXIT_DR7_WRITE, { GHCB_FIELD(rax) } },
	{ SVM_EXIT_RDTSC, { 0 } },
	{ SVM_EXIT_RDPMC, { GHCB_FIELD(rcx) } },
	{ SVM_EXIT_CPUID, { GHCB_FIELD(rax), GHCB_FIELD(rcx) } },
	{ SVM_EXIT_IOIO, { 0 } },
	{ SVM_EXIT_MSR, { GHCB_FIELD(rcx) } },
	{ SVM_EXIT_VMMCALL, { GHCB_FIELD(rax), offsetof(struct ghcb, cpl) / 8 } },
	{ SVM_EXIT_WBINVD, { 0 } },
	{ SVM_EXIT_MONITOR, { GHCB_FIELD(rax), GHCB_FIELD(rcx), GHCB_FIELD(rdx) } },
	{ SVM_EXIT_MWAIT, { GHCB_FIELD(rax), GHCB_FIELD(rcx) } },
	{ GHCB_MMIO_READ, { GHCB_FIELD(scratch) } },
	{ GHCB_MMIO_WRITE, { GHCB_FIELD(scratch) } },
	{ GHCB_NMI_COMPLETE, { 0 } },
	{ GHCB_AP_HLT_LOOP, { 0 } },
	{ GHCB_AP_JUMP_TABLE, { 0 } },
	{ GHCB_PSC, { GHCB_FIELD(scratch) } },
	{ GHCB_AP_CREATION, { GHCB_FIELD(rax) } },
	{ GHCB_FEATURES, { 0 } },
	{ GHCB_TERMINATE, { 0 } },
};

static const struct call *find_call(u64 exit_code)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(calls); i++)
		if (calls[i].exit_code == exit_code)
			return &calls[i];
	return NULL;
}

/* Of the calls above, what is needed in some cases only. */
static bool has_inputs(const struct ghcb *ghcb, const struct call *call,
		       const struct ghcb_request *req)
{
	bool has_rax = is_valid(req->valid, GHCB_FIELD(rax));
	u32 i;

	for (i = 0; i < ARRAY_SIZE(call->fields); i++)
		if (call->fields[i] && !is_valid(req->valid, call->fields[i]))
			return false;
	switch (call->exit_code) {
	case SVM_EXIT_CPUID:
		return ghcb->rax != 0xd || is_valid(req->valid, GHCB_FIELD(xcr0));
	case SVM_EXIT_IOIO:
		if (req->info_1 & IOIO_STRING)
			return is_valid(req->valid, GHCB_FIELD(scratch));
		return req->info_1 & IOIO_IN || has_rax;
	case SVM_EXIT_MSR:
		return !req->info_1 || (has_rax && is_valid(req->valid, GHCB_FIELD(rdx)));
	default:
		return true;
	}
}

/* Answers a call that is wrong itself, and returns false. */
static bool check_call(struct vcpu *v, struct ghcb *ghcb,
		       const struct ghcb_request *req)
{
	const struct call *call;

	if (ghcb->usage != GHCB_USAGE) {
		rule_broken(v, CVMSIM_RULE_GHCB_USAGE, "usage", ghcb->usage);
		ghcb_refuse(ghcb, GHCB_ERR_USAGE);
		return false;
	}
	if (!is_valid(req->valid, GHCB_FIELD(exit_code)) ||
	    !is_valid(req->valid, GHCB_FIELD(info_1)) ||
	    !is_valid(req->valid, GHCB_FIELD(info_2)))
		goto missing;
	if (host_ends_at(options.host, req->exit_code))
		host_ends_vm(v, "exit code", req->exit_code);
	call = find_call(req->exit_code);
	if (!call || !host_serves(options.host, call->exit_code) ||
	    (call->exit_code == GHCB_PSC && !v->platform->has_rmp) ||
	    (call->exit_code == GHCB_AP_CREATION &&
	     !(ghcb_features(v) & GHCB_FEATURE_AP_CREATION))) {
		rule_broken(v, CVMSIM_RULE_INVALID_EVENT, "exit code",
			    req->exit_code);
		ghcb_refuse(ghcb, GHCB_ERR_INVALID_EVENT);
		return false;
	}
	if (has_inputs(ghcb, call, req))
		return true;
missing:
	rule_broken(v, CVMSIM_RULE_MISSING_INPUT, "exit code", req->exit_code);
	ghcb_refuse(ghcb, GHCB_ERR_MISSING_INPUT);
	return false;
}

/* The page as it was when the call came. */
static struct ghcb untouched;

static void spoil(struct ghcb *ghcb, enum cvmsim_fault fault)
{
	switch (fault) {
	case CVMSIM_FAULT_IGNORED:
		*ghcb = untouched;
		break;
	case CVMSIM_FAULT_ERROR:
		ghcb_answer(ghcb, faults.value, 0);
		break;
	case CVMSIM_FAULT_GP:
		ghcb_answer_gp(ghcb);
		break;
	case CVMSIM_FAULT_NOT_VALID:
		memset(ghcb->valid, 0, sizeof(ghcb->valid));
		break;
	case CVMSIM_FAULT_REFUSED:
		ghcb_refuse(ghcb, faults.value);
		break;
	default:
		break;
	}
}

/*
 * As KVM: what was valid is forgotten, a register that was not is zero, and in
 * each answer these four are valid.
 */
static void take_registers(struct ghcb *ghcb, const struct ghcb_request *req)
{
	memset(ghcb->valid, 0, sizeof(ghcb->valid));
	ghcb->rax = is_valid(req->valid, GHCB_FIELD(rax)) ? ghcb->rax : 0;
	ghcb->rbx = is_valid(req->valid, GHCB_FIELD(rbx)) ? ghcb->rbx : 0;
	ghcb->rcx = is_valid(req->valid, GHCB_FIELD(rcx)) ? ghcb->rcx : 0;
	ghcb->rdx = is_valid(req->valid, GHCB_FIELD(rdx)) ? ghcb->rdx : 0;
	ghcb_set_valid(ghcb, GHCB_FIELD(rax));
	ghcb_set_valid(ghcb, GHCB_FIELD(rbx));
	ghcb_set_valid(ghcb, GHCB_FIELD(rcx));
	ghcb_set_valid(ghcb, GHCB_FIELD(rdx));
}

static void page_call(struct vcpu *v, struct ghcb *ghcb)
{
	struct ghcb_request req = {
		.exit_code = ghcb->exit_code,
		.info_1 = ghcb->info_1,
		.info_2 = ghcb->info_2,
	};
	enum cvmsim_fault fault = CVMSIM_FAULT_NONE;

	count(v, CVMSIM_KIND_GHCB, req.exit_code);
	if (faults.kind == CVMSIM_FAULT_IGNORED)
		untouched = *ghcb;
	memcpy(req.valid, ghcb->valid, sizeof(req.valid));
	take_registers(ghcb, &req);
	if (!check_call(v, ghcb, &req))
		return;
	if (!faults.msr || (req.exit_code == SVM_EXIT_MSR && (u32)ghcb->rcx == faults.msr))
		fault = fault_due(v, req.exit_code);
	ghcb_answer(ghcb, 0, 0);
	ghcb_serve(v, ghcb, &req);
	spoil(ghcb, fault);
	if (fault == CVMSIM_FAULT_SLOW)
		v->charge += faults.value;
	if (fault == CVMSIM_FAULT_MSR_LOST)
		v->ghcb_msr = faults.value;
}

/* GHCB, "GHCB GPA Registration": on SNP the page must be the one registered. */
static struct ghcb *find_page(struct vcpu *v)
{
	u64 gpa = v->ghcb_msr;
	struct ghcb *ghcb;

	if (!gpa || !memory_is_ram(gpa) || gpa & C_BIT) {
		rule_broken(v, CVMSIM_RULE_GHCB_GPA, "GPA", gpa);
		return NULL;
	}
	ghcb = memory_host(gpa);
	if (!ghcb) {
		rule_broken(v, CVMSIM_RULE_GHCB_PRIVATE, "GPA", gpa);
		return NULL;
	}
	if (v->platform->has_rmp && gpa != v->ghcb_registered) {
		rule_broken(v, CVMSIM_RULE_GHCB_UNREGISTERED, "GPA", gpa);
		ghcb_refuse(ghcb, GHCB_ERR_NOT_REGISTERED);
		return NULL;
	}
	return ghcb;
}

void ghcb_vmgexit(struct vcpu *v)
{
	struct ghcb *ghcb;

	charge_vmgexit(v);
	clock_call(v);
	if (v->ghcb_msr & ~PAGE_MASK) {
		ghcb_msr_request(v);
		return;
	}
	/* Beside a paravisor a call by page means nothing here. */
	if (!v->platform->owns_vc) {
		count(v, CVMSIM_KIND_GHCB, 0);
		return;
	}
	ghcb = find_page(v);
	if (ghcb)
		page_call(v, ghcb);
}

u64 ghcb_features(const struct vcpu *v)
{
	if (!v->platform->has_rmp)
		return 0;
	return options.cpus > 1 ? GHCB_FEATURE_SNP | GHCB_FEATURE_AP_CREATION : GHCB_FEATURE_SNP;
}

void __noreturn ghcb_terminate(struct vcpu *v, u32 set, u32 reason)
{
	say("the guest asks to be terminated: reason %u of set %u, RIP 0x%lx",
	    reason, set, v->vmcb->rip);
	leave(VERDICT_TERMINATED);
}

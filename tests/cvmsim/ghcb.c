// SPDX-License-Identifier: GPL-2.0
/*
 * The GHCB page: what a call must bring with it (checked as KVM does, in
 * sev_es_validate_vmgexit()), and the answers.
 */
#include "count.h"
#include "cpuid.h"
#include "emulate.h"
#include "fault.h"
#include "ghcb.h"
#include "log.h"
#include "measure.h"
#include "memory.h"
#include "msr.h"
#include "nmi.h"
#include "options.h"
#include "platform.h"
#include "rule.h"
#include "snp.h"

#define FIELD(name)	(offsetof(struct ghcb, name) / 8)

static bool is_valid(const u8 *valid, u32 field)
{
	return valid[field / 8] & 1 << field % 8;
}

static void set_valid(struct ghcb *ghcb, u32 field)
{
	ghcb->valid[field / 8] |= 1 << field % 8;
}

static void answer(struct ghcb *ghcb, u64 info_1, u64 info_2)
{
	ghcb->info_1 = info_1;
	ghcb->info_2 = info_2;
	set_valid(ghcb, FIELD(info_1));
	set_valid(ghcb, FIELD(info_2));
}

static void refuse(struct ghcb *ghcb, u64 reason)
{
	answer(ghcb, GHCB_ANSWER_ERROR, reason);
}

static void answer_gp(struct ghcb *ghcb)
{
	answer(ghcb, GHCB_ANSWER_EXCEPTION,
	       EVENTINJ_EXCEPTION | VECTOR_GP);
}

/* A call, read once: the guest may change the page meanwhile. */
struct request {
	u64 exit_code;
	u64 info_1;
	u64 info_2;
	u8 valid[sizeof(((struct ghcb *)0)->valid)];
};

/* Fields a call needs beside exit code and info: GHCB, "Standard VMGEXIT". */
struct call {
	u32 exit_code;
	u8 fields[3];	/* 0: no more */
};

static const struct call calls[] = {
	{ SVM_EXIT_DR7_READ, { 0 } },
	{ SVM_EXIT_DR7_WRITE, { FIELD(rax) } },
	{ SVM_EXIT_RDPMC, { FIELD(rcx) } },
	{ SVM_EXIT_CPUID, { FIELD(rax), FIELD(rcx) } },
	{ SVM_EXIT_IOIO, { 0 } },
	{ SVM_EXIT_MSR, { FIELD(rcx) } },
	{ SVM_EXIT_VMMCALL, { FIELD(rax), offsetof(struct ghcb, cpl) / 8 } },
	{ SVM_EXIT_WBINVD, { 0 } },
	{ SVM_EXIT_MONITOR, { FIELD(rax), FIELD(rcx), FIELD(rdx) } },
	{ SVM_EXIT_MWAIT, { FIELD(rax), FIELD(rcx) } },
	{ GHCB_MMIO_READ, { FIELD(scratch) } },
	{ GHCB_MMIO_WRITE, { FIELD(scratch) } },
	{ GHCB_NMI_COMPLETE, { 0 } },
	{ GHCB_AP_JUMP_TABLE, { 0 } },
	{ GHCB_PSC, { FIELD(scratch) } },
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
		       const struct request *req)
{
	bool has_rax = is_valid(req->valid, FIELD(rax));
	u32 i;

	for (i = 0; i < ARRAY_SIZE(call->fields); i++)
		if (call->fields[i] && !is_valid(req->valid, call->fields[i]))
			return false;
	switch (call->exit_code) {
	case SVM_EXIT_CPUID:
		return ghcb->rax != 0xd || is_valid(req->valid, FIELD(xcr0));
	case SVM_EXIT_IOIO:
		if (req->info_1 & IOIO_STRING)
			return is_valid(req->valid, FIELD(scratch));
		return req->info_1 & IOIO_IN || has_rax;
	case SVM_EXIT_MSR:
		return !req->info_1 || (has_rax && is_valid(req->valid, FIELD(rdx)));
	default:
		return true;
	}
}

/* Answers a call that is wrong itself, and returns false. */
static bool check_call(struct vcpu *v, struct ghcb *ghcb,
		       const struct request *req)
{
	const struct call *call;

	if (ghcb->usage != GHCB_USAGE) {
		rule_broken(v, CVMSIM_RULE_GHCB_USAGE, "usage", ghcb->usage);
		refuse(ghcb, GHCB_ERR_USAGE);
		return false;
	}
	if (!is_valid(req->valid, FIELD(exit_code)) ||
	    !is_valid(req->valid, FIELD(info_1)) ||
	    !is_valid(req->valid, FIELD(info_2)))
		goto missing;
	call = find_call(req->exit_code);
	if (!call || (call->exit_code == GHCB_PSC && !v->platform->has_rmp)) {
		rule_broken(v, CVMSIM_RULE_INVALID_EVENT, "exit code",
			    req->exit_code);
		refuse(ghcb, GHCB_ERR_INVALID_EVENT);
		return false;
	}
	if (has_inputs(ghcb, call, req))
		return true;
missing:
	rule_broken(v, CVMSIM_RULE_MISSING_INPUT, "exit code", req->exit_code);
	refuse(ghcb, GHCB_ERR_MISSING_INPUT);
	return false;
}

/* The buffer of @size bytes a call points to: it must lie in the GHCB itself. */
static void *scratch(struct vcpu *v, struct ghcb *ghcb, u64 size)
{
	u64 start = (v->ghcb_msr & PAGE_MASK) + GHCB_SHARED_BUFFER;
	u64 offset = ghcb->scratch - start;

	if (offset < GHCB_SHARED_SIZE && size <= GHCB_SHARED_SIZE - offset)
		return ghcb->buffer + offset;
	rule_broken(v, CVMSIM_RULE_SCRATCH, "address", ghcb->scratch);
	refuse(ghcb, GHCB_ERR_SCRATCH);
	return NULL;
}

static void invalid_input(struct vcpu *v, struct ghcb *ghcb, u64 value)
{
	rule_broken(v, CVMSIM_RULE_INVALID_INPUT, "value", value);
	refuse(ghcb, GHCB_ERR_INVALID_INPUT);
}

static void call_cpuid(struct vcpu *v, struct ghcb *ghcb)
{
	struct cpuid_regs regs;

	cpuid(v, ghcb->rax, ghcb->rcx, &regs);
	ghcb->rax = regs.eax;
	ghcb->rbx = regs.ebx;
	ghcb->rcx = regs.ecx;
	ghcb->rdx = regs.edx;
}

static void call_io(struct vcpu *v, struct ghcb *ghcb,
		    const struct request *req)
{
	u64 rax = ghcb->rax;

	if (emulate_io(req->info_1, &rax))
		ghcb->rax = rax;
	else
		invalid_input(v, ghcb, req->info_1);
}

static void call_msr(struct vcpu *v, struct ghcb *ghcb,
		     const struct request *req)
{
	u64 value = (ghcb->rdx << 32) | (u32)ghcb->rax;
	bool ok;

	if (req->info_1 > 1) {
		invalid_input(v, ghcb, req->info_1);
		return;
	}
	if (req->info_1) {
		ok = msr_write(v, ghcb->rcx, value);
	} else {
		ok = msr_read(v, ghcb->rcx, &value);
		ghcb->rax = (u32)value;
		ghcb->rdx = value >> 32;
	}
	if (!ok)
		answer_gp(ghcb);
}

/* Devices only: the guest's own memory needs no host. */
static void call_mmio(struct vcpu *v, struct ghcb *ghcb,
		      const struct request *req)
{
	u64 gpa = req->info_1, size = req->info_2;
	void *buffer;

	if ((size != 1 && size != 2 && size != 4 && size != 8) ||
	    gpa < DEVICES_START || gpa > DEVICES_END - size) {
		invalid_input(v, ghcb, gpa);
		return;
	}
	buffer = scratch(v, ghcb, size);
	if (!buffer)
		return;
	if (req->exit_code == GHCB_MMIO_READ)
		emulate_mmio(buffer, (void *)gpa, size);
	else
		emulate_mmio((void *)gpa, buffer, size);
}

static void call_psc(struct vcpu *v, struct ghcb *ghcb)
{
	void *desc = scratch(v, ghcb, sizeof(struct psc));

	if (desc)
		answer(ghcb, 0, snp_psc(v, desc));
}

/* None was set; one CPU needs none. As KVM answers what is neither set nor get. */
static void call_jump_table(struct ghcb *ghcb, const struct request *req)
{
	if (req->info_1 <= GHCB_AP_JUMP_TABLE_GET)
		answer(ghcb, 0, 0);
	else if (options.kvm_5_15)
		answer(ghcb, GHCB_ANSWER_EXCEPTION, EVENTINJ_EXCEPTION | VECTOR_UD);
	else
		refuse(ghcb, GHCB_ERR_INVALID_INPUT);
}

static void serve(struct vcpu *v, struct ghcb *ghcb,
		  const struct request *req)
{
	switch (req->exit_code) {
	case SVM_EXIT_DR7_READ:
		ghcb->rax = v->vmcb->dr7;
		break;
	case SVM_EXIT_DR7_WRITE:
		v->vmcb->dr7 = (u32)ghcb->rax;
		break;
	case SVM_EXIT_RDPMC:
		ghcb->rax = 0;
		ghcb->rdx = 0;
		break;
	case SVM_EXIT_CPUID:
		call_cpuid(v, ghcb);
		break;
	case SVM_EXIT_IOIO:
		call_io(v, ghcb, req);
		break;
	case SVM_EXIT_MSR:
		call_msr(v, ghcb, req);
		break;
	case SVM_EXIT_VMMCALL:
		ghcb->rax = emulate_hypercall(ghcb->rax, ghcb->cpl);
		break;
	case GHCB_MMIO_READ:
	case GHCB_MMIO_WRITE:
		call_mmio(v, ghcb, req);
		break;
	case GHCB_NMI_COMPLETE:
		nmi_unblock();
		break;
	case GHCB_AP_JUMP_TABLE:
		call_jump_table(ghcb, req);
		break;
	case GHCB_PSC:
		call_psc(v, ghcb);
		break;
	case GHCB_FEATURES:
		answer(ghcb, 0, v->platform->has_rmp ? GHCB_FEATURE_SNP : 0);
		break;
	case GHCB_TERMINATE:
		ghcb_terminate(v, req->info_1 & 0xf, req->info_1 >> 4 & 0xff);
	}
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
		answer(ghcb, faults.value, 0);
		break;
	case CVMSIM_FAULT_GP:
		answer_gp(ghcb);
		break;
	case CVMSIM_FAULT_NOT_VALID:
		memset(ghcb->valid, 0, sizeof(ghcb->valid));
		break;
	case CVMSIM_FAULT_REFUSED:
		refuse(ghcb, faults.value);
		break;
	default:
		break;
	}
}

/*
 * As KVM: what was valid is forgotten, a register that was not is zero, and in
 * each answer these four are valid.
 */
static void take_registers(struct ghcb *ghcb, const struct request *req)
{
	memset(ghcb->valid, 0, sizeof(ghcb->valid));
	ghcb->rax = is_valid(req->valid, FIELD(rax)) ? ghcb->rax : 0;
	ghcb->rbx = is_valid(req->valid, FIELD(rbx)) ? ghcb->rbx : 0;
	ghcb->rcx = is_valid(req->valid, FIELD(rcx)) ? ghcb->rcx : 0;
	ghcb->rdx = is_valid(req->valid, FIELD(rdx)) ? ghcb->rdx : 0;
	set_valid(ghcb, FIELD(rax));
	set_valid(ghcb, FIELD(rbx));
	set_valid(ghcb, FIELD(rcx));
	set_valid(ghcb, FIELD(rdx));
}

static void page_call(struct vcpu *v, struct ghcb *ghcb)
{
	struct request req = {
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
	answer(ghcb, 0, 0);
	serve(v, ghcb, &req);
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
		refuse(ghcb, GHCB_ERR_NOT_REGISTERED);
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

void __noreturn ghcb_terminate(struct vcpu *v, u32 set, u32 reason)
{
	say("the guest asks to be terminated: reason %u of set %u, RIP 0x%lx",
	    reason, set, v->vmcb->rip);
	leave(VERDICT_TERMINATED);
}

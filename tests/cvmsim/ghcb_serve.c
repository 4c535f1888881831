// SPDX-License-Identifier: GPL-2.0
/* The GHCB page: the answers. */
#include "cpuid.h"
#include "emulate.h"
#include "ghcb_call.h"
#include "host.h"
#include "memory.h"
#include "msr.h"
#include "nmi.h"
#include "options.h"
#include "platform.h"
#include "rule.h"
#include "smp.h"
#include "snp.h"

void ghcb_answer(struct ghcb *ghcb, u64 info_1, u64 info_2)
{
	ghcb->info_1 = info_1;
	ghcb->info_2 = info_2;
	ghcb_set_valid(ghcb, GHCB_FIELD(info_1));
	ghcb_set_valid(ghcb, GHCB_FIELD(info_2));
}

void ghcb_refuse(struct ghcb *ghcb, u64 reason)
{
	ghcb_answer(ghcb, GHCB_ANSWER_ERROR, reason);
}

void ghcb_answer_gp(struct ghcb *ghcb)
{
	ghcb_answer(ghcb, GHCB_ANSWER_EXCEPTION, EVENTINJ_EXCEPTION | VECTOR_GP);
}

/* The buffer of @size bytes a call points to: it must lie in the GHCB itself. */
static void *scratch(struct vcpu *v, struct ghcb *ghcb, u64 size)
{
	u64 start = (v->ghcb_msr & PAGE_MASK) + GHCB_SHARED_BUFFER;
	u64 offset = ghcb->scratch - start;

	if (offset < GHCB_SHARED_SIZE && size <= GHCB_SHARED_SIZE - offset)
		return ghcb->buffer + offset;
	rule_broken(v, CVMSIM_RULE_SCRATCH, "address", ghcb->scratch);
	ghcb_refuse(ghcb, GHCB_ERR_SCRATCH);
	return NULL;
}

static void invalid_input(struct vcpu *v, struct ghcb *ghcb, u64 value)
{
	rule_broken(v, CVMSIM_RULE_INVALID_INPUT, "value", value);
	ghcb_refuse(ghcb, GHCB_ERR_INVALID_INPUT);
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
		    const struct ghcb_request *req)
{
	u64 rax = ghcb->rax;

	if (emulate_io(req->info_1, &rax))
		ghcb->rax = rax;
	else
		invalid_input(v, ghcb, req->info_1);
}

static void call_msr(struct vcpu *v, struct ghcb *ghcb,
		     const struct ghcb_request *req)
{
	u64 value = (ghcb->rdx << 32) | (u32)ghcb->rax;
	bool ok;

	if (!host_knows_msr(options.host, ghcb->rcx))
		host_ends_vm(v, "MSR", (u32)ghcb->rcx);
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
		ghcb_answer_gp(ghcb);
}

/* Devices only: the guest's own memory needs no host. */
static void call_mmio(struct vcpu *v, struct ghcb *ghcb,
		      const struct ghcb_request *req)
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
		ghcb_answer(ghcb, 0, snp_psc(v, desc));
}

/* GHCB, "SNP AP Creation": info_1 the request and in its upper half the APIC's ID. */
static void call_ap_creation(struct vcpu *v, struct ghcb *ghcb, const struct ghcb_request *req)
{
	u32 op = req->info_1, id = req->info_1 >> 32;
	u64 vmsa = op == GHCB_AP_DESTROY ? 0 : req->info_2;

	if ((op != GHCB_AP_CREATE && op != GHCB_AP_DESTROY) ||
	    (op == GHCB_AP_CREATE && (!vmsa || vmsa & ~PAGE_MASK)) || !smp_create(v, id, vmsa))
		invalid_input(v, ghcb, req->info_1);
}

/* Where it is, is said to who has another CPU to start; KVM keeps what firmware has set. */
static void call_jump_table(struct vcpu *v, struct ghcb *ghcb, const struct ghcb_request *req)
{
	if (req->info_1 <= GHCB_AP_JUMP_TABLE_GET)
		ghcb_answer(ghcb, 0, req->info_1 && options.cpus > 1 ? AP_PAGE : 0);
	else if (options.host->jump_table_error == GHCB_ANSWER_EXCEPTION)
		ghcb_answer(ghcb, GHCB_ANSWER_EXCEPTION, EVENTINJ_EXCEPTION | VECTOR_UD);
	else if (options.host->jump_table_error)
		ghcb_refuse(ghcb, GHCB_ERR_INVALID_INPUT);
	else
		host_ends_vm(v, "AP jump table operation", req->info_1);
}

void ghcb_serve(struct vcpu *v, struct ghcb *ghcb,
		const struct ghcb_request *req)
{
	u64 now;

	switch (req->exit_code) {
	case SVM_EXIT_DR7_READ:
		ghcb->rax = v->vmcb->dr7;
		break;
	case SVM_EXIT_DR7_WRITE:
		v->vmcb->dr7 = (u32)ghcb->rax;
		break;
	case SVM_EXIT_RDTSC:
		now = vcpu_tsc(v);
		ghcb->rax = (u32)now;
		ghcb->rdx = now >> 32;
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
	case GHCB_AP_HLT_LOOP:
		/* Until there is a SIPI, which nobody sends. */
		if (options.cpus == 1)
			host_ends_vm(v, "exit code", req->exit_code);
		smp_hold(v);
		ghcb_answer(ghcb, 0, 1);
		break;
	case GHCB_AP_JUMP_TABLE:
		call_jump_table(v, ghcb, req);
		break;
	case GHCB_PSC:
		call_psc(v, ghcb);
		break;
	case GHCB_AP_CREATION:
		call_ap_creation(v, ghcb, req);
		break;
	case GHCB_FEATURES:
		ghcb_answer(ghcb, 0, ghcb_features(v));
		break;
	case GHCB_TERMINATE:
		ghcb_terminate(v, req->info_1 & 0xf, req->info_1 >> 4 & 0xff);
	}
}

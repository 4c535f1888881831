// SPDX-License-Identifier: GPL-2.0
/* About calling the host: AMD's document 56421, "GHCB". */
#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <asm/msr.h>
#include <asm/svm.h>

#include "rulebreaker.h"

#define MSR_REQUEST_UNKNOWN	0xffe		/* "GHCB MSR Protocol" */

/* "Standard VMGEXIT". */
#define GHCB_VERSION		2
#define GHCB_ANSWER_EXCEPTION	1
#define GHCB_ANSWER_ERROR	2
#define REASON_NOT_REGISTERED	1
#define REASON_USAGE		2
#define REASON_SCRATCH		3
#define REASON_MISSING_INPUT	4
#define REASON_INVALID_INPUT	5
#define REASON_INVALID_EVENT	6
#define EXIT_UNKNOWN		0x1234
/* As EVENTINJ, APM volume 2, 15.20: valid, exception, #GP; as KVM says it. */
#define EVENT_GP		0x8000030d

#define HPET_GPA		0xfed00000

/* Not the kernel's: a tracepoint of it may exit, which changes this MSR. */
static u64 ghcb_msr_read(void)
{
	u32 low, high;

	asm volatile("rdmsr" : "=a" (low), "=d" (high)
			     : "c" (MSR_AMD64_SEV_ES_GHCB));
	return (u64)high << 32 | low;
}

u64 rb_vmgexit(u64 msr)
{
	u32 low = msr, high = msr >> 32;
	unsigned long flags;
	u64 before;

	local_irq_save(flags);
	before = ghcb_msr_read();
	asm volatile("wrmsr; rep; vmmcall; rdmsr"
		     : "+a" (low), "+d" (high)
		     : "c" (MSR_AMD64_SEV_ES_GHCB)
		     : "memory");
	asm volatile("wrmsr"
		     : : "a" ((u32)before), "d" ((u32)(before >> 32)),
			 "c" (MSR_AMD64_SEV_ES_GHCB)
		     : "memory");
	local_irq_restore(flags);
	return (u64)high << 32 | low;
}

static int unanswered(u64 msr)
{
	u64 after = rb_vmgexit(msr);

	return rb_answered(after == msr, "GHCB MSR 0x%llx, then 0x%llx", msr,
			   after);
}

struct call {
	u64 exit_code, info_1, info_2;
	u64 scratch;	/* from the GHCB's start */
	u32 usage;
	bool lacks_rax;
};

struct answer {
	u64 msr, info_1, info_2;
	bool has_rax;	/* valid */
};

static void fill(struct ghcb *ghcb, u64 gpa, const struct call *call)
{
	memset(ghcb->save.valid_bitmap, 0, sizeof(ghcb->save.valid_bitmap));
	ghcb->protocol_version = GHCB_VERSION;
	ghcb->ghcb_usage = call->usage;
	ghcb_set_sw_exit_code(ghcb, call->exit_code);
	ghcb_set_sw_exit_info_1(ghcb, call->info_1);
	ghcb_set_sw_exit_info_2(ghcb, call->info_2);
	ghcb_set_sw_scratch(ghcb, gpa + call->scratch);
	if (!call->lacks_rax)
		ghcb_set_rax(ghcb, 0);
	ghcb_set_rcx(ghcb, 0);
	ghcb_set_rdx(ghcb, 0);
}

static void invalidate(struct ghcb *ghcb)
{
	ghcb->ghcb_usage = 0;
	ghcb->save.sw_exit_code = 0;
	memset(ghcb->save.valid_bitmap, 0, sizeof(ghcb->save.valid_bitmap));
}

static void take_answer(const struct ghcb *ghcb, struct answer *answer)
{
	answer->info_1 = ghcb->save.sw_exit_info_1;
	answer->info_2 = ghcb->save.sw_exit_info_2;
	answer->has_rax = ghcb_rax_is_valid(ghcb);
}

/* By the kernel's own page: on SNP there can be no other. */
static int call_by_page(const struct call *call, struct answer *answer)
{
	unsigned long flags;
	struct ghcb *ghcb;
	u64 gpa;

	local_irq_save(flags);
	/* Exits, so that its handler puts the page's address there. */
	__rdmsr(MSR_IA32_APICBASE);
	gpa = ghcb_msr_read();
	if (!gpa || offset_in_page(gpa)) {
		local_irq_restore(flags);
		pr_err("rulebreaker: %s: no GHCB to borrow: 0x%llx\n", rb_rule,
		       gpa);
		return -ENXIO;
	}
	ghcb = __va(gpa);
	fill(ghcb, gpa, call);
	answer->msr = rb_vmgexit(gpa);
	take_answer(ghcb, answer);
	invalidate(ghcb);
	local_irq_restore(flags);
	return 0;
}

static int is_refused(const struct answer *answer, u64 reason)
{
	return rb_answered((u32)answer->info_1 == GHCB_ANSWER_ERROR &&
			   answer->info_2 == reason,
			   "info_1 0x%llx, info_2 0x%llx, promised 0x%x, 0x%llx",
			   answer->info_1, answer->info_2, GHCB_ANSWER_ERROR,
			   reason);
}

static int refused(const struct call *call, u64 reason)
{
	struct answer answer;

	return call_by_page(call, &answer) ?: is_refused(&answer, reason);
}

int break_msr_request(void)
{
	return unanswered(MSR_REQUEST_UNKNOWN);
}

int break_ghcb_gpa(void)
{
	return unanswered(HOLE_GPA);
}

int break_ghcb_private(void)
{
	unsigned long page = get_zeroed_page(GFP_KERNEL);
	int err;

	if (!page)
		return -ENOMEM;
	err = unanswered(__pa(page));
	free_page(page);
	return err;
}

int break_ghcb_unregistered(void)
{
	const struct call call = { .exit_code = SVM_EXIT_CPUID };
	struct ghcb *ghcb = rb_get_shared();
	struct answer answer;
	int err;

	if (!ghcb)
		return -ENOMEM;
	fill(ghcb, __pa(ghcb), &call);
	rb_vmgexit(__pa(ghcb));
	take_answer(ghcb, &answer);
	err = is_refused(&answer, REASON_NOT_REGISTERED);
	return rb_put_shared(ghcb) ?: err;
}

int break_ghcb_usage(void)
{
	const struct call call = {
		.exit_code = SVM_EXIT_CPUID,
		.usage = 1,
	};

	return refused(&call, REASON_USAGE);
}

int break_missing_input(void)
{
	const struct call call = {
		.exit_code = SVM_EXIT_CPUID,
		.lacks_rax = true,
	};

	return refused(&call, REASON_MISSING_INPUT);
}

int break_invalid_input(void)
{
	const struct call call = {
		.exit_code = SVM_EXIT_MSR,
		.info_1 = 2,	/* neither read nor write */
	};

	return refused(&call, REASON_INVALID_INPUT);
}

int break_invalid_event(void)
{
	const struct call call = { .exit_code = EXIT_UNKNOWN };

	return refused(&call, REASON_INVALID_EVENT);
}

int break_scratch(void)
{
	const struct call call = {
		.exit_code = SVM_VMGEXIT_MMIO_READ,
		.info_1 = HPET_GPA,
		.info_2 = sizeof(u32),
		.scratch = PAGE_SIZE,
	};

	return refused(&call, REASON_SCRATCH);
}

/* Well filled in, and the end of this guest in any KVM. */
int take_unsupported_event(void)
{
	const struct call call = { .exit_code = SVM_VMGEXIT_UNSUPPORTED_EVENT };
	struct answer answer;

	return call_by_page(&call, &answer) ?: -EIO;
}

/*
 * Answers spoiled on demand. DR7 is read by page, which the kernel never does,
 * so that the fault's exit code names this call and no other.
 */
static int take_spoiled(struct answer *answer)
{
	const struct call call = { .exit_code = SVM_EXIT_READ_DR7 };

	return call_by_page(&call, answer);
}

int take_error(void)
{
	struct answer answer;

	return take_spoiled(&answer) ?:
	       rb_answered(answer.info_1 == RB_VALUE && answer.has_rax,
			   "info_1 0x%llx", answer.info_1);
}

int take_refused(void)
{
	struct answer answer;

	return take_spoiled(&answer) ?: is_refused(&answer, RB_VALUE);
}

int take_gp(void)
{
	struct answer answer;

	return take_spoiled(&answer) ?:
	       rb_answered(answer.info_1 == GHCB_ANSWER_EXCEPTION &&
			   answer.info_2 == EVENT_GP,
			   "info_1 0x%llx, info_2 0x%llx", answer.info_1,
			   answer.info_2);
}

int take_not_valid(void)
{
	struct answer answer;

	return take_spoiled(&answer) ?:
	       rb_answered(!answer.has_rax && !(u32)answer.info_1,
			   "RAX is %svalid", answer.has_rax ? "" : "not ");
}

int take_msr_lost(void)
{
	struct answer answer;

	return take_spoiled(&answer) ?:
	       rb_answered(answer.msr == RB_VALUE, "GHCB MSR 0x%llx",
			   answer.msr);
}

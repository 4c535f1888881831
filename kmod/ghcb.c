// SPDX-License-Identifier: GPL-2.0
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/pfn.h>
#include <linux/string.h>
#include <asm/fpu/xcr.h>
#include <asm/mem_encrypt.h>
#include <asm/msr.h>
#include <asm/page.h>
#include <asm/pgtable.h>
#include <asm/special_insns.h>
#include <asm/svm.h>

#include "compat.h"
#include "ghcb.h"

/* GHCB 2.3.1, "GHCB MSR Protocol": requests, answers, what is in them. */
#define REQUEST_MASK		0xfffULL
#define ANSWER_SEV_INFO		0x001
#define REQUEST_CPUID		0x004
#define CPUID_EAX		0	/* register, from bit 30 on */
/* "Standard VMGEXIT": sw_exit_info_1 of an answer. */
#define ANSWER_DONE		0
#define ANSWER_EXCEPTION	1
#define IOIO_ADDRESS_64		BIT(9)	/* sw_exit_info_1, as EXITINFO1 */
#define VMGEXIT_HV_FEATURES	0x8000fffdULL	/* in <asm/svm.h> since 5.19 */
#define GHCB_PTE		(_PAGE_PRESENT | _PAGE_RW)

u16 vmexit_ghcb_version;
/* Of each CPU, the page it was first seen with; 0: not yet. */
static DEFINE_PER_CPU(u64, ghcb_pages);

const char *vmexit_ghcb_reason(int refusal)
{
	switch (refusal) {
	case VMEXIT_GHCB_REFUSED:
		return "the host does not serve it by GHCB";
	case VMEXIT_GHCB_EXCEPTION:
		return "the host answers with an exception";
	case VMEXIT_GHCB_NO_PAGE:
		return "the kernel has no GHCB page to borrow";
	case VMEXIT_GHCB_NMIS:
		return "NMIs spoiled each attempt";
	case VMEXIT_GHCB_OFF:
		return "parameter ghcb=off";
	case VMEXIT_GHCB_STRANGER:
		return "hypervisor is not KVM, it might end the VM: parameter ghcb=on";
	case VMEXIT_GHCB_UNHEARD:
		return "hypervisor is not KVM, and the kernel may never have asked it for that";
	case VMEXIT_GHCB_UNFORGIVING:
		return "this old KVM ends the VM over a call that an NMI wiped: parameter ghcb=on";
	default:
		return "the host's answer is not valid";
	}
}

u64 vmexit_ghcb_msr_read(void)
{
	u32 low, high;

	asm volatile("rdmsr" : "=a" (low), "=d" (high) : "c" (VMEXIT_MSR_GHCB));
	return (u64)high << 32 | low;
}

void vmexit_ghcb_msr_write(u64 value)
{
	asm volatile("wrmsr" : : "c" (VMEXIT_MSR_GHCB), "a" (lower_32_bits(value)),
		     "d" (upper_32_bits(value)) : "memory");
}

/*
 * False where an NMI came since there were @nmis: no call was made. VMGEXIT leaves
 * the flags alone, as any exit does.
 */
static bool vmexit_ghcb_vmgexit(u64 msr, u32 nmis)
{
	bool sent;

	asm volatile(VMEXIT_GHCB_CALL("%[nmis]", "%[counter]", "1f")
		     "1:"
		     : "=@cce" (sent)
		     : "c" (VMEXIT_MSR_GHCB), "a" (lower_32_bits(msr)),
		       "d" (upper_32_bits(msr)), [nmis] "r" (nmis),
		       [counter] "m" (*vmexit_nmi_counter())
		     : "memory");
	return sent;
}

u64 vmexit_ghcb_ask(u64 request)
{
	u64 saved, answer = 0;
	unsigned long flags;
	unsigned int try;
	bool sent;
	u32 nmis;

	for (try = 0; try < VMEXIT_GHCB_TRIES; try++) {
		local_irq_save(flags);
		nmis = vmexit_nmi_count();
		saved = vmexit_ghcb_msr_read();
		sent = vmexit_ghcb_vmgexit(request, nmis);
		answer = vmexit_ghcb_msr_read();
		vmexit_ghcb_msr_write(saved);
		nmis -= vmexit_nmi_count();
		local_irq_restore(flags);
		if (sent && !nmis)
			return answer;
	}
	return 0;
}

u64 vmexit_ghcb_request(const struct vmexit_id *id)
{
	switch (id->exit) {
	case VMEXIT_EXIT_CPUID:
		return (u64)id->param << 32 | CPUID_EAX << 30 | REQUEST_CPUID;
	case VMEXIT_EXIT_HV_FEATURES:
		return VMEXIT_GHCB_HV_FEATURES;
	default:
		return VMEXIT_GHCB_SEV_INFO;
	}
}

int vmexit_ghcb_msr_answer(u64 request, u64 answer)
{
	u32 code = answer & REQUEST_MASK;

	request &= REQUEST_MASK;
	/* The answer's number is the request's next, with one exception. */
	if (code == (request == VMEXIT_GHCB_SEV_INFO ? ANSWER_SEV_INFO : request + 1))
		return 0;
	/* A host that does not know the request leaves it as it was. */
	return code == request ? VMEXIT_GHCB_REFUSED : VMEXIT_GHCB_INVALID;
}

/*
 * The MSR is the host's to change. Written to is only what the kernel shares
 * with the host anyway, a page mapped writable and without the C-bit, and which
 * it never frees or makes private: of memory, reserved since it booted. The direct
 * map need not hold more than memory, so what lies beyond is somebody else's
 * mapping. And this CPU's page is one and the same for as long as the kernel lives.
 */
static struct ghcb *vmexit_ghcb_page(u64 msr)
{
	unsigned int level;
	pte_t *pte;
	u64 first;

	if (!msr || msr & REQUEST_MASK || msr >= BIT_ULL(MAX_PHYSMEM_BITS) ||
	    !pfn_valid(PHYS_PFN(msr)) || !PageReserved(pfn_to_page(PHYS_PFN(msr))))
		return NULL;
	first = this_cpu_read(ghcb_pages);
	if (first && first != msr)
		return NULL;
	pte = lookup_address((unsigned long)__va(msr), &level);
	if (!pte || (pte_val(*pte) & GHCB_PTE) != GHCB_PTE ||
	    pte_val(*pte) & sme_me_mask)
		return NULL;
	this_cpu_write(ghcb_pages, msr);
	return __va(msr);
}

struct ghcb *vmexit_ghcb_peek(u64 *msr)
{
	*msr = vmexit_ghcb_msr_read();
	return vmexit_ghcb_page(*msr);
}

struct ghcb *vmexit_ghcb_find(u64 *msr)
{
	struct ghcb *ghcb = vmexit_ghcb_peek(msr);
	u64 dummy;

	if (!ghcb) {
		/* Any #VC of the kernel's leaves its page's address there. */
		rdmsrq_safe(MSR_IA32_APICBASE, &dummy);
		ghcb = vmexit_ghcb_peek(msr);
	}
	return ghcb;
}

static void vmexit_ghcb_call_cpuid(const struct vmexit_id *id,
				   struct vmexit_ghcb_call *call)
{
	call->exit_code = SVM_EXIT_CPUID;
	call->rax = id->param;
	call->has_rax = true;
	call->rcx = id->index;
	call->has_rcx = true;
	/* Linux passes it with every leaf: XCR0, or its reset value. */
	call->xcr0 = 1;
	if (__read_cr4() & X86_CR4_OSXSAVE)
		call->xcr0 = xgetbv(XCR_XFEATURE_ENABLED_MASK);
	call->has_xcr0 = true;
	/* Where that is, hosts leave the MSR to the guest. */
	if (id->param == 0xd && id->index == 1 && vmexit_passes_xss())
		call->has_xss = !rdmsrq_safe(MSR_IA32_XSS, &call->xss);
}

void vmexit_ghcb_call_make(const struct vmexit_id *id, u32 size, u64 value,
			   struct vmexit_ghcb_call *call)
{
	*call = (struct vmexit_ghcb_call){ 0 };
	switch (id->exit) {
	case VMEXIT_EXIT_CPUID:
		vmexit_ghcb_call_cpuid(id, call);
		break;
	case VMEXIT_EXIT_RDMSR:
		call->exit_code = SVM_EXIT_MSR;
		call->rcx = id->param;
		call->has_rcx = true;
		break;
	case VMEXIT_EXIT_WRMSR:
	case VMEXIT_EXIT_IPI:
		call->exit_code = SVM_EXIT_MSR;
		call->info_1 = 1;
		call->rcx = id->exit == VMEXIT_EXIT_IPI ? VMEXIT_MSR_ICR : id->param;
		call->has_rcx = true;
		call->rax = lower_32_bits(value);
		call->has_rax = true;
		call->rdx = upper_32_bits(value);
		call->has_rdx = true;
		break;
	case VMEXIT_EXIT_IN:
	case VMEXIT_EXIT_OUT:
		call->exit_code = SVM_EXIT_IOIO;
		call->info_1 = (u64)id->param << 16 |
			       size << SVM_IOIO_SIZE_SHIFT | IOIO_ADDRESS_64;
		call->has_rax = true;
		if (id->exit == VMEXIT_EXIT_IN)
			call->info_1 |= SVM_IOIO_TYPE_MASK;
		else
			call->rax = value;
		break;
	case VMEXIT_EXIT_MMIO:
		call->exit_code = SVM_VMGEXIT_MMIO_READ;
		call->info_1 = id->param;
		call->info_2 = size;
		call->has_scratch = true;
		break;
	case VMEXIT_EXIT_HV_FEATURES:
		call->exit_code = VMGEXIT_HV_FEATURES;
		break;
	default:
		/* RDX is not among them: that it is valid then tells an answer. */
		call->exit_code = SVM_EXIT_VMMCALL;
		call->rax = id->param;
		call->has_rax = true;
		call->has_rcx = true;
		call->is_hypercall = true;
		break;
	}
}

void vmexit_ghcb_fill(struct ghcb *ghcb, const struct vmexit_ghcb_call *call)
{
	memset(ghcb->save.valid_bitmap, 0, sizeof(ghcb->save.valid_bitmap));
	ghcb->protocol_version = min_t(u16, vmexit_ghcb_version, VMEXIT_GHCB_NEWEST);
	ghcb->ghcb_usage = 0;
	ghcb_set_sw_exit_code(ghcb, call->exit_code);
	ghcb_set_sw_exit_info_1(ghcb, call->info_1);
	ghcb_set_sw_exit_info_2(ghcb, call->info_2);
	if (call->has_scratch)
		ghcb_set_sw_scratch(ghcb, __pa(ghcb->shared_buffer));
	if (call->has_rax)
		ghcb_set_rax(ghcb, call->rax);
	if (call->has_rcx)
		ghcb_set_rcx(ghcb, call->rcx);
	if (call->has_rdx)
		ghcb_set_rdx(ghcb, call->rdx);
	if (call->has_xcr0)
		ghcb_set_xcr0(ghcb, call->xcr0);
	if (call->has_xss)
		ghcb_set_xss(ghcb, call->xss);
	if (call->is_hypercall) {
		ghcb_set_cpl(ghcb, 0);
		ghcb_set_rbx(ghcb, 0);
		ghcb_set_rsi(ghcb, 0);
	}
}

/*
 * A host need not have seen the page at all: then it is as it was filled. What was
 * passed in sw_exit_info_1 tells that, where it is not 0; else a register that is
 * valid in an answer alone.
 */
static bool vmexit_ghcb_has_answer(const struct ghcb *ghcb,
				   const struct vmexit_ghcb_call *call)
{
	switch (call->exit_code) {
	case SVM_EXIT_CPUID:
		return ghcb_rax_is_valid(ghcb) && ghcb_rbx_is_valid(ghcb);
	case SVM_EXIT_MSR:
		return call->info_1 || ghcb_rax_is_valid(ghcb);
	case SVM_EXIT_VMMCALL:
		return ghcb_rax_is_valid(ghcb) && ghcb_rdx_is_valid(ghcb);
	case SVM_EXIT_IOIO:
		return !(call->info_1 & SVM_IOIO_TYPE_MASK) || ghcb_rax_is_valid(ghcb);
	default:
		return true;
	}
}

int vmexit_ghcb_answer(const struct ghcb *ghcb,
		       const struct vmexit_ghcb_call *call)
{
	switch (lower_32_bits(READ_ONCE(ghcb->save.sw_exit_info_1))) {
	case ANSWER_DONE:
		return vmexit_ghcb_has_answer(ghcb, call) ? 0 : VMEXIT_GHCB_INVALID;
	case ANSWER_EXCEPTION:
		return VMEXIT_GHCB_EXCEPTION;
	default:
		return VMEXIT_GHCB_REFUSED;
	}
}

void vmexit_ghcb_invalidate(struct ghcb *ghcb)
{
	ghcb->save.sw_exit_code = 0;
	memset(ghcb->save.valid_bitmap, 0, sizeof(ghcb->save.valid_bitmap));
}

int vmexit_ghcb_call(const struct vmexit_ghcb_call *call, u64 *result)
{
	struct ghcb *ghcb;
	unsigned int try;
	int refusal;
	bool sent;
	u32 nmis;
	u64 msr;

	for (try = 0; try < VMEXIT_GHCB_TRIES; try++) {
		ghcb = vmexit_ghcb_find(&msr);
		if (!ghcb)
			return VMEXIT_GHCB_NO_PAGE;
		nmis = vmexit_nmi_count();
		vmexit_ghcb_fill(ghcb, call);
		sent = vmexit_ghcb_vmgexit(msr, nmis);
		refusal = vmexit_ghcb_answer(ghcb, call);
		if (result)
			*result = ghcb->save.rdx << 32 |
				  lower_32_bits(ghcb->save.rax);
		vmexit_ghcb_invalidate(ghcb);
		vmexit_ghcb_msr_write(msr);
		if (sent && nmis == vmexit_nmi_count())
			return refusal;
	}
	return VMEXIT_GHCB_NMIS;
}

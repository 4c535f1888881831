/* SPDX-License-Identifier: GPL-2.0 */
/*
 * VMGEXIT without the #VC: AMD's document 56421, "GHCB". Only where the kernel
 * owns #VC, that is on SEV-ES and SEV-SNP.
 *
 * The page is the kernel's own, of this CPU, borrowed with interrupts off: on
 * SNP a vCPU has one registered page, and whoever registers another takes it
 * from under the kernel's next NMI. An NMI may still use it while it is ours;
 * then the NMI count has changed, and no call is made, or it is made again.
 */
#ifndef VMEXIT_GHCB_H
#define VMEXIT_GHCB_H

#include <linux/types.h>
#include <vmexit/name.h>
#include <vmexit/route.h>

/* Requests of the MSR protocol: GHCB 2.3.1. */
#define VMEXIT_GHCB_SEV_INFO	0x002
#define VMEXIT_GHCB_HV_FEATURES	0x080
/* The newest protocol version this module knows. */
#define VMEXIT_GHCB_NEWEST	2
/* Attempts against NMIs, each of which may spoil one. */
#define VMEXIT_GHCB_TRIES	20

/*
 * A call: WRMSR of the GHCB MSR and VMGEXIT, the MSR's value in EDX:EAX and its
 * number in ECX. The NMI entry uses MSR and page for itself, and what it leaves
 * there asks for exit code 0 with nothing valid; KVM of 5.15 ends a VM that
 * does. So VMGEXIT is skipped, to @unsent, where the count at @counter is no
 * more @nmis. One window is left: an NMI that comes after the comparison has
 * read the count and before VMGEXIT has begun, the boundaries of two
 * instructions; without the comparison it is all of WRMSR.
 */
#define VMEXIT_GHCB_CALL(nmis, counter, unsent)	\
	"wrmsr\n\t"				\
	"cmp " nmis ", " counter "\n\t"		\
	"jne " unsent "\n\t"			\
	"rep; vmmcall\n\t"

struct ghcb;

/* The newest version the host offers, as found once. */
extern u16 vmexit_ghcb_version;

/**
 * struct vmexit_ghcb_call - what a call by page passes
 * @exit_code: SVM's
 * @info_1: sw_exit_info_1
 * @info_2: sw_exit_info_2
 * @rax: passed, as are the others, where @has_* says so
 */
struct vmexit_ghcb_call {
	u64 exit_code;
	u64 info_1;
	u64 info_2;
	u64 rax;
	u64 rbx;
	u64 rcx;
	u64 rdx;
	u64 rsi;
	u64 xcr0;
	u64 xss;
	bool has_rax;
	bool has_rcx;
	bool has_rdx;
	bool has_xcr0;
	bool has_xss;
	bool has_scratch;	/* the page's own buffer */
	bool is_hypercall;	/* RBX, RSI and CPL as well */
};

/* Why a call is not made, or was none. */
enum vmexit_ghcb_refusal {
	VMEXIT_GHCB_REFUSED = 1,	/* the host knows no such call */
	VMEXIT_GHCB_EXCEPTION,		/* it answers with one: #GP, #UD */
	VMEXIT_GHCB_INVALID,		/* an answer that is none */
	VMEXIT_GHCB_NO_PAGE,		/* the kernel has no page to borrow */
	VMEXIT_GHCB_NMIS,		/* each attempt was hit by an NMI */
	VMEXIT_GHCB_OFF,		/* by parameter: none is asked for */
	VMEXIT_GHCB_STRANGER,		/* the hypervisor is not KVM */
	VMEXIT_GHCB_UNHEARD,		/* nor need the kernel have asked it */
	VMEXIT_GHCB_UNFORGIVING,	/* it ends the VM over a wiped call */
};

/* Static text for an enum vmexit_ghcb_refusal. */
const char *vmexit_ghcb_reason(int refusal);

/* The GHCB MSR: never intercepted, no tracepoint. */
u64 vmexit_ghcb_msr_read(void);
void vmexit_ghcb_msr_write(u64 value);

/**
 * vmexit_ghcb_request() - request of the MSR protocol for a probe
 *
 * Of CPUID, EAX is asked for.
 */
u64 vmexit_ghcb_request(const struct vmexit_id *id);

/* One request of the MSR protocol, untimed. Return: its answer, 0 where NMIs prevail. */
u64 vmexit_ghcb_ask(u64 request);

/**
 * vmexit_ghcb_msr_answer() - judge the MSR protocol's answer to a request
 * Return: 0 or an enum vmexit_ghcb_refusal.
 */
int vmexit_ghcb_msr_answer(u64 request, u64 answer);

/**
 * vmexit_ghcb_peek() - the kernel's page of this CPU, where the GHCB MSR names it
 * @msr: set to what the GHCB MSR holds
 *
 * Interrupts off. Return: it, or NULL.
 */
struct ghcb *vmexit_ghcb_peek(u64 *msr);

/* Likewise, and where it does not, after a #VC that makes the kernel name it. */
struct ghcb *vmexit_ghcb_find(u64 *msr);

/**
 * vmexit_ghcb_call_make() - the inputs that the kernel's handler would pass
 * @id: a probe's, on any path
 * @size: bytes of a port or MMIO access
 * @value: what a WRMSR or OUT writes
 */
void vmexit_ghcb_call_make(const struct vmexit_id *id, u32 size, u64 value,
			   struct vmexit_ghcb_call *call);

/* Write @call into the page: everything it needs, and nothing else valid. */
void vmexit_ghcb_fill(struct ghcb *ghcb, const struct vmexit_ghcb_call *call);

/**
 * vmexit_ghcb_answer() - judge what the host left in the page
 * Return: 0 or an enum vmexit_ghcb_refusal.
 */
int vmexit_ghcb_answer(const struct ghcb *ghcb,
		       const struct vmexit_ghcb_call *call);

/* Leave the page as the kernel does: nothing valid, nothing asked. */
void vmexit_ghcb_invalidate(struct ghcb *ghcb);

/**
 * vmexit_ghcb_call() - one whole call, untimed
 * @result: RDX:RAX of the answer, or NULL
 *
 * Interrupts off. Tried again where an NMI came in between.
 *
 * Return: 0 or an enum vmexit_ghcb_refusal.
 */
int vmexit_ghcb_call(const struct vmexit_ghcb_call *call, u64 *result);

#endif /* VMEXIT_GHCB_H */

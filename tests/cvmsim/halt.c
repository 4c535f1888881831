// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupts are the guest's, and one taken here would be lost to it. So a
 * guest of our own halts in its place, whose interrupts are intercepted: then
 * the interrupt stays pending (AMD APM volume 2, 15.13.1).
 */
#include "halt.h"
#include "log.h"
#include "smp.h"
#include "vcpu.h"

static struct vmcb vmcbs[MAX_VCPUS] __page_aligned;
static struct vcpu halts[MAX_VCPUS];

static void set_up(struct vcpu *halt, struct vmcb *vmcb)
{
	halt->vmcb = vmcb;
	vcpu_intercept(halt, INTERCEPT_INTR, true);
	vcpu_intercept(halt, INTERCEPT_SHUTDOWN, true);
	vcpu_intercept(halt, INTERCEPT_VMRUN, true);
	vcpu_long_mode(halt);
	vmcb->asid = 2;
	vmcb->tlb_control = 0;
	asm("mov %%cr3, %0" : "=r" (vmcb->cr3));
}

u64 halt_wait(struct vcpu *v)
{
	struct vcpu *halt = &halts[v->id];
	struct vmcb *vmcb = &vmcbs[v->id];
	u64 start, took;

	smp_unlock();
	start = rdtsc();
	if (!halt->vmcb)
		set_up(halt, vmcb);
	vmcb->rip = (u64)halt_code;
	vmcb->rflags = 0x2 | X86_EFLAGS_IF;
	vmcb->interrupt_shadow = 0;
	vmrun(halt);
	took = rdtsc() - start;
	smp_lock();
	if (vmcb->exit_code != SVM_EXIT_INTR)
		unable("halt: exit 0x%lx", vmcb->exit_code);
	return took;
}

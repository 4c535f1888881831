/* SPDX-License-Identifier: GPL-2.0 */
/* The path "insn": the instruction itself, and the two references. */
#ifndef VMEXIT_PROBE_INSN_H
#define VMEXIT_PROBE_INSN_H

#include "probe.h"

vmexit_loop_fn vmexit_loop_null;
vmexit_loop_fn vmexit_loop_trap;
vmexit_loop_fn vmexit_loop_cpuid;
vmexit_loop_fn vmexit_loop_rdmsr;
vmexit_loop_fn vmexit_loop_wrmsr;
vmexit_loop_fn vmexit_loop_inb;
vmexit_loop_fn vmexit_loop_inl;
vmexit_loop_fn vmexit_loop_outb;
vmexit_loop_fn vmexit_loop_mmio;
vmexit_loop_fn vmexit_loop_vmcall;
vmexit_loop_fn vmexit_loop_vmmcall;
vmexit_loop_fn vmexit_loop_wrcr4;
vmexit_loop_fn vmexit_loop_monitor;

/* Read the control register that its loop writes back: @s->value. Return: true. */
bool vmexit_prepare_wrcr4(struct vmexit_sampler *s);

/**
 * vmexit_prepare_wrmsr() - read the MSR that a WRMSR loop writes back
 * @s: sampler; @s->value is set, @s->executed counts the RDMSR
 *
 * Called with interrupts off. Return: false on a trap (@s->trap).
 */
bool vmexit_prepare_wrmsr(struct vmexit_sampler *s);

#endif /* VMEXIT_PROBE_INSN_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* Interrupts off does not stop NMIs: so they are counted. */
#ifndef VMEXIT_NMI_H
#define VMEXIT_NMI_H

#include <linux/compiler.h>
#include <linux/hardirq.h>
#include <linux/percpu.h>

/* NMIs this CPU has taken; bumped by the NMI entry before any handler. */
static __always_inline u32 vmexit_nmi_count(void)
{
	return this_cpu_read(irq_stat.__nmi_count);
}

#endif /* VMEXIT_NMI_H */

// SPDX-License-Identifier: GPL-2.0
/* NMIs are counted in an array with all other vectors; a member of their own before. */
#include <linux/hardirq.h>
#include <linux/percpu.h>

u32 vmexit_try(void);
u32 vmexit_try(void)
{
	return this_cpu_read(irq_stat.counts[IRQ_COUNT_NMI]);
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Sends NMIs to a CPU while it is loading: what spoils samples on a real
 * machine (the watchdog, perf, a backtrace request), on demand.
 */
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/module.h>
#include <asm/apic.h>
#include <asm/nmi.h>

static unsigned int cpu = 1;
module_param(cpu, uint, 0);
static unsigned int count = 1000;	/* 0: be there for those of others */
module_param(count, uint, 0);

static int nmistorm_handler(unsigned int type, struct pt_regs *regs)
{
	return NMI_HANDLED;
}

static int __init nmistorm_init(void)
{
	unsigned int i;
	int err;

	if (count && (cpu >= nr_cpu_ids || !cpu_online(cpu) ||
		      cpu == raw_smp_processor_id()))
		return -EINVAL;
	err = register_nmi_handler(NMI_UNKNOWN, nmistorm_handler, 0, "nmistorm");
	if (err)
		return err;
	for (i = 0; i < count; i++) {
		apic->send_IPI_mask(cpumask_of(cpu), NMI_VECTOR);
		usleep_range(200, 300);
	}
	return 0;
}
module_init(nmistorm_init);

static void __exit nmistorm_exit(void)
{
	unregister_nmi_handler(NMI_UNKNOWN, "nmistorm");
}
module_exit(nmistorm_exit);

MODULE_DESCRIPTION("NMIs on demand, to spoil samples with");
MODULE_LICENSE("GPL");

// SPDX-License-Identifier: GPL-2.0
/*
 * Refuses to let any CPU go offline. By then the scheduler has already begun
 * to push tasks off it, and whoever was loaded before this is not asked.
 */
#include <linux/cpuhotplug.h>
#include <linux/module.h>

static int state;

static int nooffline_refuse(unsigned int cpu)
{
	return -EBUSY;
}

static int __init nooffline_init(void)
{
	state = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "nooffline:online",
					  NULL, nooffline_refuse);
	return min(state, 0);
}
module_init(nooffline_init);

static void __exit nooffline_exit(void)
{
	cpuhp_remove_state_nocalls(state);
}
module_exit(nooffline_exit);

MODULE_DESCRIPTION("Keeps CPUs online");
MODULE_LICENSE("GPL");

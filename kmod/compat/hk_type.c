// SPDX-License-Identifier: GPL-2.0
/* Which CPUs are to be left alone, by kinds that are numbers since 5.18 and were flags. */
#include <linux/sched/isolation.h>

const struct cpumask *vmexit_try(void);
const struct cpumask *vmexit_try(void)
{
	return housekeeping_cpumask(HK_TYPE_DOMAIN);
}

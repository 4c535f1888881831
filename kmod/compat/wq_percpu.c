// SPDX-License-Identifier: GPL-2.0
/* A workqueue says that its workers are bound to a CPU; that went without saying before. */
#include <linux/workqueue.h>

unsigned int vmexit_try(void);
unsigned int vmexit_try(void)
{
	return WQ_PERCPU;
}

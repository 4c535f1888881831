// SPDX-License-Identifier: GPL-2.0
/* 6.16 gave it the name of what it reads: rdmsrl_safe() before. */
#include <asm/msr.h>

int vmexit_try(u64 *value);
int vmexit_try(u64 *value)
{
	return rdmsrq_safe(0, value);
}

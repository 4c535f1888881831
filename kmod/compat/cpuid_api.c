// SPDX-License-Identifier: GPL-2.0
/* CPUID's functions moved out of <asm/processor.h>, in the end to here. */
#include <asm/cpuid/api.h>

u32 vmexit_try(void);
u32 vmexit_try(void)
{
	return cpuid_eax(0);
}

// SPDX-License-Identifier: GPL-2.0
/* Newer kernels pass IA32_XSS with CPUID 0xd.1, where shadow stacks are known. */
#include <linux/mm.h>
#include <asm/svm.h>

int vmexit_try(struct ghcb *ghcb);
int vmexit_try(struct ghcb *ghcb)
{
	ghcb_set_xss(ghcb, 0);
	return boot_cpu_has(X86_FEATURE_SHSTK);
}

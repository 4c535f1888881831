// SPDX-License-Identifier: GPL-2.0
/* A kernel that can be an SEV-SNP guest, since 5.19. */
#include <linux/cc_platform.h>

bool vmexit_try(void);
bool vmexit_try(void)
{
	return cc_platform_has(CC_ATTR_GUEST_SEV_SNP);
}

// SPDX-License-Identifier: GPL-2.0
/* From which command on reserved bytes of a request have to be 0: since 6.1. */
#include <net/genetlink.h>

void vmexit_try(struct genl_family *family);
void vmexit_try(struct genl_family *family)
{
	family->resv_start_op = 1;
}

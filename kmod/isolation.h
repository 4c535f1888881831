/* SPDX-License-Identifier: GPL-2.0 */
/* What this guest's isolation is made of, as far as the guest itself can read it. */
#ifndef VMEXIT_KMOD_ISOLATION_H
#define VMEXIT_KMOD_ISOLATION_H

#include <vmexit/isolation.h>

/* Its parts, as vmexit/isolation.h has them; "": nothing is known. Constant after init. */
extern char vmexit_isolation[VMEXIT_ISOLATION_LEN];

/* Find out, once the platform is known. */
void vmexit_isolation_init(void);

#endif /* VMEXIT_KMOD_ISOLATION_H */

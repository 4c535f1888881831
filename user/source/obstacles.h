/* SPDX-License-Identifier: GPL-2.0 */
/* What of this kernel may stand in the way of the module. */
#ifndef VMEXITSTAT_SOURCE_OBSTACLES_H
#define VMEXITSTAT_SOURCE_OBSTACLES_H

#include <stdbool.h>

/* CONFIG_MODULES is not set. */
bool kernel_takes_no_modules(void);

/* kernel.modules_disabled: until the next boot. */
bool kernel_takes_no_more_modules(void);

/* A module has to be signed: lockdown, module.sig_enforce, or Secure Boot. */
bool kernel_wants_signature(void);

#endif /* VMEXITSTAT_SOURCE_OBSTACLES_H */

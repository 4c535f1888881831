/* SPDX-License-Identifier: GPL-2.0 */
/* What of this kernel may stand in the way of the module. */
#ifndef VMEXITSTAT_SOURCE_OBSTACLES_H
#define VMEXITSTAT_SOURCE_OBSTACLES_H

#include <stdbool.h>

/* CONFIG_MODULES is not set; not known without /proc. */
bool kernel_takes_no_modules(void);

/* kernel.modules_disabled: until the next boot. */
bool kernel_takes_no_more_modules(void);

/* module_blacklist= on the kernel's command line names the module. */
bool kernel_refuses_module(void);

/* What wants modules signed, in words; NULL where nothing does. A constant. */
const char *kernel_wants_signature(void);

/**
 * kernel_knows_key() - may it be a key that the kernel takes modules by?
 * @signer: its common name: of two with one name nobody can tell here which it is
 *
 * Return: false where keys are shown to this process, which takes root, and it
 * is not among them.
 */
bool kernel_knows_key(const char *signer);

/* The file that tells modprobe to do something else, "" if none does. To be freed. */
char *modprobe_override(void);

#endif /* VMEXITSTAT_SOURCE_OBSTACLES_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* Whether the module answers, and if not, why. */
#ifndef VMEXITSTAT_CMD_DOCTOR_MODULE_H
#define VMEXITSTAT_CMD_DOCTOR_MODULE_H

#include <stdbool.h>

#include "cmd/findings.h"

/**
 * doctor_module() - look at the module, and at what keeps it from being loaded
 * @all: gets what is found: of several obstacles the first that modprobe meets
 *
 * Return: whether it answers; source_module is then left open.
 */
bool doctor_module(struct findings *all);

#endif /* VMEXITSTAT_CMD_DOCTOR_MODULE_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* What happens to a guest that does what it must not. */
#ifndef CVMSIM_RULE_H
#define CVMSIM_RULE_H

#include "control.h"
#include "vcpu.h"

/* Mask of rules the guest's script has announced it will break. */
extern u64 rules_expected;

/**
 * rule_broken() - log it with the guest's RIP, count it, end the machine
 * @rule: which
 * @what: kind of @value, for the log
 *
 * Returns only where the rule is expected and this host does not end the VM over
 * it: the caller then answers as such a host does.
 */
void rule_broken(struct vcpu *v, enum cvmsim_rule rule, const char *what,
		 u64 value);

#endif /* CVMSIM_RULE_H */

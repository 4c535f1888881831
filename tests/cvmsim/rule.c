// SPDX-License-Identifier: GPL-2.0
#include "count.h"
#include "host.h"
#include "log.h"
#include "options.h"
#include "rule.h"

u64 rules_expected;

static const char *const names[] = {
#define X(name, text) [CVMSIM_RULE_##name] = text,
	CVMSIM_RULES(X)
#undef X
};

void rule_broken(struct vcpu *v, enum cvmsim_rule rule, const char *what,
		 u64 value)
{
	bool expected = rules_expected & BIT(rule);

	count(v, CVMSIM_KIND_RULE, rule);
	say("rule %s broken at RIP 0x%lx%s: %s 0x%lx%s", names[rule],
	    v->vmcb->rip, is_own(v) ? " for the module" : "", what, value,
	    expected ? " (expected)" : "");
	if (options.host->ends_over & BIT(rule))
		host_ends_vm(v, what, value);
	if (!expected)
		leave(VERDICT_RULE);
}

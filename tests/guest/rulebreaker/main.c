// SPDX-License-Identifier: GPL-2.0
/*
 * Breaks one of cvmsim's rules (tests/cvmsim/control.h), once, and holds the
 * answer against the one that cvmsim promises; or takes one of its faults, which
 * the script has asked for. Any other host may answer as it likes, or end the
 * machine.
 *
 * Loading it fails by design, with ECANCELED: the answer was the promised one,
 * EBADMSG: it was another, EINVAL: no such rule on this platform. Feed it to
 * busybox's insmod through a pipe: from a file that tries a second time, by the
 * older system call, when the first has failed.
 */
#include <linux/cc_platform.h>
#include <linux/module.h>
#include <linux/string.h>

#include "kmod/compat.h"
#include "rulebreaker.h"

char *rb_rule = "";
module_param_named(rule, rb_rule, charp, 0);

int rb_answered(bool promised, const char *format, ...)
{
	struct va_format vaf = { .fmt = format };
	va_list args;

	va_start(args, format);
	vaf.va = &args;
	pr_info("rulebreaker: %s: %s: %pV\n", rb_rule,
		promised ? "answered as promised" : "WRONG ANSWER", &vaf);
	va_end(args);
	return promised ? 0 : -EBADMSG;
}

/* What needs SEV-ES is there on SNP as well. */
enum kind { ANY, SEV, SEV_ES, SEV_SNP, TD };

static const struct {
	const char *rule;
	enum kind needs;
	int (*run)(void);
} breakings[] = {
	{ "msr-request", SEV_ES, break_msr_request },
	{ "ghcb-gpa", SEV_ES, break_ghcb_gpa },
	{ "ghcb-private", SEV_SNP, break_ghcb_private },
	{ "ghcb-unregistered", SEV_SNP, break_ghcb_unregistered },
	{ "ghcb-usage", SEV_ES, break_ghcb_usage },
	{ "missing-input", SEV_ES, break_missing_input },
	{ "invalid-input", SEV_ES, break_invalid_input },
	{ "invalid-event", SEV_ES, break_invalid_event },
	{ "scratch", SEV_ES, break_scratch },
	{ "psc-validated", SEV_SNP, break_psc_validated },
	{ "pvalidate-shared", SEV_SNP, break_pvalidate_shared },
	{ "private-access", SEV_SNP, break_private_access },
	{ "shared-access", SEV_SNP, break_shared_access },
	{ "outside", ANY, break_outside },
	{ "tdvmcall", TD, break_tdvmcall },
	{ "private-access", TD, break_td_private_access },
	{ "shared-access", TD, break_shared_access },
	{ "views", SEV, see_views },
	{ "views", SEV_ES, see_views },
	{ "views", TD, see_views },
	{ "fault-error", SEV_ES, take_error },
	{ "fault-refused", SEV_ES, take_refused },
	{ "fault-gp", SEV_ES, take_gp },
	{ "fault-not-valid", SEV_ES, take_not_valid },
	{ "fault-msr-lost", SEV_ES, take_msr_lost },
	{ "unsupported-event", SEV_ES, take_unsupported_event },
	{ "triple-fault", ANY, take_triple_fault },
};

static enum kind kind_of_guest(void)
{
	if (vmexit_is_sev_snp())
		return SEV_SNP;
	if (cc_platform_has(CC_ATTR_GUEST_STATE_ENCRYPT))
		return SEV_ES;
	if (vmexit_is_td())
		return TD;
	return cc_platform_has(CC_ATTR_GUEST_MEM_ENCRYPT) ? SEV : ANY;
}

static bool is_rule_here(enum kind needs)
{
	enum kind kind = kind_of_guest();

	return needs == ANY || needs == kind || (kind == SEV_SNP && needs == SEV_ES);
}

static int __init rulebreaker_init(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(breakings); i++)
		if (!strcmp(breakings[i].rule, rb_rule) &&
		    is_rule_here(breakings[i].needs))
			return breakings[i].run() ?: -ECANCELED;
	pr_err("rulebreaker: \"%s\" is no rule on this platform\n", rb_rule);
	return -EINVAL;
}
module_init(rulebreaker_init);

MODULE_DESCRIPTION("Does what a confidential guest must not, takes what it must");
MODULE_LICENSE("GPL");

/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RULEBREAKER_H
#define RULEBREAKER_H

#include <linux/compiler_attributes.h>
#include <linux/types.h>

#define HOLE_GPA	0x38000000	/* neither memory nor device */

/* The rule being broken, for messages. */
extern char *rb_rule;

/**
 * rb_answered() - note an answer, described by @format
 * @promised: it is the one that cvmsim promises
 *
 * Return: 0 or -EBADMSG.
 */
__printf(2, 3) int rb_answered(bool promised, const char *format, ...);

/**
 * rb_vmgexit() - write the GHCB MSR, VMGEXIT, read it
 *
 * Afterwards it is as it was before. Return: what was read.
 */
u64 rb_vmgexit(u64 msr);

/* A page of zeroes that the host may read and write; NULL. */
void *rb_get_shared(void);

/* Private again and freed. Return: -EIO: it is neither, and said so. */
int rb_put_shared(void *page);

/* Read it: is that answered with #GP, as promised? */
int rb_read_refused(const void *from);

/* What a spoiled answer is made of: register "fault-value". */
#define RB_VALUE		0x5

/* Each breaks the rule it is named after, and returns 0 or an error. */
int break_msr_request(void);
int break_ghcb_gpa(void);
int break_ghcb_private(void);
int break_ghcb_unregistered(void);
int break_ghcb_usage(void);
int break_missing_input(void);
int break_invalid_input(void);
int break_invalid_event(void);
int break_scratch(void);
int break_psc_validated(void);
int break_pvalidate_shared(void);
int break_private_access(void);
int break_shared_access(void);
int break_td_private_access(void);
int break_tdvmcall(void);
int break_outside(void);

int see_views(void);

/* Each takes the fault it is named after, or ends the guest. */
int take_error(void);
int take_refused(void);
int take_gp(void);
int take_not_valid(void);
int take_msr_lost(void);
int take_unsupported_event(void);
int take_triple_fault(void);

#endif /* RULEBREAKER_H */

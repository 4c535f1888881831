/* SPDX-License-Identifier: GPL-2.0 */
/* What nobody tells a guest, by what it takes. */
#ifndef VMEXIT_JUDGE_TIME_H
#define VMEXIT_JUDGE_TIME_H

#include <linux/types.h>

struct vmexit_histogram;

/**
 * vmexit_judge_by_time() - whose the PIC is, and whether an IPI leaves the guest
 * @hist: scratch
 *
 * Executes some probes of the table, which must have been judged by all else, and notes
 * what it finds there. May sleep.
 *
 * Return: the shortest bracket, cycles; 0: none was seen.
 */
u64 vmexit_judge_by_time(struct vmexit_histogram *hist);

#endif /* VMEXIT_JUDGE_TIME_H */

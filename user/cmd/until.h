/* SPDX-License-Identifier: GPL-2.0 */
/* --until: runs go on until what they tell is known as well as was asked for. */
#ifndef VMEXITSTAT_CMD_UNTIL_H
#define VMEXITSTAT_CMD_UNTIL_H

#include <stdbool.h>

#include "record/record.h"

/* Fewer tell too little of how runs differ to stop by it. */
#define UNTIL_LEAST_RUNS	5
/* Unless --runs says otherwise. */
#define UNTIL_MOST_RUNS		100

/**
 * until_enough() - whether each probe's p50 is known that well
 * @rec: the runs so far
 * @percent: half of an interval at EVIDENCE_LEVEL over the runs of one boot, of the p50
 * @last: no more runs will be taken: what is not, is told on standard error, with the reason
 *
 * Return: true where more runs are not wanted: all are, or what is not will never be.
 */
bool until_enough(const struct record *rec, double percent, bool last);

#endif /* VMEXITSTAT_CMD_UNTIL_H */

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The last minute out of histograms that only ever grow: what they hold now,
 * less what they held a minute ago.
 */
#ifndef VMEXITSTAT_WATCH_RECENT_H
#define VMEXITSTAT_WATCH_RECENT_H

#include "record/record.h"

/* How far back it goes: a minute, and never more than one snapshot further. */
#define RECENT_MS	60000

/**
 * struct snapshot - what had accumulated at one moment
 * @ms: when, in ms of whatever clock the caller has
 * @run: a result a probe; owned
 */
struct snapshot {
	uint64_t ms;
	struct run run;
};

/**
 * struct recent - snapshots, zeroed to begin with
 * @list: the oldest first; owned
 * @nr: how many
 */
struct recent {
	struct snapshot *list;
	size_t nr;
};

/**
 * recent_add() - keep what has accumulated by now
 * @recent: snapshots
 * @run: one result a probe, in any order; taken over: empty afterwards
 * @ms: now; never less than that of the snapshot before
 *
 * What goes back (a bucket, what was executed or disturbed) was reset, and so was
 * what is gone: such a probe is forgotten in all older snapshots, as if it had
 * never been measured before. One that was reset and has since passed what it had
 * is not noticed.
 */
void recent_add(struct recent *recent, struct run *run, uint64_t ms);

/* The time that recent_run() is of, in ms; 0 of one snapshot, or none. */
uint64_t recent_ms(const struct recent *recent);

/**
 * recent_run() - the newest snapshot less the oldest
 * @recent: snapshots, one at least
 * @run: filled with a result for each probe of the newest, in its order; without
 *	times; run_free() it
 *
 * All that adds up is exact: @count, @sum, @executed, @disturbed, buckets. @min
 * and @max are exact where the probe is new in this time, or was outdone in it;
 * else no more is known than the bucket: @min is then the least and @max the
 * greatest that it can hold, so never above and never below the truth, and off
 * by less than 1/128. In the last bucket, which has no end, @max is the longest
 * sample ever.
 */
void recent_run(const struct recent *recent, struct run *run);

void recent_free(struct recent *recent);

#endif /* VMEXITSTAT_WATCH_RECENT_H */

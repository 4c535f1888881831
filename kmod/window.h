/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A histogram that goes on: all samples since it was emptied, or a rolling window
 * of them. The caller keeps two users of one apart.
 */
#ifndef VMEXIT_WINDOW_H
#define VMEXIT_WINDOW_H

#include <linux/ktime.h>
#include <vmexit/histogram.h>
#include "sampler.h"

/**
 * struct vmexit_figures - of a window; cycles, gross
 * @executed: since reset, however long the window; checks and disturbed samples
 *	included: what a host counts
 * @count: samples
 * @disturbed: samples that were spoiled, in no figure
 * @min: 0 while @count is, as are all that follow
 * @sum: of all
 * @max: longest
 * @p50: quantiles, each the lower bound of its bucket, @min at least
 * @p99: likewise
 * @p999: likewise
 */
struct vmexit_figures {
	u64 executed;
	u64 count;
	u64 disturbed;
	u64 min;
	u64 sum;
	u64 max;
	u64 p50;
	u64 p99;
	u64 p999;
};

/**
 * struct vmexit_window - what was measured of one probe
 * @hist: two halves, the older one second; NULL before vmexit_window_alloc()
 * @disturbed: in each of them
 * @seen: what samples of each were seen to do
 * @executed: since reset, checks and disturbed samples included
 * @turned: when the halves were last exchanged; boottime, so that what was
 *	measured before a suspension is old after it
 * @fig: figures of both halves, unless @stale
 * @stale: they are to be made anew: many files show parts of the same
 */
struct vmexit_window {
	struct vmexit_histogram *hist[2];
	u64 disturbed[2];
	struct vmexit_seen seen[2];
	u64 executed;
	ktime_t turned;
	struct vmexit_figures fig;
	bool stale;
};

/**
 * vmexit_window_alloc() - get ready to take samples
 * @w: zeroed, or ready already
 *
 * Return: 0 or -ENOMEM; vmexit_window_free() it in any case.
 */
int vmexit_window_alloc(struct vmexit_window *w);
void vmexit_window_free(struct vmexit_window *w);

/* Whether there is anything to show; the functions below want it. */
static inline bool vmexit_window_ready(const struct vmexit_window *w)
{
	return w->hist[1];
}

/* Forget everything. */
void vmexit_window_reset(struct vmexit_window *w);

/* All samples there are count as of now. */
void vmexit_window_rejuvenate(struct vmexit_window *w);

/**
 * vmexit_window_add() - take what a sampler measured
 * @w: window
 * @seconds: samples as old go, those half as old may; 0: none does
 * @s: sampler; one that failed has executions, but no samples
 */
void vmexit_window_add(struct vmexit_window *w, u32 seconds,
		       const struct vmexit_sampler *s);

/* Figures; @seconds as above: what is shown is no older, however long nothing came. */
const struct vmexit_figures *vmexit_window_figures(struct vmexit_window *w,
						   u32 seconds);

/* What its samples were seen to do, as of the last figures. */
struct vmexit_seen vmexit_window_seen(const struct vmexit_window *w);

/* Samples in a bucket, below VMEXIT_HIST_BUCKETS, as of the last figures. */
u64 vmexit_window_bucket(const struct vmexit_window *w, u32 bucket);

#endif /* VMEXIT_WINDOW_H */

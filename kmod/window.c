// SPDX-License-Identifier: GPL-2.0
/* Windows: two halves that take turns, and what they add up to. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/slab.h>

#include "compat.h"
#include "window.h"

static void vmexit_window_empty(struct vmexit_window *w, unsigned int half)
{
	vmexit_hist_init(w->hist[half]);
	w->disturbed[half] = 0;
	w->seen[half] = (struct vmexit_seen){ 0 };
	w->stale = true;
}

int vmexit_window_alloc(struct vmexit_window *w)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(w->hist); i++) {
		if (w->hist[i])
			continue;
		w->hist[i] = kvmalloc(sizeof(*w->hist[i]), GFP_KERNEL);
		if (!w->hist[i])
			return -ENOMEM;
		vmexit_window_empty(w, i);
		vmexit_window_rejuvenate(w);
	}
	return 0;
}

void vmexit_window_free(struct vmexit_window *w)
{
	kvfree(w->hist[0]);
	kvfree(w->hist[1]);
}

void vmexit_window_reset(struct vmexit_window *w)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(w->hist); i++)
		vmexit_window_empty(w, i);
	w->executed = 0;
	vmexit_window_rejuvenate(w);
}

void vmexit_window_rejuvenate(struct vmexit_window *w)
{
	w->turned = ktime_get_boottime();
}

/* The older half goes, the younger grows old. */
static void vmexit_window_turn(struct vmexit_window *w, u32 seconds)
{
	ktime_t now = ktime_get_boottime();
	s64 half_ms = seconds * 500LL;

	if (!seconds || ktime_ms_delta(now, w->turned) < half_ms)
		return;
	swap(w->hist[0], w->hist[1]);
	swap(w->disturbed[0], w->disturbed[1]);
	swap(w->seen[0], w->seen[1]);
	vmexit_window_empty(w, 0);
	/* Not from now on: who comes late shall not make samples live longer. */
	w->turned = ktime_add_ms(w->turned, half_ms);
	if (ktime_ms_delta(now, w->turned) >= half_ms) {
		/* Nobody came by for a whole window: the other is old, too. */
		vmexit_window_empty(w, 1);
		w->turned = now;
	}
}

void vmexit_window_add(struct vmexit_window *w, u32 seconds,
		       const struct vmexit_sampler *s)
{
	const struct vmexit_histogram *from = s->hist;
	struct vmexit_histogram *to;
	u32 i;

	vmexit_window_turn(w, seconds);
	w->stale = true;
	w->executed += s->executed;
	if (vmexit_sampler_reason(s))
		return;
	w->disturbed[0] += s->disturbed;
	vmexit_seen_add(&w->seen[0], &s->witness.seen);
	if (!from->count)
		return;
	to = w->hist[0];
	to->count += from->count;
	to->sum += from->sum;
	to->min = min(to->min, from->min);
	to->max = max(to->max, from->max);
	for (i = vmexit_hist_index(from->min);
	     i <= vmexit_hist_index(from->max); i++)
		to->bucket[i] += from->bucket[i];
}

struct vmexit_seen vmexit_window_seen(const struct vmexit_window *w)
{
	struct vmexit_seen sum = w->seen[0];

	vmexit_seen_add(&sum, &w->seen[1]);
	return sum;
}

u64 vmexit_window_bucket(const struct vmexit_window *w, u32 bucket)
{
	return w->hist[0]->bucket[bucket] + w->hist[1]->bucket[bucket];
}

/* Of the sample of rank ceil(count * per_mille / 1000), its bucket's start. */
static void vmexit_window_quantiles(struct vmexit_window *w)
{
	static const u32 per_mille[] = { 500, 990, 999 };
	struct vmexit_figures *fig = &w->fig;
	u64 *to[] = { &fig->p50, &fig->p99, &fig->p999 };
	u32 bucket = vmexit_hist_index(fig->min);
	u64 below = 0, rank;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(to); i++) {
		rank = div_u64(fig->count * per_mille[i] + 999, 1000);
		while (below + vmexit_window_bucket(w, bucket) < rank)
			below += vmexit_window_bucket(w, bucket++);
		*to[i] = max(fig->min, vmexit_hist_lower(bucket));
	}
}

const struct vmexit_figures *vmexit_window_figures(struct vmexit_window *w,
						   u32 seconds)
{
	const struct vmexit_histogram *young, *old;

	vmexit_window_turn(w, seconds);
	if (!w->stale)
		return &w->fig;
	young = w->hist[0];
	old = w->hist[1];
	w->stale = false;
	w->fig = (struct vmexit_figures){
		.executed = w->executed,
		.disturbed = w->disturbed[0] + w->disturbed[1],
		.count = young->count + old->count,
	};
	if (!w->fig.count)
		return &w->fig;
	w->fig.sum = young->sum + old->sum;
	w->fig.min = min(young->min, old->min);
	w->fig.max = max(young->max, old->max);
	vmexit_window_quantiles(w);
	return &w->fig;
}

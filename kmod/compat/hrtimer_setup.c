// SPDX-License-Identifier: GPL-2.0
/* A timer's function is an argument of what makes it ready; a member to be set before. */
#include <linux/hrtimer.h>

void vmexit_try(struct hrtimer *timer, enum hrtimer_restart (*function)(struct hrtimer *timer));
void vmexit_try(struct hrtimer *timer, enum hrtimer_restart (*function)(struct hrtimer *timer))
{
	hrtimer_setup(timer, function, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_PINNED_HARD);
}

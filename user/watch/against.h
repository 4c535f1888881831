/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What live figures are held against: a baseline's, gross as they are themselves.
 * Nothing is claimed of the difference.
 */
#ifndef VMEXITSTAT_WATCH_AGAINST_H
#define VMEXITSTAT_WATCH_AGAINST_H

#include "compare/differ.h"

/**
 * struct against - this machine, and a baseline or none; against_free() it
 * @base: without records where there is none
 * @here: this machine, a record without runs
 * @notes: what makes the two differ, NOTE_WARN and worse
 * @cycles: they are the same on both sides
 * @ns: both can be shown in ns
 */
struct against {
	struct side base;
	struct side here;
	struct notes notes;
	bool cycles;
	bool ns;
};

/**
 * against_load() - read a baseline
 * @against: zeroed
 * @path: as side_load() takes it; published figures are refused
 *
 * Return: 0, or an exit_code with what is wrong told on standard error.
 */
int against_load(struct against *against, const char *path);

/**
 * against_meet() - this machine, and whether the two can be held together
 * @against: with a baseline or without
 * @here: taken over: empty afterwards. Settings in it are those of the monitor,
 *	as far as it has any; the others become the baseline's
 *
 * Return: 0, or EXIT_CANNOT with the reasons told on standard error.
 */
int against_meet(struct against *against, struct record *here);

/* Whether there is a baseline. */
bool against_any(const struct against *against);

/**
 * against_figure() - what the baseline says of a probe
 * @against: with a baseline
 * @id: probe
 * @figure: which figure; the mean over its runs
 * @ns: in ns, else in cycles
 * @value: set, gross
 *
 * Return: false where it says nothing, or not in this unit.
 */
bool against_figure(const struct against *against, const struct vmexit_id *id,
		    enum stats_figure figure, bool ns, double *value);

/* (now - baseline) / baseline in percent; false where that is not known. */
bool against_change(const struct against *against, const struct pooled *now,
		    enum stats_figure figure, double *percent);

void against_free(struct against *against);

#endif /* VMEXITSTAT_WATCH_AGAINST_H */

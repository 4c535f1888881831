/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Figures somebody published: one number an exit, neither samples nor runs. To
 * be seen beside what was measured, never mixed into a statistic.
 *
 * The file is JSON: {"format": "vmexitstat-published", "version": 1, "title",
 * "source", "date", "platform", "machine", "notes": texts; "unit": "ns" or
 * "cycles"; "statistic": one of stats_figure_names; "figures": [{"name": as the
 * source calls it, "probe": ours or null where none is the same, "route",
 * "value"}]}. published/ has some.
 */
#ifndef VMEXITSTAT_COMPARE_PUBLISHED_H
#define VMEXITSTAT_COMPARE_PUBLISHED_H

#include "record/stats.h"

#define PUBLISHED_FORMAT	"vmexitstat-published"
#define PUBLISHED_VERSION	1
#define PUBLISHED_MAX_FIGURES	10000

/**
 * struct published_figure - one exit
 * @name: what the source calls it; owned
 * @has_id: one of our probes is the same
 * @id: that probe
 * @route: enum vmexit_route
 * @value: above 0, gross, in the file's unit
 */
struct published_figure {
	char *name;
	bool has_id;
	struct vmexit_id id;
	uint32_t route;
	double value;
};

/**
 * struct published - a file of them
 * @title: short
 * @source: where they were published
 * @date: when, as far as it is known
 * @platform: enum vmexit_platform
 * @machine: what is said of it
 * @notes: what must be known to read the figures
 * @ns: the unit is ns, else TSC cycles of that machine
 * @statistic: which figure of a distribution
 * @figures: @nr_figures of them
 */
struct published {
	char *title;
	char *source;
	char *date;
	uint32_t platform;
	char *machine;
	char *notes;
	bool ns;
	enum stats_figure statistic;
	struct published_figure *figures;
	size_t nr_figures;
};

/**
 * published_load() - read such a file strictly
 * @pub: set to the figures; to NULL where @path is no such file, but perhaps
 *	a record; published_free() them
 * @path: file
 * @err: on failure, what is wrong, NUL-terminated
 * @err_len: size of @err
 *
 * Return: 0, or -1 with @err. A file that cannot be opened is none of these.
 */
int published_load(struct published **pub, const char *path, char *err,
		   size_t err_len);
void published_free(struct published *pub);

/* The figure of a probe; NULL where there is none. */
const struct published_figure *published_find(const struct published *pub,
					      const struct vmexit_id *id);

#endif /* VMEXITSTAT_COMPARE_PUBLISHED_H */

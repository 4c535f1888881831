/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two sides compared: what a probe takes on one, on the other, by how much
 * they differ and how sure that is.
 */
#ifndef VMEXITSTAT_COMPARE_H
#define VMEXITSTAT_COMPARE_H

#include "compare/differ.h"
#include "compare/values.h"

/* With fewer boots a side than this, what all of them show is taken for either's. */
#define COMPARE_BOOTS	3
/* With as many of both sides together, the boot is the unit of evidence. */
#define COMPARE_ALL_BOOTS	4

/*
 * By how much boots differ where one a side cannot tell: a coefficient of variation. A
 * convention: for placement in memory and such, a few percent are what benchmarks
 * differ by from start to start (Mytkowicz and others 2009; Kalibera and Jones 2013),
 * and nobody has published what exits do.
 */
#define COMPARE_BOOT_CV	0.02

/**
 * struct compare_opts - how to compare
 * @figure: which figure of each distribution
 * @ns: in nanoseconds: compare_in_ns() says whether that can be
 * @across: rows across paths as well
 * @force: insn-cpl3 is held against insn
 * @same_platform: it is foreign if the platform differs
 * @boot_cv: coefficient of variation between boots, where records do not tell; 0
 *	or above
 */
struct compare_opts {
	enum stats_figure figure;
	double boot_cv;
	bool ns;
	bool across;
	bool force;
	bool same_platform;
};

enum row_kind {
	ROW_PROBE,	/* the same probe on both sides */
	ROW_MEAN,	/* geometric mean of a path's probes that leave the guest */
	ROW_DIRECT,	/* NEW's direct call against BASE's instruction */
	ROW_GUEST,	/* NEW's instruction against its own direct call */
};

extern const char *const row_kind_names[];

enum row_state {
	ROW_COMPARED,
	ROW_ONLY_BASE,	/* no samples of it in NEW */
	ROW_ONLY_NEW,	/* no samples of it in BASE */
	ROW_ZERO,	/* one is not above the bracket: there is no ratio */
};

extern const char *const row_state_names[];

/**
 * struct row - a line of a comparison
 * @kind: what is held against what
 * @state: whether there is anything to compare
 * @id: of NEW's figure; of a geometric mean @id.path alone counts
 * @base_id: of the figure it is held against
 * @base: figure held against: of BASE, for ROW_GUEST of NEW itself
 * @new: figure of NEW
 * @nr_probes: of a geometric mean: how many
 * @by_boot: the boot is the unit of its evidence, else the run
 * @boot_cv: what boots are taken to differ by in its interval, or 0: what is of one side
 *	is of the same boots
 * @why: where one side has no figure, what is known of that, or NULL; owned by
 *	the side
 * @overhead: (P_NEW - P_BASE) / P_BASE x 100 with P the mean of the units, as
 *	the paper has it; of a geometric mean (@ev.ratio - 1) x 100. NAN unless
 *	compared
 * @ev: what can be said of it; unset but for @ev.ratio if @base or @new are
 *	published
 */
struct row {
	enum row_kind kind;
	enum row_state state;
	struct vmexit_id id;
	struct vmexit_id base_id;
	struct values base;
	struct values new;
	size_t nr_probes;
	bool by_boot;
	double boot_cv;
	const char *why;
	double overhead;
	struct evidence ev;
};

/**
 * struct comparison - NEW against BASE
 * @base: side, not owned
 * @new: likewise
 * @how: what is compared of each distribution
 * @force: insn-cpl3 is held against insn
 * @boot_cv: what boots are taken to differ by, since there are too few to tell; else 0
 * @same_boot: both sides are of one boot, and that the same
 * @emulated: what both are emulated by, or NULL
 * @unit: "cycles", "ns" or "ticks"
 * @notes: on the sides, and how they differ
 * @rows: probes in BASE's order, then those only NEW has; geometric means;
 *	rows across paths
 * @nr_rows: how many
 */
struct comparison {
	const struct side *base;
	const struct side *new;
	struct values_how how;
	bool force;
	double boot_cv;
	bool same_boot;
	const char *emulated;
	const char *unit;
	struct notes notes;
	struct row *rows;
	size_t nr_rows;
};

/* What a row is about: by its role, as each side may have another number for it. */
struct vmexit_id compare_row_id(const struct row *row);

/**
 * compare_in_ns() - the unit that all comparisons of these sides have
 * @sides: BASE and every NEW
 * @nr: how many
 * @wanted: ns were asked for
 *
 * Return: true where all TSCs are known and nothing is emulated, and ns were
 * asked for, were published, or the TSCs are not equally fast.
 */
bool compare_in_ns(const struct side *sides, size_t nr, bool wanted);

/**
 * compare_make() - compare
 * @base: the General VM, or whatever stands in its place
 * @new: side
 * @opts: how
 * @cmp: filled; compare_free() it
 *
 * Notes of NOTE_REFUSE are for the caller to honour: rows are made anyway.
 */
void compare_make(const struct side *base, const struct side *new,
		  const struct compare_opts *opts, struct comparison *cmp);
void compare_free(struct comparison *cmp);

/* For compare_make(): the unit; net, or gross where net would meet gross. */
void compare_set_unit(struct comparison *cmp);
void compare_set_gross(struct comparison *cmp);

/* "gross" or "net of the bracket" */
const char *compare_net(const struct comparison *cmp);

/* What evidence there is of: "run" or "boot". */
const char *compare_unit_name(const struct comparison *cmp);

/* Likewise, of one row. */
const char *compare_row_unit(const struct row *row);

/* How many of them a side has. */
size_t compare_units(const struct comparison *cmp, const struct side *side);

/* How a side is called above its figures: its platform, or base and new. */
const char *compare_base_title(const struct comparison *cmp);
const char *compare_new_title(const struct comparison *cmp);

#endif /* VMEXITSTAT_COMPARE_H */

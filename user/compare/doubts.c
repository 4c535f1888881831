// SPDX-License-Identifier: GPL-2.0
/* Runs that are not independent, figures between two modes, samples that are missing. */
#include "compare/doubts.h"

#include <math.h>
#include <stdlib.h>

#include "compare/serial.h"
#include "lib/util.h"
#include "record/hidden.h"

/* Of two modes: how far apart, and how much of all the smaller is. */
#define APART	4.0
#define LEAST	0.1
/* Nearer, by this and by two steps of the clock, they are one. */
#define RATIO	1.05

/* Probes that are named in one note. */
#define HIDDEN_NAMED	8

struct part {
	double nr, sum, squares;
};

static void add(struct part *part, double x, double nr)
{
	part->nr += nr;
	part->sum += nr * x;
	part->squares += nr * x * x;
}

static double mean_of(const struct part *part)
{
	return part->sum / part->nr;
}

/* A bucket is no point: what is all in one has its width still. */
static double var_of(const struct part *part)
{
	return fmax(part->squares / part->nr - pow(mean_of(part), 2), 0) + 1. / 12;
}

static double apart(const struct part *low, const struct part *high)
{
	return M_SQRT2 * (mean_of(high) - mean_of(low)) /
	       sqrt(var_of(low) + var_of(high));
}

static double cycles_at(double bucket)
{
	return (double)vmexit_hist_lower((uint32_t)bucket);
}

static bool far_enough(const struct modes *modes, uint32_t step)
{
	double low = cycles_at(modes->low), high = cycles_at(modes->high);

	return high > low * RATIO && high - low > 2. * step;
}

bool modes_find(const struct pooled *probe, uint32_t step, struct modes *modes)
{
	struct part all = { 0 }, low = { 0 }, high;
	double best = 0, now;
	size_t i;

	/* Buckets are as good as logarithms: each is as wide, in percent, as its neighbour. */
	for (i = 0; i < probe->nr_buckets; i++)
		add(&all, probe->buckets[i].index, (double)probe->buckets[i].count);
	for (i = 0; i + 1 < probe->nr_buckets; i++) {
		add(&low, probe->buckets[i].index, (double)probe->buckets[i].count);
		high = (struct part){
			.nr = all.nr - low.nr, .sum = all.sum - low.sum,
			.squares = all.squares - low.squares,
		};
		if (low.nr < LEAST * all.nr || high.nr < LEAST * all.nr)
			continue;
		now = apart(&low, &high);
		if (now <= best)
			continue;
		best = now;
		*modes = (struct modes){
			.low = mean_of(&low), .high = mean_of(&high),
			.at = probe->buckets[i + 1].index, .share = low.nr / all.nr,
		};
	}
	return best >= APART && far_enough(modes, step);
}

static double share_below(const struct pooled *probe, uint32_t at)
{
	uint64_t below = 0;
	size_t i;

	for (i = 0; i < probe->nr_buckets && probe->buckets[i].index < at; i++)
		below += probe->buckets[i].count;
	return (double)below / (double)probe->count;
}

/* How many runs of a record have their figure in the lower mode, and how many in the higher. */
static void count_runs(const struct side_record *rec, const struct vmexit_id *id,
		       double q, uint32_t at, size_t nr[2])
{
	size_t i;

	for (i = 0; i < rec->rec.nr_runs; i++) {
		const struct pooled *run = summary_find(&rec->runs[i], id);

		if (run && run->count)
			nr[share_below(run, at) < q]++;
	}
}

static char *modes_text(const struct pooled *probe, const struct modes *modes,
			enum stats_figure figure, const size_t nr[2])
{
	char name[VMEXIT_NAME_LEN];

	vmexit_name_format(&probe->id, name);
	return xasprintf("%s has two modes, about %llu and %llu cycles, and its %s is of the "
			 "lower in %zu run%s, of the higher in %zu", name,
			 (unsigned long long)vmexit_hist_lower((uint32_t)modes->low),
			 (unsigned long long)vmexit_hist_lower((uint32_t)modes->high),
			 stats_figure_titles[figure], nr[0], nr[0] == 1 ? "" : "s", nr[1]);
}

static void doubt_modes(const struct side_record *rec, enum stats_figure figure,
			struct notes *notes)
{
	double q = stats_of_quantile(figure);
	char *first = NULL;
	struct modes modes;
	size_t i, more = 0;

	for (i = 0; q > 0 && i < rec->sum.nr_probes; i++) {
		const struct pooled *probe = &rec->sum.probes[i];
		size_t nr[2] = { 0 };

		if (stats_leaves(probe->route) == STATS_STAYS ||
		    !modes_find(probe, rec->rec.fp.tsc_step, &modes))
			continue;
		count_runs(rec, &probe->id, q, modes.at, nr);
		if (!nr[0] || !nr[1])
			continue;
		if (first)
			more++;
		else
			first = modes_text(probe, &modes, figure, nr);
	}
	if (first)
		notes_add(notes, NOTE_WARN,
			  "%s: %s (and so %zu more): it tells how often, not how long. Look at both (report), or take --statistic mean",
			  rec->path, first, more);
	free(first);
}

static void doubt_hidden(const struct side_record *rec, enum stats_figure figure,
			 struct notes *notes)
{
	double q = stats_of_quantile(figure);
	char *names = xstrdup("");
	char name[VMEXIT_NAME_LEN];
	size_t i, nr = 0;

	for (i = 0; q > 0 && i < rec->sum.nr_probes; i++) {
		const struct pooled *probe = &rec->sum.probes[i];

		if (!probe->count || !hidden_matters(probe, q) || nr++ >= HIDDEN_NAMED)
			continue;
		vmexit_name_format(&probe->id, name);
		names = xappend(names, ", ", name);
	}
	if (nr)
		notes_add(notes, NOTE_WARN,
			  "%s: had its disturbed samples all been the slowest, or the fastest, %s of %zu probe%s would be more than 1 %% different, which no interval tells: %s%s",
			  rec->path, stats_figure_titles[figure], nr, nr == 1 ? "" : "s", names,
			  nr > HIDDEN_NAMED ? ", ..." : "");
	free(names);
}

/**
 * struct related - runs of a side that have to do with those before
 * @id: of the path all of whose probes they are of; or of the plainest probe
 * @all: of a path
 * @nr: probes looked at
 * @p: of the plainest
 */
struct related {
	struct vmexit_id id;
	bool all;
	size_t nr;
	double p;
};

static struct related find_related(const struct comparison *cmp, bool base)
{
	struct related found = { .p = 1 };
	size_t i;

	for (i = 0; i < cmp->nr_rows; i++) {
		const struct row *row = &cmp->rows[i];
		const struct values *values = base ? &row->base : &row->new;
		double p;

		if (row->kind == ROW_MEAN && values->series.related > 1)
			return (struct related){ .id = row->id, .all = true };
		if (row->kind != ROW_PROBE || !values->series.nr || values->zero ||
		    row->id.exit == VMEXIT_EXIT_NULL)
			continue;
		found.nr++;
		p = serial_p(values->series.log, values->series.nr);
		if (p < found.p) {
			found.p = p;
			found.id = base ? row->base_id : row->id;
		}
	}
	return found;
}

static void doubt_runs(struct comparison *cmp, bool base)
{
	const struct side *side = base ? cmp->base : cmp->new;
	struct related found;
	char name[VMEXIT_NAME_LEN];
	bool chance;

	if (cmp->how.by_boot)
		return;
	found = find_related(cmp, base);
	if (!found.all && found.p >= SERIAL_LEVEL)
		return;
	/* One of so many probes is, as often as not, for no reason. */
	chance = !found.all && found.p * (double)found.nr >= 1 - EVIDENCE_LEVEL;
	vmexit_name_format(&found.id, name);
	notes_add(&cmp->notes, chance ? NOTE_INFO : NOTE_WARN,
		  "%s: its runs are not independent, each is like the one before or they drift (%s%s%s): intervals are as much wider. Spread the runs (--pause), wait until the machine has settled, or take boots",
		  side->path, found.all ? "all of " : "",
		  found.all ? vmexit_path_names[found.id.path] : name,
		  chance ? ", one of many: perhaps by chance" : "");
}

void doubts_add(struct comparison *cmp)
{
	const struct side *sides[] = { cmp->base, cmp->new };
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(sides); i++) {
		doubt_runs(cmp, !i);
		for (j = 0; j < sides[i]->nr_records; j++) {
			const struct side_record *rec = &sides[i]->records[j];

			doubt_modes(rec, cmp->how.figure, &cmp->notes);
			doubt_hidden(rec, cmp->how.figure, &cmp->notes);
		}
	}
}

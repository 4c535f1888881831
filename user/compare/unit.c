// SPDX-License-Identifier: GPL-2.0
/* What figures of two sides are in, and what they are called. */
#include "compare/compare.h"

#include <string.h>

#include "compare/machine.h"

/* A record that is @wanted so; NULL if none is. */
static const struct side_record *find_record(const struct side *side,
					     bool (*wanted)(const struct side_record *))
{
	size_t i;

	for (i = 0; i < side->nr_records; i++)
		if (wanted(&side->records[i]))
			return &side->records[i];
	return NULL;
}

static bool is_emulated(const struct side_record *rec)
{
	return rec->rec.fp.emulated;
}

static bool lacks_tsc(const struct side_record *rec)
{
	return !rec->rec.fp.tsc_khz;
}

/* A probe of it cannot be shown net. */
static bool lacks_null(const struct side_record *rec)
{
	size_t i;

	for (i = 0; i < rec->sum.nr_probes; i++) {
		const struct pooled *probe = &rec->sum.probes[i];

		if (probe->count && probe->id.exit != VMEXIT_EXIT_NULL &&
		    !stats_has_net(&rec->sum, probe))
			return true;
	}
	return false;
}

bool compare_in_ns(const struct side *sides, size_t nr, bool wanted)
{
	const struct fingerprint *first = NULL;
	size_t i, j;

	for (i = 0; i < nr; i++) {
		const struct side *side = &sides[i];

		if (find_record(side, is_emulated) || find_record(side, lacks_tsc) ||
		    (side->published && !side->published->ns))
			return false;
		wanted |= !!side->published;
		for (j = 0; j < side->nr_records; j++) {
			const struct fingerprint *fp = &side->records[j].rec.fp;

			first = first ?: fp;
			wanted |= !machine_same_tsc(first, fp);
		}
	}
	return wanted;
}

void compare_set_unit(struct comparison *cmp)
{
	const struct side_record *base = find_record(cmp->base, is_emulated);
	const struct side_record *new = find_record(cmp->new, is_emulated);
	const struct published *pub = cmp->base->published ?: cmp->new->published;

	if (base || new)
		cmp->emulated = (base ?: new)->rec.fp.emulated;
	cmp->unit = cmp->emulated ? "ticks" : cmp->how.ns ? "ns" : "cycles";
	if (pub && cmp->emulated)
		notes_add(&cmp->notes, NOTE_REFUSE,
			  "%s is published, %s is emulated: its ticks are no measure of time",
			  pub->title, (base ?: new)->path);
	else if ((cmp->base->published && cmp->base->published->ns != cmp->how.ns) ||
		 (cmp->new->published && cmp->new->published->ns != cmp->how.ns))
		notes_add(&cmp->notes, NOTE_REFUSE,
			  "published in %s, and the other side is in %s",
			  pub->ns ? "ns" : "cycles", cmp->unit);
}

void compare_set_gross(struct comparison *cmp)
{
	const struct side_record *rec = find_record(cmp->base, lacks_null) ?:
					find_record(cmp->new, lacks_null);

	cmp->how.gross = rec || cmp->base->published || cmp->new->published;
	if (rec)
		notes_add(&cmp->notes, NOTE_WARN,
			  "%s lacks null: all figures are gross, the bracket's own cost is in them",
			  rec->path);
}

struct vmexit_id compare_row_id(const struct row *row)
{
	return vmexit_by_role(&row->id);
}

const char *compare_net(const struct comparison *cmp)
{
	return cmp->how.gross ? "gross" : "net of the bracket";
}

static const char *unit_name(bool by_boot)
{
	return by_boot ? "boot" : "run";
}

const char *compare_unit_name(const struct comparison *cmp)
{
	return unit_name(cmp->how.by_boot);
}

const char *compare_row_unit(const struct row *row)
{
	return unit_name(row->by_boot);
}

size_t compare_units(const struct comparison *cmp, const struct side *side)
{
	return cmp->how.by_boot ? side->nr_boots : side->nr_runs;
}

static uint32_t platform(const struct side *side)
{
	const struct fingerprint *fp = side_fp(side);

	return fp ? fp->platform : side->published->platform;
}

const char *compare_base_title(const struct comparison *cmp)
{
	uint32_t base = platform(cmp->base);

	return base == platform(cmp->new) ? "base" : vmexit_platform_names[base];
}

const char *compare_new_title(const struct comparison *cmp)
{
	uint32_t new = platform(cmp->new);

	return new == platform(cmp->base) ? "new" : vmexit_platform_names[new];
}

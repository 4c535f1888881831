// SPDX-License-Identifier: GPL-2.0
/* A side's samples of a probe as one distribution, whatever records hold them. */
#include "html/parts.h"

#include <math.h>
#include <stdlib.h>

static int compare_pieces(const void *va, const void *vb)
{
	const struct curve_piece *a = va, *b = vb;

	return (a->low > b->low) - (a->low < b->low);
}

/* Less the record's own bracket, and by its own clock. */
static void add_record(struct curve *curve, const struct side_record *rec,
		       const struct pooled *probe, const struct values_how *how)
{
	double factor = values_factor(how, &rec->rec);
	double min = values_net(how, rec, probe, probe->min) * factor;
	double max = values_net(how, rec, probe, probe->max) * factor;
	size_t i;

	curve->min = curve->count ? fmin(curve->min, min) : min;
	curve->max = fmax(curve->max, max);
	curve->count += probe->count;
	curve->pieces = xrealloc(curve->pieces, curve->nr + probe->nr_buckets,
				 sizeof(*curve->pieces));
	for (i = 0; i < probe->nr_buckets; i++) {
		uint32_t index = probe->buckets[i].index;
		double from = vmexit_hist_lower(index);
		double to = from + vmexit_hist_width(index);
		struct curve_piece *piece = &curve->pieces[curve->nr++];

		piece->count = probe->buckets[i].count;
		piece->low = values_net(how, rec, probe, from) * factor;
		/* A bucket of one value is exact. */
		piece->width = vmexit_hist_width(index) == 1 ? 0 :
			       values_net(how, rec, probe, to) * factor -
			       piece->low;
	}
}

struct curve curve_make(const struct side *side, const struct vmexit_id *id,
			const struct values_how *how)
{
	struct curve curve = { 0 };
	size_t i;

	for (i = 0; i < side->nr_records; i++) {
		const struct side_record *rec = &side->records[i];
		const struct pooled *probe = side_measured(rec, id);

		if (probe)
			add_record(&curve, rec, probe, how);
	}
	/* Those of one record are in order already. */
	if (side->nr_records > 1 && curve.nr)
		qsort(curve.pieces, curve.nr, sizeof(*curve.pieces),
		      compare_pieces);
	return curve;
}

void curve_free(struct curve *curve)
{
	free(curve->pieces);
	*curve = (struct curve){ 0 };
}

double curve_quantile(const struct curve *curve, double q)
{
	uint64_t rank = stats_rank(q, curve->count);
	double value = curve->max;
	size_t i;

	for (i = 0; i < curve->nr; i++) {
		const struct curve_piece *piece = &curve->pieces[i];

		if (rank <= piece->count) {
			value = piece->low + piece->width * (rank - 0.5) /
				piece->count;
			break;
		}
		rank -= piece->count;
	}
	return fmin(fmax(value, curve->min), curve->max);
}

// SPDX-License-Identifier: GPL-2.0
/* Distributions drawn in a line each, over one log axis for all. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/util.h"
#include "view/parts.h"

/* Eighths of a character's height, nothing first. */
static const char *const utf8_levels[] = {
	" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"
};

static const char *const ascii_levels[] = {
	" ", ".", ":", "-", "=", "+", "*", "#", "@"
};

/* A value as it is shown: net, in the unit; 1 is the least a log axis has. */
static double shown(const struct summary *sum, const struct pooled *probe,
		    const struct view_unit *unit, double cycles)
{
	return fmax(stats_net(sum, probe, cycles) * unit->factor, 1);
}

/*
 * From the shortest sample to the longest p99.9: the few beyond would push
 * everything else into a corner.
 */
struct view_axis view_axis(const struct summary *sum,
			   const struct view_unit *unit)
{
	struct view_axis axis = { .low = INFINITY, .high = 1 };
	size_t i;

	for (i = 0; i < sum->nr_probes; i++) {
		const struct pooled *probe = &sum->probes[i];
		double p999;

		if (!probe->count)
			continue;
		p999 = stats_quantile(probe, 0.999);
		axis.low = fmin(axis.low, shown(sum, probe, unit, probe->min));
		axis.high = fmax(axis.high, shown(sum, probe, unit, p999));
	}
	if (!isfinite(axis.low))
		axis.low = 1;
	/* Not a factor of two: so little would be blown up to look like much. */
	if (axis.high < 2 * axis.low) {
		double middle = sqrt(axis.low * axis.high);

		axis.low = fmax(middle / M_SQRT2, 1);
		axis.high = 2 * axis.low;
	}
	axis.low = fmax(axis.low * 0.95, 1);
	axis.high *= 1.05;
	return axis;
}

/* Columns from the left end, not a whole number; within the axis. */
static double place(const struct view_axis *axis, double value)
{
	double at = axis->width * log(fmax(value, 1) / axis->low) /
		    log(axis->high / axis->low);

	return fmin(fmax(at, 0), axis->width);
}

/* 1k, 20k, 5M */
static void tick_label(double value, char buf[VIEW_NUMBER_LEN])
{
	static const char suffixes[] = " kMGTPE";
	const char *suffix = suffixes;

	for (; value >= 999.5 && suffix[1]; suffix++)
		value /= 1e3;
	if (*suffix == ' ')
		snprintf(buf, VIEW_NUMBER_LEN, "%.0f", value);
	else
		snprintf(buf, VIEW_NUMBER_LEN, "%.0f%c", value, *suffix);
}

/*
 * Puts one label behind its tick, at the right end before it, where there is
 * room; tells where it ends.
 */
static int put_tick(const struct view_axis *axis, char *line, int from,
		    double value)
{
	char label[VIEW_NUMBER_LEN];
	int at, len, least;

	if (value < axis->low || value > axis->high)
		return from;
	tick_label(value, label);
	len = (int)strlen(label);
	at = (int)place(axis, value);
	if (at == axis->width)
		at--;
	/* A blank between two labels. */
	least = from ? from + 1 : 0;
	if (at >= least && at + 1 + len <= axis->width) {
		line[at] = '|';
		memcpy(line + at + 1, label, (size_t)len);
		return at + 1 + len;
	}
	if (at - len >= least && at + 1 + len > axis->width) {
		memcpy(line + at - len, label, (size_t)len);
		line[at] = '|';
		return at + 1;
	}
	return from;
}

void view_ticks(const struct view_axis *axis, FILE *out)
{
	static const char *const steps[] = { "1", "125", "123456789" };
	double decades = log10(axis->high / axis->low);
	double decade = pow(10, floor(log10(axis->low)));
	/* As many as leave about 12 columns each, and never none. */
	const char *step = steps[decades < 0.6 ? 2 :
				 decades < axis->width / 25.0 ? 1 : 0];
	char *line = xcalloc((size_t)axis->width + 1, 1);
	const char *digit;
	int from = 0;

	memset(line, ' ', (size_t)axis->width);
	for (; decade <= axis->high; decade *= 10)
		for (digit = step; *digit; digit++)
			from = put_tick(axis, line, from,
					decade * (*digit - '0'));
	/* Nothing follows: no need for blanks at the end. */
	line[from] = '\0';
	fputs(line, out);
	free(line);
}

/* A bucket's samples, spread evenly over the columns it covers. */
static void add_bucket(double *columns, int width, double from, double to,
		       double count)
{
	int first = (int)from, last = (int)to, i;

	if (first >= width)
		first = width - 1;
	if (last >= width)
		last = width - 1;
	if (first == last || to <= from) {
		columns[first] += count;
		return;
	}
	for (i = first; i <= last; i++) {
		double part = fmin(to, i + 1) - fmax(from, i);

		columns[i] += count * part / (to - from);
	}
}

void view_spark(const struct summary *sum, const struct pooled *probe,
		const struct view_axis *axis, const struct view_unit *unit,
		bool utf8, FILE *out)
{
	const char *const *levels = utf8 ? utf8_levels : ascii_levels;
	double *columns = xcalloc((size_t)axis->width, sizeof(*columns));
	double most = 0;
	int last = 0, i;
	size_t b;

	for (b = 0; b < probe->nr_buckets; b++) {
		uint32_t index = probe->buckets[b].index;
		double from = vmexit_hist_lower(index);
		double to = from + vmexit_hist_width(index);

		from = fmax(from, probe->min);
		to = fmax(fmin(to, probe->max), from);
		add_bucket(columns, axis->width,
			   place(axis, shown(sum, probe, unit, from)),
			   place(axis, shown(sum, probe, unit, to)),
			   probe->buckets[b].count);
	}
	for (i = 0; i < axis->width; i++) {
		most = fmax(most, columns[i]);
		if (columns[i] > 0)
			last = i;
	}
	/* Whatever is there is seen, if only as the lowest level. */
	for (i = 0; most > 0 && i <= last; i++)
		fputs(levels[columns[i] > 0 ?
			     1 + (int)lround(7 * columns[i] / most) : 0], out);
	free(columns);
}

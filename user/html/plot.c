// SPDX-License-Identifier: GPL-2.0
/*
 * An exit's distributions: a line for each side and way. Across percentiles,
 * stretched towards the tail; up the time, by its logarithm.
 */
#include "html/plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/text.h"

#define WIDTH		380.0
#define LEFT		54.0	/* labels of the upright axis */
#define TOP		24.0	/* the exit's name */
#define BOTTOM		22.0
#define PLOT_HEIGHT	150.0
#define NAME_GAP	16.0	/* between a line's end and its name */
#define NAME_MOST	17	/* columns */
#define POINTS		96
/* Of 1 - 0.9 and the like. */
#define ROUNDING	0.000001
#define NINES_MOST	5.0	/* 99.999 % */
/* The axis covers that at least: so little is not to look like much. */
#define RATIO_LEAST	5.0

const double plot_percentiles[PLOT_PERCENTILES] = {
	0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999
};

const char *const plot_percentile_names[PLOT_PERCENTILES] = {
	"0", "50", "90", "99", "99.9", "99.99", "99.999"
};

/* How far a percentile is into the tail: 90 % is 1, 99 % 2, ... */
static double nines(double q)
{
	return -log10(1 - q);
}

/* Up to where there are samples to tell. */
static double last_nines(const struct curve *curve)
{
	return fmin(log10(curve->count), NINES_MOST);
}

static double value_at(const struct curve *curve, double at)
{
	return curve_quantile(curve, 1 - pow(10, -at));
}

static double last_value(const struct curve *curve)
{
	return value_at(curve, last_nines(curve));
}

static double plot_x(const struct plot *plot, double at)
{
	return LEFT + at / plot->nines * (plot->right - LEFT);
}

static double plot_y(const struct plot *plot, double value)
{
	double part = log(fmax(value, plot->low) / plot->low) /
		      log(plot->high / plot->low);

	return TOP + plot->height * (1 - fmin(part, 1));
}

/* What is shorter has room beside its line, and what must be said is said. */
static char *line_name(const struct html *html, const struct html_series *series)
{
	const char *stays = html_stays(series->values->route);
	char *side = xstrdup(series->is_base ? html->base :
					       html->news[series->which]);
	const char *way = series->direct ? " direct" : stays ? " *" : "";
	char *name;

	text_cut(side, NAME_MOST - (int)strlen(way));
	name = xasprintf("%s%s", side, way);
	free(side);
	return name;
}

static void find_lines(struct plot *plot)
{
	struct html_series *series;
	size_t i, nr;

	nr = html_series(plot->html, plot->lead, &plot->exit, &series);
	plot->lines = xcalloc(nr, sizeof(*plot->lines));
	for (i = 0; i < nr; i++) {
		struct line *line = &plot->lines[plot->nr];

		if (!series[i].values || !series[i].values->has)
			continue;
		line->series = series[i];
		line->curve = curve_make(html_side(&series[i]), &series[i].id,
					 &series[i].cmp->how);
		if (!line->curve.count)
			continue;
		line->name = line_name(plot->html, &series[i]);
		plot->nr++;
	}
	free(series);
}

void plot_free(struct plot *plot)
{
	size_t i;

	for (i = 0; i < plot->nr; i++) {
		curve_free(&plot->lines[i].curve);
		free(plot->lines[i].name);
	}
	free(plot->lines);
}

/* What is not above the bracket has no logarithm, and lies on the axis. */
static void find_range(struct plot *plot)
{
	double low = INFINITY, high = 0, middle;
	size_t i;

	for (i = 0; i < plot->nr; i++) {
		const struct curve *curve = &plot->lines[i].curve;

		if (curve->min > 0)
			low = fmin(low, curve->min);
		high = fmax(high, last_value(curve));
		plot->nines = fmax(plot->nines, last_nines(curve));
	}
	plot->nines = fmax(plot->nines, 1);
	if (!(high > 0))
		high = 1;
	low = fmin(low, high);
	if (high < low * RATIO_LEAST) {
		middle = sqrt(low * high);
		low = middle / sqrt(RATIO_LEAST);
		high = middle * sqrt(RATIO_LEAST);
	}
	plot->low = low * 0.9;
	plot->high = high * 1.1;
}

static int compare_ends(const void *va, const void *vb)
{
	const struct line *a = va, *b = vb;

	return (a->at > b->at) - (a->at < b->at);
}

/* Names stand where their lines end, but not on each other. */
static void place_names(struct plot *plot)
{
	double floor = TOP + plot->height, over;
	size_t i;

	for (i = 0; i < plot->nr; i++) {
		struct line *line = &plot->lines[i];

		line->end = plot_y(plot, last_value(&line->curve));
		line->at = line->end;
	}
	qsort(plot->lines, plot->nr, sizeof(*plot->lines), compare_ends);
	for (i = 1; i < plot->nr; i++)
		plot->lines[i].at = fmax(plot->lines[i].at,
					 plot->lines[i - 1].at + SVG_LINE);
	/* From below, as far as it takes. */
	for (i = plot->nr; i-- > 0; floor -= SVG_LINE) {
		over = plot->lines[i].at - floor;
		if (over <= 0)
			break;
		plot->lines[i].at -= over;
	}
}

static void lay_out(struct plot *plot)
{
	double names = 0;
	size_t i;

	find_range(plot);
	for (i = 0; i < plot->nr; i++)
		names = fmax(names, svg_width(plot->lines[i].name));
	plot->right = WIDTH - names - NAME_GAP;
	plot->height = fmax(PLOT_HEIGHT, (double)plot->nr * SVG_LINE);
	place_names(plot);
}

bool plot_make(struct plot *plot, const struct html *html, size_t lead,
	       const struct html_exit *exit)
{
	*plot = (struct plot){ .html = html, .lead = lead, .exit = *exit };
	find_lines(plot);
	if (plot->nr) {
		lay_out(plot);
		return true;
	}
	plot_free(plot);
	return false;
}

bool plot_tells(const struct line *line, double percentile)
{
	return nines(percentile) <= last_nines(&line->curve) + ROUNDING;
}

static void put_axes(const struct plot *plot, FILE *out)
{
	static const int steps[] = { 1, 2, 5 };
	bool all = plot->high < 100 * plot->low;
	double decade = pow(10, floor(log10(plot->low))), value, x;
	double bottom = TOP + plot->height;
	char number[VIEW_NUMBER_LEN];
	size_t i;

	for (; decade <= plot->high; decade *= 10) {
		for (i = 0; i < (all ? ARRAY_SIZE(steps) : 1); i++) {
			value = steps[i] * decade;
			if (value < plot->low || value > plot->high)
				continue;
			svg_line(out, "grid", LEFT, plot_y(plot, value),
				 plot->right, plot_y(plot, value));
			svg_tick(value, number);
			svg_label(out, LEFT - 5, plot_y(plot, value) + 4,
				  "e dim", "%s", number);
		}
	}
	for (i = 0; i < PLOT_PERCENTILES; i++) {
		x = plot_x(plot, nines(plot_percentiles[i]));
		if (x > plot->right + 0.5)
			break;
		svg_line(out, "grid", x, TOP, x, bottom);
		svg_label(out, x, bottom + SVG_LINE, "c dim", "%s",
			  plot_percentile_names[i]);
	}
	svg_line(out, "zero", LEFT, bottom, plot->right, bottom);
}

/* Points that lie between their like are left out. */
static void put_line(const struct plot *plot, const struct line *line, FILE *out)
{
	const struct html_series *series = &line->series;
	double last = last_nines(&line->curve), x, y, before = NAN, x_before = 0;
	bool skipped = false;
	char class[8];
	int i;

	html_series_class(series, class);
	fprintf(out, "<polyline class=\"line %s%s%s\" points=\"", class,
		series->direct ? " direct" : "",
		html_stays(series->values->route) ? " stays" : "");
	for (i = 0; i <= POINTS; i++) {
		x = plot_x(plot, last * i / POINTS);
		y = plot_y(plot, value_at(&line->curve, last * i / POINTS));
		if (fabs(y - before) < 0.05 && i < POINTS) {
			skipped = true;
		} else {
			if (skipped)
				fprintf(out, "%.1f,%.1f ", x_before, before);
			fprintf(out, "%.1f,%.1f ", x, y);
			before = y;
			skipped = false;
		}
		x_before = x;
	}
	fprintf(out, "\"/>\n<polyline class=\"leader %s\" points=\"%.1f,%.1f %.1f,%.1f\"/>\n",
		class, plot_x(plot, last), line->end,
		plot->right + NAME_GAP - 3, line->at);
	svg_label(out, plot->right + NAME_GAP, line->at + 4, "", "%s", line->name);
}

void plot_put(const struct plot *plot, size_t nr)
{
	const struct comparison *cmp = &plot->html->cmps[plot->lead];
	FILE *out = plot->html->out;
	char name[VMEXIT_NAME_LEN], id[64];
	char *title;
	size_t i;

	vmexit_name_format(&plot->exit.id, name);
	name[strcspn(name, "/")] = '\0';
	snprintf(id, sizeof(id), "curves-%zu-%zu", plot->lead, nr);
	title = xasprintf("Percentiles of %s in %s", name, cmp->unit);
	svg_open(out, id, WIDTH, TOP + plot->height + BOTTOM, title,
		 "A line for each side: percentiles from 0 towards 100, the tail stretched, against time on a logarithmic axis. The table below has the numbers.");
	svg_label(out, 0, 13, "b", "%s", name);
	put_axes(plot, out);
	/* BASE's is thick: what lies on it is seen. */
	for (i = 0; i < plot->nr; i++)
		if (plot->lines[i].series.is_base)
			put_line(plot, &plot->lines[i], out);
	for (i = 0; i < plot->nr; i++)
		if (!plot->lines[i].series.is_base)
			put_line(plot, &plot->lines[i], out);
	svg_close(out);
	free(title);
}

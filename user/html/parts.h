/* SPDX-License-Identifier: GPL-2.0 */
/* Parts the HTML page is put together from. */
#ifndef VMEXITSTAT_HTML_PARTS_H
#define VMEXITSTAT_HTML_PARTS_H

#include "compare/compare.h"
#include "html/html.h"
#include "view/parts.h"

/* Figures show no more exits than this. */
#define HTML_MOST_EXITS	40

/*
 * A table shows no more rows than this, geometric means aside: a browser lays
 * out all of a table before it shows any, of 10 000 rows for a minute.
 */
#define HTML_MOST_ROWS	500

/* Sides beyond get the colours of those before; their names tell them apart. */
#define HTML_COLORS	6

/**
 * struct html - a page in the making
 * @cmps: what it is about
 * @nr: how many
 * @base: what BASE is called
 * @news: what each NEW is called, no two alike
 * @out: stream
 */
struct html {
	const struct comparison *cmps;
	size_t nr;
	char *base;
	char **news;
	FILE *out;
};

/* Heads of a table's columns; figures stand at the right. */
#define HTML_TH		"<th scope=\"col\">"
#define HTML_TH_R	"<th scope=\"col\" class=\"r\">"

/* ---- sides.c ---- */

/**
 * html_begin() - a page in the making
 * @html: filled; html_end() it
 * @cmps: what it is about, one at least; not owned
 * @nr: how many
 * @out: stream
 */
void html_begin(struct html *html, const struct comparison *cmps, size_t nr, FILE *out);
void html_end(struct html *html);

/* "SEV-SNP, TDX against General VM"; to be freed. */
char *html_title(const struct html *html);

/* ---- answer.c ---- */

/* A paragraph for each NEW: how much dearer its exits are. */
void html_answer(const struct html *html);

/* ---- text.c ---- */

/* printf() of text, cleaned and escaped: all that is foreign goes this way. */
void html_text(FILE *out, const char *fmt, ...) __printf(2, 3);

/* A probe's name, that breaks before its path or not at all. */
void html_probe(FILE *out, const struct vmexit_id *id);

/* A figure in the unit of the comparison. */
void html_number(const struct comparison *cmp, double value,
		 char buf[VIEW_NUMBER_LEN]);

/* With its sign, without "%". */
void html_percent(double percent, char buf[VIEW_NUMBER_LEN]);

/* What must stand beside a figure whose route leads to no host, else NULL. */
const char *html_stays(uint32_t route);

/* Begins a caption; says "emulated" before anything else, where it is so. */
void html_caption(const struct html *html, const struct comparison *cmp,
		  const char *element);

/* For a caption: what is in its intervals besides what was measured. */
void html_allowance(const struct html *html, const struct comparison *cmp);

/* Comparisons whose figures may share an axis. */
bool html_same_scale(const struct html *html, size_t a, size_t b);

/* Whether it is the first of its scale: figures are drawn once for each. */
bool html_leads(const struct html *html, size_t which);

/* ---- svg.c ---- */

/* Of one character in a figure, in its units; the height of a line of text. */
#define SVG_CHAR	7.25
#define SVG_LINE	15.0

/**
 * svg_open() - begin a figure
 * @out: stream
 * @id: no other figure's
 * @width: units, about pixels
 * @height: likewise
 * @title: what it is, for those who do not see it
 * @desc: what is in it, and where its numbers are told
 */
void svg_open(FILE *out, const char *id, double width, double height,
	      const char *title, const char *desc);
void svg_close(FILE *out);

/* Text; @y is its base line. @class: "e" ends at @x, "c" has its middle there. */
void svg_label(FILE *out, double x, double y, const char *class,
	       const char *fmt, ...) __printf(5, 6);
void svg_line(FILE *out, const char *class, double x1, double y1, double x2,
	      double y2);

/* What clean text takes. */
double svg_width(const char *text);

/* Distance of ticks on a linear axis from 0, 1, 2 or 5 x 10^n: @most at most. */
double svg_step(double high, int most);

/* What stands at a tick. */
void svg_tick(double value, char buf[VIEW_NUMBER_LEN]);

/* ---- exits.c ---- */

/**
 * struct html_exit - an exit, whichever way it is asked for
 * @id: as an instruction
 * @place: when it was first seen
 * @may_leave: on some side, some way, it leads to the host, or nobody can tell
 */
struct html_exit {
	struct vmexit_id id;
	size_t place;
	bool may_leave;
};

/**
 * html_exits() - the exits of all comparisons on one scale
 * @html: page
 * @lead: the first of them
 * @list: set to an array in the order of the rows, the caller's to free()
 *
 * Return: how many.
 */
size_t html_exits(const struct html *html, size_t lead,
		  struct html_exit **list);

/**
 * struct html_series - an exit asked for in one way on one side
 * @cmp: comparison it is taken from
 * @which: its number; of BASE's series nothing is meant by it
 * @is_base: BASE's
 * @direct: not by instruction
 * @id: probe
 * @row: of @cmp; NULL where there is none
 * @values: of @row; NULL without
 * @base: what a NEW's is held against, BASE's by instruction; NULL where unknown
 */
struct html_series {
	const struct comparison *cmp;
	size_t which;
	bool is_base;
	bool direct;
	struct vmexit_id id;
	const struct row *row;
	const struct values *values;
	const struct values *base;
};

/**
 * html_series() - all the ways of an exit
 * @html: page
 * @lead: first comparison of the scale
 * @exit: the exit
 * @list: set to an array, the caller's to free()
 *
 * By instruction on every side, measured or not, if some side knows of it;
 * directly where it was measured.
 *
 * Return: how many.
 */
size_t html_series(const struct html *html, size_t lead,
		   const struct html_exit *exit, struct html_series **list);

const struct side *html_side(const struct html_series *series);

/* What it is called, for the caller to free. */
char *html_series_name(const struct html *html,
		       const struct html_series *series);

/* Its colour's class. */
void html_series_class(const struct html_series *series, char buf[8]);

/* ---- curve.c ---- */

struct curve_piece {
	double low;
	double width;	/* 0: all samples of it are @low */
	uint64_t count;
};

/**
 * struct curve - the distribution of a side's samples, net, in its unit
 * @pieces: ascending
 * @nr: how many; 0 without samples
 * @count: samples
 * @min: shortest
 * @max: longest
 */
struct curve {
	struct curve_piece *pieces;
	size_t nr;
	uint64_t count;
	double min;
	double max;
};

/* All records of a side together, each net of its own bracket. */
struct curve curve_make(const struct side *side, const struct vmexit_id *id,
			const struct values_how *how);
void curve_free(struct curve *curve);

/* A quantile; of a single record it is stats_quantile()'s. */
double curve_quantile(const struct curve *curve, double q);

/* ---- sections of the page, each a file ---- */

/* How the page looks, and a figure by itself: an element. */
void html_style(FILE *out);
void svg_style(FILE *out);

void html_table(const struct html *html, size_t which);
void html_bars(const struct html *html, size_t lead);
void html_curves(const struct html *html, size_t lead);
/* Return: whether there was anything to show. */
bool html_anatomy(const struct html *html, size_t which);
void html_machines(const struct html *html);

#endif /* VMEXITSTAT_HTML_PARTS_H */

// SPDX-License-Identifier: GPL-2.0
/*
 * Where the time goes: below the table, a bar for each exit that was measured
 * as an instruction and directly. The notes say what the parts are.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "anatomy.h"
#include "text.h"
#include "view_parts.h"

#define BAR_LEAST	10
#define BAR_MOST	60
#define NUMBER_WIDTH	8

enum part {
	PART_EXCEPTION,	/* of the guest's part, where it is known in two */
	PART_GUEST,	/* all of it, or what is left of it */
	PART_MODULE,	/* the TDX module's, where it is known */
	PART_HOST,
	NR_PARTS,
};

static const char *const utf8_fill[NR_PARTS] = { "█", "▓", "▒", "░" };
static const char *const ascii_fill[NR_PARTS] = { "#", "=", "-", "." };

struct anatomy_view {
	const struct view_opts *opts;
	struct view_unit unit;
	const struct summary *sum;
	struct anatomy *list;
	size_t nr;
	bool is_td;
	bool has[NR_PARTS];	/* some exit has; two always */
	int name_width;
	int bar_width;		/* 0: no room */
	double longest;
};

static bool has_part(const struct anatomy *a, enum part part)
{
	switch (part) {
	case PART_EXCEPTION:
		return a->has_exception;
	case PART_MODULE:
		return a->has_module;
	default:
		return true;
	}
}

static double part_of(const struct anatomy *a, enum part part)
{
	switch (part) {
	case PART_EXCEPTION:
		return a->exception;
	case PART_GUEST:
		return a->rest;
	case PART_MODULE:
		return a->module;
	default:
		return a->host;
	}
}

static const char *part_title(const struct anatomy_view *view, enum part part)
{
	switch (part) {
	case PART_EXCEPTION:
		return view->is_td ? "#VE " : "#VC ";
	case PART_GUEST:
		if (!view->has[PART_EXCEPTION])
			return "guest ";
		return view->is_td ? "call " : "GHCB ";
	case PART_MODULE:
		return "module ";
	default:
		return "host ";
	}
}

/* Without the path: it is the exit that is taken apart. */
static void exit_name(const struct anatomy *a, char buf[VMEXIT_NAME_LEN])
{
	vmexit_name_format(&a->insn->id, buf);
	buf[strcspn(buf, "/")] = '\0';
}

static void lay_out(struct anatomy_view *view)
{
	char name[VMEXIT_NAME_LEN];
	int numbers = 1, left;
	enum part part;
	size_t i;

	for (part = 0; part < NR_PARTS; part++)
		numbers += view->has[part];
	view->name_width = (int)strlen("exit");
	for (i = 0; i < view->nr; i++) {
		exit_name(&view->list[i], name);
		if ((int)strlen(name) > view->name_width)
			view->name_width = (int)strlen(name);
		view->longest = fmax(view->longest, view->list[i].total);
	}
	left = view->opts->width - numbers * (NUMBER_WIDTH + 1) - 2;
	if (view->name_width > left)
		view->name_width = left;
	view->bar_width = left - view->name_width;
	if (view->bar_width > BAR_MOST)
		view->bar_width = BAR_MOST;
	if (view->bar_width < BAR_LEAST)
		view->bar_width = 0;
}

/* Ends of parts are rounded, not their lengths: bars of one total end alike. */
static void put_bar(const struct anatomy_view *view, const struct anatomy *a,
		    FILE *out)
{
	const char *const *fill = view->opts->utf8 ? utf8_fill : ascii_fill;
	double end = 0;
	int at = 0, to;
	enum part part;

	for (part = 0; part < NR_PARTS; part++) {
		end += fmax(part_of(a, part), 0);
		to = (int)lround(end / fmax(view->longest, 1) * view->bar_width);
		for (; at < to && at < view->bar_width; at++)
			fputs(fill[part], out);
	}
}

static void put_number(const struct anatomy_view *view, double cycles, FILE *out)
{
	char number[VIEW_NUMBER_LEN];

	view_number(fabs(cycles) * view->unit.factor, view->unit.decimals, number);
	/* Where noise is larger than the guest's part, that is what there is. */
	fprintf(out, " %*s%s", NUMBER_WIDTH - (int)strlen(number),
		cycles < 0 ? "-" : "", number);
}

static void put_row(const struct anatomy_view *view, const struct anatomy *a,
		    FILE *out)
{
	char name[VMEXIT_NAME_LEN];
	enum part part;

	exit_name(a, name);
	text_cut(name, view->name_width);
	fprintf(out, "%-*s", view->name_width, name);
	put_number(view, a->total, out);
	for (part = 0; part < NR_PARTS; part++) {
		if (has_part(a, part))
			put_number(view, part_of(a, part), out);
		else if (view->has[part])
			fprintf(out, " %*s", NUMBER_WIDTH, "");
	}
	if (view->bar_width) {
		fputs("  ", out);
		put_bar(view, a, out);
	}
	fputc('\n', out);
}

static void put_titles(const struct anatomy_view *view, FILE *out)
{
	const char *const *fill = view->opts->utf8 ? utf8_fill : ascii_fill;
	enum part part;

	fputs(view_color(view->opts, VIEW_BOLD), out);
	fprintf(out, "%-*s %*s", view->name_width, "exit", NUMBER_WIDTH, "insn");
	for (part = 0; part < NR_PARTS; part++)
		if (view->has[part])
			fprintf(out, " %*s%s", NUMBER_WIDTH - 1,
				part_title(view, part), fill[part]);
	fprintf(out, "%s\n", view_color(view->opts, VIEW_PLAIN));
}

static const struct pooled *find_trap(const struct summary *sum)
{
	size_t i;

	for (i = 0; i < sum->nr_probes; i++)
		if (sum->probes[i].id.exit == VMEXIT_EXIT_TRAP &&
		    sum->probes[i].count)
			return &sum->probes[i];
	return NULL;
}

static void put_notes_sev(const struct anatomy_view *view, FILE *out)
{
	view_note(view->opts, out, VIEW_PLAIN,
		  "host: the same exit asked for directly (ghcb-page): the world switch, the hypervisor, and back.");
	if (view->has[PART_EXCEPTION]) {
		view_note(view->opts, out, VIEW_PLAIN,
			  "#VC: the exception and its handler, as of an instruction that Linux then answers itself (route #VC).");
		view_note(view->opts, out, VIEW_PLAIN,
			  "GHCB: what is left of the guest's part: filling in the GHCB and reading the answer; all of it where there is no #VC to tell.");
	} else {
		view_note(view->opts, out, VIEW_PLAIN,
			  "guest: what the instruction takes beyond that: the #VC exception, its handler, filling in the GHCB and reading the answer.");
	}
}

static void put_notes_td(const struct anatomy_view *view, FILE *out)
{
	if (view->has[PART_MODULE]) {
		view_note(view->opts, out, VIEW_PLAIN,
			  "module: an entry into the TDX module at least: a call that it answers itself (vp-info/tdcall).");
		view_note(view->opts, out, VIEW_PLAIN,
			  "host: what the same exit takes beyond that when it is asked for directly (tdvmcall): the module's way out of the TD and back in, and the VMM.");
	} else {
		view_note(view->opts, out, VIEW_PLAIN,
			  "host: the same exit asked for directly (tdvmcall): the TDX module, the VMM, and back.");
	}
	if (view->has[PART_EXCEPTION]) {
		view_note(view->opts, out, VIEW_PLAIN,
			  "#VE: the exception and its handler, which asks the TDX module what it was about, as of an instruction that Linux then answers itself (route #VE).");
		view_note(view->opts, out, VIEW_PLAIN,
			  "call: what is left of the guest's part; all of it where there is no #VE to tell.");
	} else {
		view_note(view->opts, out, VIEW_PLAIN,
			  "guest: what the instruction takes beyond the direct call: the #VE exception and its handler, which asks the TDX module what it was about.");
	}
}

static void put_notes(const struct anatomy_view *view, FILE *out)
{
	const struct pooled *trap = find_trap(view->sum);
	char number[VIEW_NUMBER_LEN];

	if (view->is_td)
		put_notes_td(view, out);
	else
		put_notes_sev(view, out);
	if (trap) {
		view_number(stats_net(view->sum, trap, stats_quantile(trap, 0.5)) *
			    view->unit.factor, view->unit.decimals, number);
		view_note(view->opts, out, VIEW_PLAIN,
			  "For comparison, never subtracted: a #DE that Linux fixes up (trap) takes %s.",
			  number);
	}
}

/* A record is of one guest: all its exits take the one way or the other. */
static void find_parts(struct anatomy_view *view)
{
	enum part part;
	size_t i;

	for (i = 0; i < view->nr; i++) {
		if (view->list[i].insn->route == VMEXIT_ROUTE_VE_TDVMCALL)
			view->is_td = true;
		for (part = 0; part < NR_PARTS; part++)
			view->has[part] |= has_part(&view->list[i], part);
	}
}

void view_anatomy(const struct record *rec, const struct summary *sum,
		  const struct view_opts *opts, FILE *out)
{
	struct anatomy_view view = {
		.opts = opts,
		.unit = view_unit(rec, opts),
		.sum = sum,
	};
	size_t i;

	view.nr = anatomy_make(sum, &view.list);
	if (view.nr) {
		find_parts(&view);
		lay_out(&view);
		view_note(opts, out, rec->fp.emulated ? VIEW_ALARM : VIEW_PLAIN,
			  "Where the time goes, p50 in %s%s:", view.unit.name,
			  rec->fp.emulated ? " (emulated: not latencies)" : "");
		put_titles(&view, out);
		for (i = 0; i < view.nr; i++)
			put_row(&view, &view.list[i], out);
		put_notes(&view, out);
		fputc('\n', out);
	}
	free(view.list);
}

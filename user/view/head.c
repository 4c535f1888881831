// SPDX-License-Identifier: GPL-2.0
/* The table's frame: on what it was measured, and how to read it. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "lib/util.h"
#include "record/hidden.h"
#include "view/parts.h"

/* A note that names probes names no more of them than this. */
#define MOST_NAMES	12

void view_fact(const struct view_opts *opts, FILE *out, const char *label,
	       const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = view_vtext(opts, fmt, args);
	va_end(args);
	if (opts->markup) {
		view_note(opts, out, VIEW_PLAIN, "%s: %s", label, *text ? text : "unknown");
		free(text);
		return;
	}
	text_cut(text, opts->width - 10);
	fprintf(out, "%s%-8s%s  %s\n", view_color(opts, VIEW_BOLD), label,
		view_color(opts, VIEW_PLAIN), *text ? text : "unknown");
	free(text);
}

void view_emulated(const char *emulated, const struct view_opts *opts, FILE *out)
{
	if (emulated)
		view_note(opts, out, VIEW_ALARM,
			  "EMULATED: %s: figures are not latencies", emulated);
}

const char *view_plural(uint64_t number)
{
	return number == 1 ? "" : "s";
}

static void how(const struct record *rec, const struct view_opts *opts,
		FILE *out)
{
	const struct settings *set = &rec->settings;
	bool module = set->source && !strcmp(set->source, "module");
	const char *cpus = set->cpus && *set->cpus ? set->cpus : "unknown";

	view_fact(opts, out, "Source", "%s%s%s%s",
		  module ? "vmexit.ko " : "user space (cpl3)",
		  module ? rec->fp.module ?: "" : "",
		  set->batch_us ? ", interrupts off" : ", interrupts on",
		  set->serial ? ", CPU after CPU" : "");
	view_fact(opts, out, "Runs", "%zu run%s x %llu sample%s, CPU%s %s",
		  rec->nr_runs, view_plural(rec->nr_runs),
		  (unsigned long long)set->samples, view_plural(set->samples),
		  strpbrk(cpus, ",-") ? "s" : "", cpus);
}

static void put_tsc(const struct fingerprint *fp,
		    const struct view_opts *opts, FILE *out)
{
	char *mhz = fp->tsc_khz ? xasprintf("%.1f MHz", fp->tsc_khz / 1e3) :
				  xstrdup("frequency unknown");
	char *step = fp->tsc_step > 1 ?
		     xasprintf(", in steps of %u cycles", fp->tsc_step) :
		     xstrdup("");

	view_fact(opts, out, "TSC", "%s, %sinvariant%s", mhz,
		  fp->tsc_invariant ? "" : "not ", step);
	free(step);
	free(mhz);
}

void view_head(const struct record *rec, const struct view_opts *opts,
	       FILE *out)
{
	const struct fingerprint *fp = &rec->fp;
	const char *ucode = fp->microcode ?: "";

	view_emulated(fp->emulated, opts, out);
	view_fact(opts, out, "Platform", "%s, hypervisor %s",
		  vmexit_platform_names[fp->platform], fp->hypervisor ?: "unknown");
	view_fact(opts, out, "CPU", "%s%s%s", fp->cpu_model ?: "",
		  *ucode ? ", microcode " : "", ucode);
	view_fact(opts, out, "Kernel", "%s", fp->kernel ?: "");
	put_tsc(fp, opts, out);
	how(rec, opts, out);
}

char view_mark(const struct pooled *probe)
{
	if (!probe->count)
		return ' ';
	switch (stats_leaves(probe->route)) {
	case STATS_LEAVES:
		return ' ';
	case STATS_TO_MODULE:
		return '~';
	case STATS_STAYS:
		return '-';
	default:
		return '?';
	}
}

/* The names of the probes with one mark, or NULL if there are none. */
static char *marked(const struct summary *sum, char mark,
		    const struct view_shown *shown)
{
	char name[VMEXIT_NAME_LEN];
	size_t i, nr = 0, len;
	char *list = NULL;
	FILE *out;

	out = open_memstream(&list, &len);
	if (!out)
		return NULL;
	for (i = 0; i < sum->nr_probes; i++) {
		if (view_mark(&sum->probes[i]) != mark)
			continue;
		if (nr++ >= MOST_NAMES)
			continue;
		vmexit_name_format(&sum->probes[i].id, name);
		if (shown->no_path)
			name[strcspn(name, "/")] = '\0';
		fprintf(out, "%s%s", nr > 1 ? ", " : "", name);
	}
	if (nr > MOST_NAMES)
		fprintf(out, " and %zu more", nr - MOST_NAMES);
	fclose(out);
	if (nr)
		return list;
	free(list);
	return NULL;
}

void view_note_marks(const struct summary *sum, const struct view_shown *shown,
		     const struct view_opts *opts, FILE *out)
{
	static const struct {
		char mark;
		const char *meaning;
	} marks[] = {
		{ '-', "did not exit" },
		{ '~', "left the guest for the TDX module only, host not entered" },
		{ '?', "whether the host was entered is unknown" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(marks); i++) {
		char *list = marked(sum, marks[i].mark, shown);

		if (list)
			view_note(opts, out, VIEW_PLAIN, "%c %s: %s",
				  marks[i].mark, marks[i].meaning, list);
		free(list);
	}
}

/* What "net" is net of, for each path there is. */
static void note_net(const struct summary *sum, const struct view_unit *unit,
		     const struct view_opts *opts, FILE *out)
{
	bool seen[VMEXIT_NR_PATHS] = { false };
	char number[VIEW_NUMBER_LEN];
	uint32_t path;
	size_t i;

	for (i = 0; i < sum->nr_probes; i++)
		if (sum->probes[i].count)
			seen[stats_null_path(sum->probes[i].id.path)] = true;
	for (path = 0; path < VMEXIT_NR_PATHS; path++) {
		if (!seen[path])
			continue;
		if (sum->has_null[path]) {
			view_number(sum->overhead[path] * unit->factor,
				    unit->decimals, number);
			view_note(opts, out, VIEW_PLAIN,
				  "Net of the bracket: %s %s (p50 of null/%s) are subtracted; null itself is gross.",
				  number, unit->name, vmexit_path_names[path]);
		} else {
			view_note(opts, out, VIEW_WARN,
				  "Gross: no null/%s was measured, the bracket's own cost is not subtracted.",
				  vmexit_path_names[path]);
		}
	}
}

static void note_unit(const struct record *rec, const struct view_unit *unit,
		      const struct view_opts *opts, FILE *out)
{
	const struct fingerprint *fp = &rec->fp;

	if (fp->emulated) {
		view_note(opts, out, VIEW_ALARM,
			  "%s are the emulator's own, no measure of time%s.",
			  unit->name,
			  opts->ns ? ": not shown in ns" : "");
		return;
	}
	if (opts->ns && !fp->tsc_khz)
		view_note(opts, out, VIEW_WARN,
			  "The TSC's frequency is unknown: cycles, not ns.");
	if (fp->tsc_step > 1)
		view_note(opts, out, VIEW_PLAIN,
			  "The TSC moves by %u cycles at a time: no figure is finer.",
			  fp->tsc_step);
	if (!fp->tsc_invariant)
		view_note(opts, out, VIEW_WARN,
			  "The TSC is not invariant: a cycle is not always as long.");
}

static void note_left_out(const struct summary *sum,
			  const struct view_shown *shown,
			  const struct view_opts *opts, FILE *out)
{
	uint64_t least = UINT64_MAX, most = 0;
	size_t i;

	if (shown->no_path)
		view_note(opts, out, VIEW_PLAIN, "All names end in /%s.",
			  shown->no_path);
	if (shown->no_p90 || shown->no_p99 || shown->no_p999 || shown->no_route)
		view_note(opts, out, VIEW_PLAIN,
			  "Left out for want of room:%s%s%s%s.",
			  shown->no_route ? " route" : "",
			  shown->no_p90 ? " p90" : "",
			  shown->no_p99 ? " p99" : "",
			  shown->no_p999 ? " p99.9" : "");
	if (!shown->no_samples)
		return;
	for (i = 0; i < sum->nr_probes; i++) {
		uint64_t count = sum->probes[i].count;

		if (!count)
			continue;
		least = count < least ? count : least;
		most = count > most ? count : most;
	}
	if (least == most)
		view_note(opts, out, VIEW_PLAIN, "%llu samples each.",
			  (unsigned long long)most);
	else if (most)
		view_note(opts, out, VIEW_PLAIN, "%llu to %llu samples each.",
			  (unsigned long long)least, (unsigned long long)most);
}

/* "p50, p99 of cpuid:0x1/insn": figures that disturbed samples may have moved. */
static char *hidden_of(const struct pooled *probe)
{
	char *figures = xstrdup(""), *text;
	char name[VMEXIT_NAME_LEN];
	enum stats_figure which;

	for (which = 0; which < STATS_NR_FIGURES && probe->count; which++)
		if (stats_of_quantile(which) > 0 &&
		    hidden_matters(probe, stats_of_quantile(which)))
			figures = xappend(figures, ", ", stats_figure_titles[which]);
	if (!*figures)
		return figures;
	vmexit_name_format(&probe->id, name);
	text = xasprintf("%s of %s", figures, name);
	free(figures);
	return text;
}

static void note_hidden(const struct summary *sum, const struct view_opts *opts, FILE *out)
{
	char *list = xstrdup(""), *one;
	size_t i;

	for (i = 0; i < sum->nr_probes; i++) {
		one = hidden_of(&sum->probes[i]);
		if (*one)
			list = xappend(list, "; ", one);
		free(one);
	}
	if (*list)
		view_note(opts, out, VIEW_WARN,
			  "Had the disturbed ones all been the slowest, or the fastest, more than 1 %% would be different in: %s.",
			  list);
	free(list);
}

static void note_spoiled(const struct record *rec, const struct summary *sum,
			 const struct view_shown *shown,
			 const struct view_opts *opts, FILE *out)
{
	unsigned long long disturbed = 0, steal = 0;
	size_t i, j, cut = 0, offline = 0;

	for (i = 0; i < sum->nr_probes; i++)
		disturbed += sum->probes[i].disturbed;
	for (i = 0; i < rec->nr_runs; i++) {
		const struct run *run = &rec->runs[i];

		steal += run->steal_ms;
		for (j = 0; j < run->nr_results; j++) {
			cut += run->results[j].state ==
				VMEXIT_RESULT_CANCELLED ||
			       run->results[j].state == VMEXIT_RESULT_PENDING;
			offline += run->results[j].state ==
				VMEXIT_RESULT_OFFLINE;
		}
	}
	if (!disturbed && shown->no_disturbed)
		view_note(opts, out, VIEW_PLAIN, "No sample was disturbed.");
	if (disturbed)
		view_note(opts, out, VIEW_WARN,
			  "%llu sample%s disturbed (an NMI, or the CPU changed): counted, not in the figures.",
			  disturbed, disturbed == 1 ? " was" : "s were");
	note_hidden(sum, opts, out);
	if (steal)
		view_note(opts, out, VIEW_WARN,
			  "The hypervisor gave %llu ms of this guest's CPU time to others (steal).",
			  steal);
	if (cut)
		view_note(opts, out, VIEW_WARN,
			  "Cancelled: %zu result%s hold%s only what had run.",
			  cut, view_plural(cut), cut == 1 ? "s" : "");
	if (offline)
		view_note(opts, out, VIEW_WARN,
			  "A CPU went offline: %zu result%s hold%s only what had run.",
			  offline, view_plural(offline), offline == 1 ? "s" : "");
}

void view_notes(const struct record *rec, const struct summary *sum,
		const struct view_shown *shown, const struct view_opts *opts,
		FILE *out)
{
	struct view_unit unit = view_unit(rec, opts);

	view_note_marks(sum, shown, opts, out);
	view_note_routes(sum, opts, out);
	note_net(sum, &unit, opts, out);
	note_left_out(sum, shown, opts, out);
	note_unit(rec, &unit, opts, out);
	if (rec->fp.tsc_exits)
		view_note(opts, out, VIEW_WARN,
			  "Reading the TSC seems to exit here: every gross figure, null's too, holds such exits.");
	if (!rec->settings.batch_us)
		view_note(opts, out, VIEW_WARN,
			  "Taken in user space: interrupts could not be turned off, the tail holds them.");
	note_spoiled(rec, sum, shown, opts, out);
}

// SPDX-License-Identifier: GPL-2.0
/*
 * A record as JSON text. Written piece by piece, never held as a whole: a
 * result takes one line, a fact one line, so that two records can be compared
 * with diff.
 */
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "lib/save.h"
#include "lib/text.h"
#include "lib/util.h"
#include "record/json_out.h"
#include "record/stats.h"

/* Enough for a tenth of a cycle in 2^46. */
#define DUMP_FLAGS	(JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(15))

static void put(json_t *value, FILE *out)
{
	json_made(value);
	if (json_dumpf(value, out, DUMP_FLAGS) && !ferror(out))
		json_made(NULL);
	json_decref(value);
}

/* Members of an object one after the other, @sep between them. */
static void put_members(const struct json_member *member, const void *from,
			const char *sep, FILE *out)
{
	const char *between = "";

	for (; member->name; member++) {
		fprintf(out, "%s\"%s\":", between, member->name);
		put(json_value(member, (const char *)from + member->offset),
		    out);
		between = sep;
	}
}

/*
 * What a file promises, whatever a source left behind: nothing is pending any
 * more, a reason goes with unsupported and only with it, and without samples
 * there are no extremes.
 */
static struct result as_promised(const struct result *res)
{
	struct result out = *res;

	if (out.state == VMEXIT_RESULT_PENDING)
		out.state = VMEXIT_RESULT_CANCELLED;
	if (out.state != VMEXIT_RESULT_UNSUPPORTED)
		out.reason = NULL;
	else if (!out.reason)
		out.reason = (char *)"reason not told";
	if (!out.count) {
		out.min = 0;
		out.max = 0;
		out.sum = 0;
	}
	return out;
}

static void put_result(const struct result *from, FILE *out)
{
	struct result res = as_promised(from);
	size_t i;

	fputs("  {", out);
	put_members(json_result, &res, ",", out);
	fputs(",\"buckets\":[", out);
	for (i = 0; i < res.nr_buckets; i++)
		fprintf(out, "%s[%u,%llu]", i ? "," : "", res.buckets[i].index,
			(unsigned long long)res.buckets[i].count);
	fputs("]}", out);
}

static void put_run(const struct run *run, FILE *out)
{
	size_t i;

	fputs(" {", out);
	put_members(json_run, run, ",", out);
	fputs(",\"results\":[", out);
	for (i = 0; i < run->nr_results && !ferror(out); i++) {
		fputs(i ? ",\n" : "\n", out);
		put_result(&run->results[i], out);
	}
	fputs("\n ]}", out);
}

/* To a tenth, which is more than is known. */
static json_t *figures(const double fig[STATS_NR_FIGURES], double factor)
{
	json_t *object = json_made(json_object());
	int i;

	for (i = 0; i < STATS_NR_FIGURES; i++)
		json_set(object, stats_figure_names[i],
			 json_real(round(fig[i] * factor * 10) / 10));
	return object;
}

static void set_figures(json_t *object, const struct summary *sum,
			const struct pooled *probe, const struct fingerprint *fp)
{
	static const char *const names[] = {
		"net_cycles", "gross_cycles", "net_ns", "gross_ns"
	};
	double ns = fp->tsc_khz && !fp->emulated ? 1e6 / fp->tsc_khz : 0;
	double net[STATS_NR_FIGURES], gross[STATS_NR_FIGURES];
	int i;

	for (i = 0; i < 4; i++)
		json_set(object, names[i], json_null());
	if (!probe->count)
		return;
	stats_figures(probe, gross);
	json_set(object, names[1], figures(gross, 1));
	if (ns > 0)
		json_set(object, names[3], figures(gross, ns));
	/* Gross figures under the name of net ones would deceive a reader. */
	if (!stats_has_net(sum, probe))
		return;
	for (i = 0; i < STATS_NR_FIGURES; i++)
		net[i] = stats_net(sum, probe, gross[i]);
	json_set(object, names[0], figures(net, 1));
	if (ns > 0)
		json_set(object, names[2], figures(net, ns));
}

static void put_summary(const struct summary *sum, const struct pooled *probe,
			const struct fingerprint *fp, FILE *out)
{
	json_t *object = json_made(json_object());
	int entered = stats_host_entered(probe->route);

	json_set(object, "probe", json_probe(&probe->id));
	json_set(object, "route", json_string(vmexit_route_names[probe->route]));
	json_set(object, "basis", json_string(vmexit_basis_names[probe->basis]));
	json_set(object, "expected", json_string(vmexit_route_names[probe->expected]));
	json_set(object, "host_entered",
		 entered < 0 ? json_null() : json_boolean(entered));
	json_set(object, "state", json_string(json_states[probe->state]));
	json_set(object, "reason", json_text(probe->reason));
	json_set(object, "executed", json_integer((json_int_t)probe->executed));
	json_set(object, "disturbed", json_integer((json_int_t)probe->disturbed));
	json_set(object, "count", json_integer((json_int_t)probe->count));
	set_figures(object, sum, probe, fp);
	fputs(" ", out);
	put(object, out);
}

static void put_summaries(const struct record *rec, FILE *out)
{
	struct summary sum;
	size_t i;

	summary_make(rec, &sum);
	fputs("\"summary\":[", out);
	for (i = 0; i < sum.nr_probes && !ferror(out); i++) {
		fputs(i ? ",\n" : "\n", out);
		put_summary(&sum, &sum.probes[i], &rec->fp, out);
	}
	fputs("\n]\n", out);
	summary_free(&sum);
}

int record_write(const struct record *rec, FILE *out)
{
	size_t i;

	errno = 0;
	fprintf(out, "{\n\"format\":\"%s\",\n\"version\":%d,\n", RECORD_FORMAT,
		RECORD_VERSION);
	fprintf(out, "\"created_by\":\"vmexitstat %s\",\n\"unit\":\"cycles\",\n",
		VMEXITSTAT_VERSION);
	fprintf(out, "\"histogram\":{\"sub_bits\":%d,\"max_bits\":%d},\n",
		VMEXIT_HIST_SUB_BITS, VMEXIT_HIST_MAX_BITS);
	fputs("\"fingerprint\":{\n ", out);
	put_members(json_fingerprint, &rec->fp, ",\n ", out);
	fputs("\n},\n\"settings\":{\n ", out);
	put_members(json_settings, &rec->settings, ",\n ", out);
	fputs("\n},\n\"runs\":[", out);
	for (i = 0; i < rec->nr_runs && !ferror(out); i++) {
		fputs(i ? ",\n" : "\n", out);
		put_run(&rec->runs[i], out);
	}
	fputs("\n],\n", out);
	if (!ferror(out))
		put_summaries(rec, out);
	fputs("}\n", out);
	if (fflush(out) || ferror(out))
		return errno ? -errno : -EIO;
	return 0;
}

static int write_document(const void *rec, FILE *out)
{
	return record_write(rec, out);
}

int record_save(const struct record *rec, const char *path)
{
	return save_document(path, write_document, rec);
}

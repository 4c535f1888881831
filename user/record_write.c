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

#include "cmd.h"
#include "record_json.h"
#include "stats.h"
#include "text.h"
#include "util.h"

/* Enough for a tenth of a cycle in 2^46. */
#define DUMP_FLAGS	(JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(15))

/* jansson gives NULL where memory ends. */
static json_t *made(json_t *value)
{
	if (value)
		return value;
	complain("out of memory");
	exit(EXIT_CANNOT);
}

static void set(json_t *object, const char *name, json_t *value)
{
	if (json_object_set_new(object, name, made(value)))
		made(NULL);
}

static void append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, made(value)))
		made(NULL);
}

/* Strings of this machine may hold anything; those of a file are clean. */
static json_t *from_string(const char *s)
{
	char *clean = text_clean(s ?: "", true);
	json_t *value = json_string(clean);

	free(clean);
	return made(value);
}

static json_t *from_list(char *const *list, size_t nr)
{
	json_t *array = made(json_array());
	size_t i;

	for (i = 0; i < nr; i++)
		append(array, from_string(list[i]));
	return array;
}

static json_t *from_probe(const struct vmexit_id *id)
{
	char name[VMEXIT_NAME_LEN];

	vmexit_name_format(id, name);
	return json_string(name);
}

/* @at: the member itself */
static json_t *from_member(const struct json_member *member, const void *at)
{
	switch (member->kind) {
	case JSON_KIND_STRING:
		return from_string(*(char *const *)at);
	case JSON_KIND_NULLABLE:
		return *(char *const *)at ? from_string(*(char *const *)at) :
					    json_null();
	case JSON_KIND_LIST:
		return from_list(*(char **const *)at,
				 *(const size_t *)((char **const *)at + 1));
	case JSON_KIND_BOOL:
		return json_boolean(*(const bool *)at);
	case JSON_KIND_U32:
		return json_integer(*(const uint32_t *)at);
	case JSON_KIND_U64:
		return json_integer((json_int_t)*(const uint64_t *)at);
	case JSON_KIND_WORD:
		return json_string(member->words[*(const uint32_t *)at]);
	case JSON_KIND_PROBE:
		return from_probe(at);
	}
	return NULL;
}

static void put(json_t *value, FILE *out)
{
	made(value);
	if (json_dumpf(value, out, DUMP_FLAGS) && !ferror(out))
		made(NULL);
	json_decref(value);
}

/* Members of an object one after the other, @sep between them. */
static void put_members(const struct json_member *member, const void *from,
			const char *sep, FILE *out)
{
	const char *between = "";

	for (; member->name; member++) {
		fprintf(out, "%s\"%s\":", between, member->name);
		put(from_member(member, (const char *)from + member->offset),
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
	json_t *object = made(json_object());
	int i;

	for (i = 0; i < STATS_NR_FIGURES; i++)
		set(object, stats_figure_names[i],
		    json_real(round(fig[i] * factor * 10) / 10));
	return object;
}

static json_t *leaves(uint32_t route)
{
	switch (stats_leaves(route)) {
	case STATS_LEAVES:
		return json_true();
	case STATS_TO_MODULE:
	case STATS_STAYS:
		return json_false();
	default:
		return json_null();
	}
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
		set(object, names[i], json_null());
	if (!probe->count)
		return;
	stats_figures(probe, gross);
	for (i = 0; i < STATS_NR_FIGURES; i++)
		net[i] = stats_net(sum, probe, gross[i]);
	set(object, names[0], figures(net, 1));
	set(object, names[1], figures(gross, 1));
	if (ns > 0) {
		set(object, names[2], figures(net, ns));
		set(object, names[3], figures(gross, ns));
	}
}

static void put_summary(const struct summary *sum, const struct pooled *probe,
			const struct fingerprint *fp, FILE *out)
{
	json_t *object = made(json_object());
	uint32_t state = probe->state;

	if (state == VMEXIT_RESULT_PENDING)
		state = VMEXIT_RESULT_CANCELLED;
	set(object, "probe", from_probe(&probe->id));
	set(object, "route", json_string(vmexit_route_names[probe->route]));
	set(object, "host_entered", leaves(probe->route));
	set(object, "state", json_string(json_states[state]));
	set(object, "reason",
	    probe->reason ? from_string(probe->reason) : json_null());
	set(object, "executed", json_integer((json_int_t)probe->executed));
	set(object, "disturbed", json_integer((json_int_t)probe->disturbed));
	set(object, "count", json_integer((json_int_t)probe->count));
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

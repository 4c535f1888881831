// SPDX-License-Identifier: GPL-2.0
/* One line per pooled probe, quoted by RFC 4180; units are in column names. */
#include "lib/csv.h"
#include "record/json.h"
#include "record/stats.h"
#include "view/view.h"

static void put_titles(FILE *out)
{
	static const char *const kinds[] = {
		"net_%s_cycles", "gross_%s_cycles", "net_%s_ns", "gross_%s_ns"
	};
	size_t kind, i;

	fputs("probe,route,host_entered,state,reason,emulated,", out);
	fputs("executed,disturbed,samples,bracket_cycles", out);
	for (kind = 0; kind < 4; kind++) {
		for (i = 0; i < STATS_NR_FIGURES; i++) {
			fputc(',', out);
			fprintf(out, kinds[kind], stats_figure_names[i]);
		}
	}
	/* Later than the others, which some read by their place. */
	fputs(",basis,expected\n", out);
}

/* An empty field for what is not known. */
static void put_figures(const double fig[STATS_NR_FIGURES], double factor,
			FILE *out)
{
	int i;

	for (i = 0; i < STATS_NR_FIGURES; i++) {
		fputc(',', out);
		if (factor > 0)
			fprintf(out, "%.1f", fig[i] * factor);
	}
}

static void put_probe(const struct record *rec, const struct summary *sum,
		      const struct pooled *probe, FILE *out)
{
	double gross[STATS_NR_FIGURES] = { 0 }, net[STATS_NR_FIGURES] = { 0 };
	double cycles = probe->count ? 1 : 0;
	bool has_net = stats_has_net(sum, probe);
	int entered = stats_host_entered(probe->route);
	double ns = 0;
	char name[VMEXIT_NAME_LEN];
	int i;

	if (probe->count) {
		stats_figures(probe, gross);
		for (i = 0; i < STATS_NR_FIGURES; i++)
			net[i] = stats_net(sum, probe, gross[i]);
		/* An emulator's cycles are no measure of time. */
		if (rec->fp.tsc_khz && !rec->fp.emulated)
			ns = 1e6 / rec->fp.tsc_khz;
	}
	vmexit_name_format(&probe->id, name);
	fprintf(out, "%s,%s,%s,%s,", name, vmexit_route_names[probe->route],
		entered < 0 ? "unknown" : entered ? "yes" : "no",
		json_states[probe->state]);
	csv_text(probe->reason, out);
	fputc(',', out);
	csv_text(rec->fp.emulated, out);
	fprintf(out, ",%llu,%llu,%llu,",
		(unsigned long long)probe->executed,
		(unsigned long long)probe->disturbed,
		(unsigned long long)probe->count);
	if (sum->has_null[stats_null_path(probe->id.path)])
		fprintf(out, "%.1f",
			sum->overhead[stats_null_path(probe->id.path)]);
	put_figures(net, has_net ? cycles : 0, out);
	put_figures(gross, cycles, out);
	put_figures(net, has_net ? ns : 0, out);
	put_figures(gross, ns, out);
	fprintf(out, ",%s,%s\n", vmexit_basis_names[probe->basis],
		vmexit_route_names[probe->expected]);
}

void view_csv(const struct record *rec, FILE *out)
{
	struct summary sum;
	size_t i;

	summary_make(rec, &sum);
	put_titles(out);
	for (i = 0; i < sum.nr_probes; i++)
		put_probe(rec, &sum, &sum.probes[i], out);
	summary_free(&sum);
}

// SPDX-License-Identifier: GPL-2.0
/* Verdicts as KTAP 1, which the kernel's CI reads: a test a probe that is judged. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/term.h"
#include "lib/text.h"
#include "lib/util.h"
#include "view/compare_view.h"
#include "view/verdict_view.h"

static const struct view_opts plain = { .utf8 = true, .width = TERM_MAX_WIDTH };

/* What must be known to read the figures, each line of it a diagnostic. */
static void put_notes(const struct comparison *cmp, const struct verdict_of *verdict, FILE *out)
{
	char *text = NULL, *rest, *line;
	size_t len;
	FILE *notes;

	notes = or_die(open_memstream(&text, &len));
	verdict_put_head(cmp, &plain, notes);
	verdict_put_notes(cmp, verdict, &plain, notes);
	or_die(fclose(notes) ? NULL : text);
	rest = text;
	while ((line = strsep(&rest, "\n")))
		if (*line)
			fprintf(out, "# %s\n", line);
	free(text);
}

static void put_figures(const struct comparison *cmp, const struct judged *judged,
			const char *name, FILE *out)
{
	char base[VIEW_NUMBER_LEN], new[VIEW_NUMBER_LEN];
	char *overhead = compare_percent(judged->row->overhead);
	char *interval = compare_interval(&judged->row->ev);
	char *limit = compare_percent(judged->limit);

	view_number(judged->row->base.mean, cmp->how.ns, base);
	view_number(judged->row->new.mean, cmp->how.ns, new);
	fprintf(out,
		"# %s: baseline %s, new %s %s, overhead %s, 95 %% interval %s, limit %s, Holm p %.3f\n",
		name, base, new, cmp->unit, overhead, interval, limit, judged->holm);
	free(overhead);
	free(interval);
	free(limit);
}

static void put_test(const struct comparison *cmp, const struct verdict_of *verdict, size_t i,
		     FILE *out)
{
	const struct judged *judged = &verdict->list[i];
	char name[VMEXIT_NAME_LEN];
	char *why, *clean;

	vmexit_name_format(&judged->id, name);
	if (!isnan(judged->p))
		put_figures(cmp, judged, name, out);
	if (judged->verdict == VERDICT_UNDECIDED) {
		why = verdict_why(judged);
		clean = text_clean(why, true);
		fprintf(out, "ok %zu %s # SKIP %s\n", i + 1, name, clean);
		free(clean);
		free(why);
		return;
	}
	fprintf(out, "%s %zu %s\n", judged->verdict == VERDICT_BEYOND ? "not ok" : "ok", i + 1,
		name);
}

void verdict_ktap(const struct comparison *cmp, const struct verdict_of *verdict, FILE *out)
{
	size_t i;

	fputs("KTAP version 1\n", out);
	put_notes(cmp, verdict, out);
	fprintf(out, "1..%zu%s\n", verdict->nr,
		verdict->nr ? "" : " # SKIP no probe of the baseline to judge");
	for (i = 0; i < verdict->nr; i++)
		put_test(cmp, verdict, i, out);
}

void verdict_ktap_unmeasured(const char *why, FILE *out)
{
	fprintf(out, "KTAP version 1\n1..0 # SKIP %s\n", why);
}

// SPDX-License-Identifier: GPL-2.0
/* vmexitstat list: what can be measured here, and what not, and why. */
#include <stdlib.h>
#include <string.h>

#include "cmd/argv.h"
#include "cmd/cmd.h"
#include "cmd/measure_opts.h"
#include "lib/complain.h"
#include "lib/hang.h"
#include "lib/util.h"
#include "record/json_out.h"

#define BASIS_WIDTH	13	/* "specification" */

static error_t parse(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = state->input;
		state->child_inputs[1] = state->input;
		state->child_inputs[2] = state->input;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "unexpected argument '%s'", arg);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static size_t print_json(const struct source *source, const struct select *sel,
			 const struct probe *probes, size_t nr)
{
	json_t *list = json_array(), *document = json_document("vmexitstat-list", 1);
	char name[VMEXIT_NAME_LEN];
	size_t i, shown = 0;

	for (i = 0; i < nr; i++) {
		const struct probe *probe = &probes[i];
		json_t *line = json_object();

		if (!select_matches(sel, &probe->id)) {
			json_decref(line);
			continue;
		}
		vmexit_name_format(&probe->id, name);
		json_set(line, "name", json_text(name));
		json_set(line, "default", json_boolean(probe->is_default));
		json_set(line, "route",
			 json_text(vmexit_route_names[probe->route]));
		json_set(line, "basis",
			 json_text(vmexit_basis_names[probe->basis]));
		json_set(line, "expected",
			 json_text(vmexit_route_names[probe->expected]));
		json_set(line, "supported", json_boolean(!probe->reason));
		json_set(line, "reason", json_text(probe->reason));
		json_set(line, "description", json_text(probe->desc));
		json_array_append_new(list, line);
		shown++;
	}
	json_set(document, "source", json_text(source->name));
	json_set(document, "probes", list);
	json_print(document, stdout);
	return shown;
}

static void print_line(const struct probe *probe, int name_width,
		       int route_width)
{
	char name[VMEXIT_NAME_LEN], *text;

	vmexit_name_format(&probe->id, name);
	printf("%s %-*s  %-*s  %-*s  ", probe->is_default ? "*" : " ", name_width,
	       name, route_width,
	       probe->reason ? "" : vmexit_route_names[probe->route], BASIS_WIDTH,
	       probe->reason || !probe->basis ? "" : vmexit_basis_names[probe->basis]);
	text = xasprintf("%s%s", probe->reason ? "unsupported: " : "",
			 probe->reason ? probe->reason : probe->desc);
	hang(text, name_width + route_width + BASIS_WIDTH + 8);
	free(text);
}

static size_t print_table(const struct source *source, const struct select *sel,
			  const struct probe *probes, size_t nr)
{
	int names = (int)strlen("probe"), routes = (int)strlen("route"), len;
	char name[VMEXIT_NAME_LEN];
	size_t i, shown = 0;

	for (i = 0; i < nr; i++) {
		if (!select_matches(sel, &probes[i].id))
			continue;
		vmexit_name_format(&probes[i].id, name);
		len = (int)strlen(name);
		names = len > names ? len : names;
		len = (int)strlen(vmexit_route_names[probes[i].route]);
		routes = len > routes ? len : routes;
		shown++;
	}
	if (!shown)
		return 0;
	printf("  %-*s  %-*s  %-*s  ", names, "probe", routes, "route", BASIS_WIDTH, "by");
	hang("who answers, or why it is not supported here",
	     names + routes + BASIS_WIDTH + 8);
	for (i = 0; i < nr; i++)
		if (select_matches(sel, &probes[i].id))
			print_line(&probes[i], names, routes);
	printf("* ");
	hang(source == &source_module ?
	     "default set of the module; any other leaf of cpuid by -P cpuid:LEAF[.SUBLEAF]" :
	     "default set of user space (cpl3); any other leaf of cpuid by -P cpuid:LEAF[.SUBLEAF]",
	     2);
	return shown;
}

int cmd_list(int argc, char **argv)
{
	const struct argp_child children[] = {
		{ .argp = &source_argp },
		{ .argp = &select_argp },
		{ .argp = &json_argp },
		{ 0 }
	};
	const struct argp argp = {
		.parser = parse,
		.children = children,
		.doc = "List the probes: what can be measured here, and what "
		       "not, and why."
		       "\vExamples:\n"
		       "  vmexitstat list\n"
		       "  vmexitstat list -e ipi,hlt\n"
		       "  vmexitstat list -s cpl3 --json",
	};
	char err[SOURCE_ERR_LEN] = "";
	struct probe *probes = NULL;
	const struct source *source;
	struct measure_opts opts;
	size_t nr = 0, shown;
	int ret = EXIT_CANNOT;

	argv_parse(&argp, argc, argv, &opts);
	source = open_or_complain(opts.source);
	if (!source)
		return ret;
	if (source->probes(&probes, &nr, err, sizeof(err))) {
		complain("%s", err);
	} else {
		shown = (opts.json ? print_json : print_table)(source, &opts.select,
							       probes, nr);
		if (shown)
			ret = 0;
		else
			complain("source %s has no probe of this exit and path",
				 source->name);
	}
	probes_free(probes, nr);
	source->close();
	return ret;
}

// SPDX-License-Identifier: GPL-2.0
#include "record/surprise.h"

#include <stdlib.h>

#include "lib/util.h"

static bool surprises(const struct pooled *probe)
{
	return probe->count && probe->expected != probe->route &&
	       probe->expected != VMEXIT_ROUTE_UNKNOWN;
}

char *surprises_text(const struct summary *sum)
{
	char name[VMEXIT_NAME_LEN], *list = xstrdup(""), *one;
	size_t i;

	for (i = 0; i < sum->nr_probes; i++) {
		const struct pooled *probe = &sum->probes[i];

		if (!surprises(probe))
			continue;
		vmexit_name_format(&probe->id, name);
		one = xasprintf("%s %s (%s)", name,
				probe->route ? vmexit_route_names[probe->route] :
					       "several",
				vmexit_route_names[probe->expected]);
		list = xappend(list, ", ", one);
		free(one);
	}
	return list;
}

// SPDX-License-Identifier: GPL-2.0
/* A source's table. */
#include <stdlib.h>

#include "source/source.h"

void probes_free(struct probe *probes, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		free(probes[i].reason);
		free(probes[i].desc);
	}
	free(probes);
}

// SPDX-License-Identifier: GPL-2.0
/* Which source samples come from. */
#include "source/source.h"

#include <string.h>

const struct source *source_open(const char *want, char *err, size_t len)
{
	char why[SOURCE_ERR_LEN];
	size_t used;

	err[0] = '\0';
	if (strcmp(want, source_cpl3.name) && !source_module.open(err, len))
		return &source_module;
	if (!strcmp(want, source_module.name))
		return NULL;
	if (!source_cpl3.open(why, sizeof(why)))
		return &source_cpl3;
	used = strlen(err);
	snprintf(err + used, len - used, "%s%s", used ? "; " : "", why);
	return NULL;
}

// SPDX-License-Identifier: GPL-2.0
/* Which source samples come from. */
#include "source/source.h"

#include <errno.h>
#include <string.h>

#include "source/obstacles.h"

/* What may stand in the way of loading the module, "" if nothing is known. */
static const char *load_hint(void)
{
	if (kernel_takes_no_modules())
		return "; this kernel takes no modules";
	if (kernel_takes_no_more_modules())
		return "; kernel.modules_disabled is set: not before the next boot";
	if (kernel_wants_signature())
		return "; Secure Boot: it must be signed, 'vmexitstat doctor' says how";
	return "; 'vmexitstat doctor' says what is missing";
}

static int open_module(char *err, size_t len)
{
	int ret = source_module.open(err, len);
	size_t used = strlen(err);

	if (ret == -ENOENT)
		snprintf(err + used, len - used, "%s", load_hint());
	return ret;
}

const struct source *source_open(const char *want, char *err, size_t len)
{
	char why[SOURCE_ERR_LEN];
	size_t used;

	err[0] = '\0';
	if (strcmp(want, source_cpl3.name) && !open_module(err, len))
		return &source_module;
	if (!strcmp(want, source_module.name))
		return NULL;
	if (!source_cpl3.open(why, sizeof(why)))
		return &source_cpl3;
	used = strlen(err);
	snprintf(err + used, len - used, "%s%s", used ? "; " : "", why);
	return NULL;
}

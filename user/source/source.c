// SPDX-License-Identifier: GPL-2.0
/* Which source samples come from. */
#include "source/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/util.h"
#include "source/fingerprint.h"

#define SECURE_BOOT	"/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"

static bool line_has(const char *path, const char *word)
{
	char *line = read_line(path);
	bool has = strstr(line, word);

	free(line);
	return has;
}

/* Secure Boot as the firmware says: a byte behind four of attributes. */
static bool secure_boot(void)
{
	unsigned char value[5];
	int fd = open(SECURE_BOOT, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, value, sizeof(value));

	if (fd >= 0)
		close(fd);
	return n == sizeof(value) && value[4] == 1;
}

/* What may stand in the way of loading the module, "" if nothing is known. */
static const char *load_hint(void)
{
	if (access("/proc/modules", F_OK))
		return "; this kernel takes no modules";
	if (line_has("/proc/sys/kernel/modules_disabled", "1"))
		return "; kernel.modules_disabled is set: not before the next boot";
	if (line_has("/sys/module/module/parameters/sig_enforce", "Y") ||
	    line_has("/sys/kernel/security/lockdown", "[integrity]") ||
	    line_has("/sys/kernel/security/lockdown", "[confidentiality]") ||
	    secure_boot())
		return "; Secure Boot: it must be signed with an enrolled key, see kmod/README.md";
	return " (README says how to build it)";
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

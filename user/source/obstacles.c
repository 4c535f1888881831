// SPDX-License-Identifier: GPL-2.0
/* Lockdown, Secure Boot, and kernels without modules. */
#include "source/obstacles.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

bool kernel_takes_no_modules(void)
{
	return access("/proc/modules", F_OK);
}

bool kernel_takes_no_more_modules(void)
{
	return line_has("/proc/sys/kernel/modules_disabled", "1");
}

bool kernel_wants_signature(void)
{
	return line_has("/sys/module/module/parameters/sig_enforce", "Y") ||
	       line_has("/sys/kernel/security/lockdown", "[integrity]") ||
	       line_has("/sys/kernel/security/lockdown", "[confidentiality]") ||
	       secure_boot();
}

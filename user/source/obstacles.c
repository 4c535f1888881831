// SPDX-License-Identifier: GPL-2.0
/* Lockdown, Secure Boot, keys, blacklists, and kernels without modules. */
#include "source/obstacles.h"

#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/fingerprint.h"

#define SECURE_BOOT	"/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"

#define LOCKDOWN	"/sys/kernel/security/lockdown"

/* Is @word one of @list, which has commas between? */
static bool list_has(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (;; list++) {
		if (!strncmp(list, word, len) && (list[len] == ',' || !list[len]))
			return true;
		list = strchr(list, ',');
		if (!list)
			return false;
	}
}

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
	return access("/proc/modules", F_OK) && !access("/proc/self", F_OK);
}

bool kernel_takes_no_more_modules(void)
{
	return line_has("/proc/sys/kernel/modules_disabled", "1");
}

bool kernel_refuses_module(void)
{
	char *list = cmdline_value("module_blacklist=");
	bool refused = list && list_has(list, "vmexit");

	free(list);
	return refused;
}

const char *kernel_wants_signature(void)
{
	/* Where lockdown can be read, it is what the kernel has made of Secure Boot. */
	if (secure_boot() && !line_has(LOCKDOWN, "[none]"))
		return "Secure Boot";
	if (line_has(LOCKDOWN, "[integrity]") || line_has(LOCKDOWN, "[confidentiality]"))
		return "lockdown";
	if (line_has("/sys/module/module/parameters/sig_enforce", "Y"))
		return "module.sig_enforce";
	return NULL;
}

bool kernel_knows_key(const char *signer)
{
	char *key = xasprintf(" %s: ", signer), *line = NULL;
	FILE *in = fopen("/proc/keys", "re");
	bool shown = false, known = false;
	size_t size = 0;

	while (in && getline(&line, &size, in) > 0) {
		if (!strstr(line, " asymmetri "))
			continue;
		shown = true;
		if (strstr(line, key))
			known = true;
	}
	if (in)
		fclose(in);
	free(line);
	free(key);
	return known || !shown;
}

static bool has_line_with(const char *path, const char *first, const char *second)
{
	FILE *in = fopen(path, "re");
	char *line = NULL, *save, *word;
	bool found = false;
	size_t size = 0;

	while (in && !found && getline(&line, &size, in) > 0) {
		word = strtok_r(line, " \t\n", &save);
		if (!word || strcmp(word, first))
			continue;
		word = strtok_r(NULL, " \t\n", &save);
		found = word && !strcmp(word, second);
	}
	if (in)
		fclose(in);
	free(line);
	return found;
}

char *modprobe_override(void)
{
	char *found = NULL;
	glob_t names;
	size_t i;

	if (!glob("/{etc,run,usr/local/lib,usr/lib,lib}/modprobe.d/*.conf", GLOB_BRACE, NULL,
		  &names))
		for (i = 0; i < names.gl_pathc && !found; i++)
			if (has_line_with(names.gl_pathv[i], "install", "vmexit"))
				found = xstrdup(names.gl_pathv[i]);
	globfree(&names);
	return found ? found : xstrdup("");
}

// SPDX-License-Identifier: GPL-2.0
/* A vmexit.ko that is not loaded. */
#include "source/module_file.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/util.h"

/* Where "make install", DKMS of Debian and Fedora, and akmods put it. */
#define PLACES	"{updates,updates/dkms,extra,extra/vmexit}/vmexit.ko*"

/* What scripts/sign-file ends a module with: linux/module_signature.h, then the mark. */
#define MARK		"~Module signature appended~\n"
#define MARK_LEN	(sizeof(MARK) - 1)
#define TRAILER_LEN	12
#define MAX_SIZE	(64 << 20)

/* The first that matches, "" if none. To be freed. */
static char *first_match(const char *pattern)
{
	char *found = NULL;
	glob_t names;

	if (!glob(pattern, GLOB_BRACE, NULL, &names))
		found = xstrdup(names.gl_pathv[0]);
	globfree(&names);
	return found ? found : xstrdup("");
}

/* Where depmod has seen it; "" if nowhere. To be freed. */
static char *find_indexed(const char *release)
{
	char *path = xasprintf("/lib/modules/%s/modules.dep", release), *found = xstrdup("");
	FILE *in = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	while (in && getline(&line, &size, in) > 0) {
		line[strcspn(line, ":\n")] = '\0';
		if (!strstr(line, "/vmexit.ko"))
			continue;
		free(found);
		found = xasprintf("/lib/modules/%s/%s", release, line);
		break;
	}
	if (in)
		fclose(in);
	free(line);
	free(path);
	return found;
}

/* All of it, @len bytes; NULL where it cannot be read. */
static unsigned char *read_all(const char *path, size_t *len)
{
	FILE *in = fopen(path, "re");
	unsigned char *data = NULL;
	long size;

	if (!in)
		return NULL;
	if (!fseek(in, 0, SEEK_END)) {
		size = ftell(in);
		rewind(in);
		if (size > 0 && size < MAX_SIZE) {
			data = xcalloc((size_t)size, 1);
			*len = fread(data, 1, (size_t)size, in);
		}
	}
	fclose(in);
	return data;
}

/* The word behind "vermagic=". */
static char *find_release(const unsigned char *data, size_t len)
{
	static const char key[] = "vermagic=";
	const unsigned char *at = memmem(data, len, key, sizeof(key) - 1), *end;

	if (!at)
		return xstrdup("");
	at += sizeof(key) - 1;
	for (end = at; end < data + len && *end > ' '; end++)
		;
	return xasprintf("%.*s", (int)(end - at), (const char *)at);
}

/*
 * sign-file leaves out certificates: the one name in what it appends is that of the signer's. Its
 * common name is the object 2.5.4.3, then a string with its type and its length.
 */
static char *find_signer(const unsigned char *data, size_t len)
{
	static const unsigned char name[] = { 0x06, 0x03, 0x55, 0x04, 0x03 };
	const unsigned char *trailer, *at;
	size_t size, i;

	if (len < MARK_LEN + TRAILER_LEN)
		return xstrdup("");
	len -= MARK_LEN + TRAILER_LEN;
	trailer = data + len;
	size = (size_t)trailer[8] << 24 | trailer[9] << 16 | trailer[10] << 8 | trailer[11];
	if (size > len)
		return xstrdup("");
	at = memmem(trailer - size, size, name, sizeof(name));
	if (!at || trailer - at < (long)sizeof(name) + 2)
		return xstrdup("");
	at += sizeof(name) + 1;
	if (trailer - at - 1 < *at)
		return xstrdup("");
	for (i = 1; i <= *at; i++)
		if (at[i] < ' ' || at[i] > '~')
			return xstrdup("");
	return xasprintf("%.*s", *at, (const char *)at + 1);
}

static bool is_compressed(const char *path)
{
	size_t len = strlen(path);

	return len < 3 || strcmp(path + len - 3, ".ko");
}

bool module_file_find(const char *release, struct module_file *file)
{
	char *pattern = xasprintf("/lib/modules/%s/" PLACES, release);
	unsigned char *data = NULL;
	size_t len = 0;

	*file = (struct module_file){ .path = find_indexed(release) };
	file->indexed = !access(file->path, F_OK);
	if (!file->indexed) {
		free(file->path);
		file->path = first_match(pattern);
	}
	free(pattern);
	if (!is_compressed(file->path))
		data = read_all(file->path, &len);
	file->release = find_release(data, len);
	file->is_signed = !data || (len >= MARK_LEN &&
				    !memcmp(data + len - MARK_LEN, MARK, MARK_LEN));
	file->signer = data && file->is_signed ? find_signer(data, len) : xstrdup("");
	free(data);
	if (*file->path)
		return true;
	module_file_free(file);
	return false;
}

void module_file_free(struct module_file *file)
{
	free(file->path);
	free(file->release);
	free(file->signer);
}

char *module_file_any(void)
{
	return first_match("/lib/modules/*/" PLACES);
}

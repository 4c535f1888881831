// SPDX-License-Identifier: GPL-2.0
/* Where published figures are, and which of them may be held against a record. */
#include "compare/gallery.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/util.h"

/* From the directory of the program: installed, and where it was built. */
static const char *const places[] = {
	"/../share/vmexitstat/published", "/../user/published",
};

/* The directory they are in; to be freed. NULL where there is none. */
static char *find_directory(void)
{
	char exe[PATH_MAX], *dir, *end;
	ssize_t len = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	size_t i;

	if (len < 0)
		return NULL;
	exe[len] = '\0';
	end = strrchr(exe, '/');
	if (!end)
		return NULL;
	*end = '\0';
	for (i = 0; i < ARRAY_SIZE(places); i++) {
		char *place = xasprintf("%s%s", exe, places[i]);

		dir = realpath(place, NULL);
		free(place);
		if (dir)
			return dir;
	}
	return NULL;
}

static int is_json(const struct dirent *entry)
{
	return side_is_json(entry->d_name);
}

static int add_file(struct sides *all, const char *dir, const char *name)
{
	char *path = xasprintf("%s/%s", dir, name);
	struct side side;
	int ret = side_load(&side, path);

	if (!ret && !side.published) {
		complain("%s: a record, among published figures", path);
		ret = -1;
	}
	free(path);
	if (ret) {
		side_free(&side);
		return ret;
	}
	sides_add(all, &side);
	return 0;
}

int gallery_load(struct sides *all)
{
	struct dirent **entries;
	char *dir = find_directory();
	int ret = 0, nr, i;

	*all = (struct sides){ 0 };
	if (!dir) {
		complain("no published figures beside this program: 'make install' puts them "
			 "into PREFIX/share/vmexitstat/published");
		return -1;
	}
	nr = scandir(dir, &entries, is_json, alphasort);
	if (nr < 0) {
		complain("%s: %s", dir, strerror(errno));
		free(dir);
		return -1;
	}
	for (i = 0; i < nr; i++) {
		if (add_file(all, dir, entries[i]->d_name))
			ret = -1;
		free(entries[i]);
	}
	free(entries);
	if (!ret && !all->nr) {
		complain("%s: no published figures in it", dir);
		ret = -1;
	}
	free(dir);
	return ret;
}

static bool fits(const struct side *side, uint32_t platform, bool ns)
{
	return side->published->platform == platform && (side->published->ns || !ns);
}

static size_t count(const struct sides *all, uint32_t platform, bool ns)
{
	size_t i, nr = 0;

	for (i = 0; i < all->nr; i++)
		nr += fits(&all->list[i], platform, ns);
	return nr;
}

/* Of which platforms there are figures; to be freed. */
static char *platforms_text(const struct sides *all)
{
	char *text = xstrdup("");
	uint32_t platform;
	size_t i;

	for (platform = 0; platform < VMEXIT_NR_PLATFORMS; platform++) {
		for (i = 0; i < all->nr; i++)
			if (all->list[i].published->platform == platform)
				break;
		if (i < all->nr)
			text = xappend(text, ", ", vmexit_platform_names[platform]);
	}
	return text;
}

int gallery_pick(struct sides *all, const struct side *side)
{
	uint32_t platform = side_fp(side)->platform;
	bool ns = count(all, platform, true);
	size_t i, nr = 0;
	char *there;

	if (!count(all, platform, false)) {
		there = platforms_text(all);
		complain("%s: there are no published figures of %s, but of %s; "
			 "a file of your own: compare FILE RECORD (published.schema.json)",
			 side->path, vmexit_platform_names[platform], there);
		free(there);
		return -1;
	}
	for (i = 0; i < all->nr; i++) {
		if (fits(&all->list[i], platform, ns))
			all->list[nr++] = all->list[i];
		else
			side_free(&all->list[i]);
	}
	all->nr = nr;
	return 0;
}

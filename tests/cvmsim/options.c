// SPDX-License-Identifier: GPL-2.0
#include "host.h"
#include "log.h"
#include "options.h"
#include "platform.h"

#define PLATFORM	"platform="

struct options options;

static const struct {
	const char *word;
	bool *set;
} flags[] = {
	{ "hide-hypervisor", &options.hide_hypervisor },
	{ "reflect-vc", &options.reflect_vc },
	{ "no-sept-ve-disable", &options.no_sept_ve_disable },
	{ "reduce-ve", &options.reduce_ve },
	{ "refuse-registration", &options.refuse_registration },
};

_Static_assert(MAX_VCPUS == 2, "the word for them");

static void option(const char *word)
{
	const struct host *host = host_find(word);
	size_t n = sizeof(PLATFORM) - 1, i;

	if (host) {
		options.host = host;
		return;
	}
	if (!strcmp(word, "cpus=2")) {
		options.cpus = 2;
		return;
	}
	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		if (!strcmp(word, flags[i].word)) {
			*flags[i].set = true;
			return;
		}
	}
	if (strlen(word) < n || memcmp(word, PLATFORM, n))
		unable("understand '%s'", word);
	options.platform = platform_find(word + n);
	if (!options.platform)
		unable("be a '%s'", word + n);
}

void options_parse(char *line)
{
	char *word = line;

	options.host = host_default;
	options.cpus = 1;
	/* The first word is the name of the file. */
	while (*word && *word != ' ')
		word++;
	while (*word) {
		*word++ = '\0';
		line = word;
		while (*word && *word != ' ')
			word++;
		if (word > line) {
			char end = *word;

			*word = '\0';
			option(line);
			*word = end;
		}
	}
	if (!options.platform)
		unable("begin without " PLATFORM);
	if (options.platform->has_rmp && options.host->ghcb_max < 2)
		unable("be %s with a guest that needs GHCB version 2", options.host->name);
}

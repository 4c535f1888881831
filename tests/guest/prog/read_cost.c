// SPDX-License-Identifier: GPL-2.0
/*
 *	read_cost TRIVIAL FILE...
 *
 * What it takes to read each FILE once, open to close, and to read TRIVIAL as
 * often, in ticks: "FILES TICKS TRIVIAL-TICKS". The cheapest of some rounds: the
 * kernel's timer comes in some of them.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <x86intrin.h>

#define ROUNDS	9

static void slurp(const char *path)
{
	char buf[8192];
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, buf, sizeof(buf)) < 0) {
		perror(path);
		exit(1);
	}
	close(fd);
}

/* @trivial NULL: each of @files itself. */
static uint64_t cost(char **files, int nr, const char *trivial)
{
	uint64_t begin, ticks, least = UINT64_MAX;
	int round, i;

	for (round = 0; round < ROUNDS; round++) {
		begin = __rdtsc();
		for (i = 0; i < nr; i++)
			slurp(trivial ?: files[i]);
		ticks = __rdtsc() - begin;
		least = ticks < least ? ticks : least;
	}
	return least;
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: read_cost TRIVIAL FILE...\n");
		return 2;
	}
	printf("%d %ju ", argc - 2, (uintmax_t)cost(argv + 2, argc - 2, NULL));
	printf("%ju\n", (uintmax_t)cost(argv + 2, argc - 2, argv[1]));
	return 0;
}

// SPDX-License-Identifier: GPL-2.0
/*
 *	sysfs_storm THREADS STOP-FILE
 *
 * So many at a time read, or write something into, whatever files are below
 * /sys/kernel/vmexit, until STOP-FILE is there. Prints "READS WRITES GONE": the
 * last are attempts that found the module unloaded. Any other error of a read
 * ends it with 1; writes may be refused.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROOT	"/sys/kernel/vmexit/"

static const char *const reads[] = {
	"monitor/state", "monitor/probes", "monitor/cpus", "platform",
	"cpuid:0x1/insn/histogram", "cpuid:0x1/insn/p99_ns",
	"cpuid:0x0/insn/count", "cpuid:0x1/insn/supported",
};

static const struct {
	const char *file, *text;
} writes[] = {
	{ "monitor/enabled", "1" }, { "monitor/enabled", "0" },
	{ "monitor/interval_ms", "10" }, { "monitor/interval_ms", "x" },
	{ "monitor/samples", "100" }, { "monitor/window_s", "2" },
	{ "monitor/window_s", "0" }, { "monitor/cpus", "0" },
	{ "monitor/cpus", "0-1" }, { "monitor/probes", "cpuid:0x1/insn" },
	{ "monitor/probes", "cpuid:0x0/insn cpuid:0x1/insn" },
	{ "cpuid:0x1/insn/reset", "1" },
};

#define NR(array)	(sizeof(array) / sizeof((array)[0]))

static atomic_ulong nr_reads, nr_writes, nr_gone, nr_failed;
static const char *stop_file;

static void visit(const char *file, const char *text)
{
	char path[128], buf[4096];
	ssize_t done;
	int fd;

	snprintf(path, sizeof(path), ROOT "%s", file);
	fd = open(path, (text ? O_WRONLY : O_RDONLY) | O_CLOEXEC);
	done = fd < 0 ? -1 : text ? write(fd, text, strlen(text)) :
				    read(fd, buf, sizeof(buf));
	if (done < 0 && (errno == ENOENT || errno == ENODEV)) {
		nr_gone++;
	} else if (done < 0 && !text) {
		perror(path);
		nr_failed++;
	} else if (text) {
		nr_writes++;
	} else {
		nr_reads++;
	}
	if (fd >= 0)
		close(fd);
}

static void *visitor(void *arg)
{
	unsigned int seed = (unsigned int)(unsigned long)arg;

	while (access(stop_file, F_OK)) {
		unsigned int which = (unsigned int)rand_r(&seed) % (NR(reads) + NR(writes));

		if (which < NR(reads))
			visit(reads[which], NULL);
		else
			visit(writes[which - NR(reads)].file, writes[which - NR(reads)].text);
		usleep((useconds_t)rand_r(&seed) % 1000000);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	unsigned long nr = argc == 3 ? strtoul(argv[1], NULL, 10) : 0, i;
	pthread_t *threads = calloc(nr + 1, sizeof(*threads));
	pthread_attr_t attr;

	if (!nr || !threads)
		return 2;
	stop_file = argv[2];
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 65536);
	for (i = 0; i < nr; i++) {
		if (pthread_create(&threads[i], &attr, visitor, (void *)i))
			return 2;
	}
	for (i = 0; i < nr; i++)
		pthread_join(threads[i], NULL);
	printf("%lu %lu %lu\n", nr_reads, nr_writes, nr_gone);
	return nr_failed != 0;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Hostile records: the corpus, each file refused with the message that
 * corpus/EXPECTED wants, then seeded mutations of the files that are valid.
 * Whatever is taken goes through every view. Built with ASan, LSan and UBSan;
 * prints TAP.
 *
 *	fuzz_record CORPUS [ROUNDS [SEED]]
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/util.h"
#include "record/record.h"
#include "record/stats.h"
#include "sample.h"
#include "view/view.h"

#define ROUNDS		20000
#define SEED		20261121
#define MOST_BASES	64
#define LONGEST		1048576
#define ERR_LEN		300

struct text {
	char *bytes;
	size_t len;
};

static int tests, failed;

static void __printf(2, 3) report(bool ok, const char *fmt, ...)
{
	va_list args;

	printf("%sok %d - ", ok ? "" : "not ", ++tests);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
	failed += !ok;
}

static struct text read_file(const char *dir, const char *name)
{
	char *path = xasprintf("%s/%s", dir, name);
	FILE *in = fopen(path, "r");
	struct text text = { .bytes = xcalloc(LONGEST, 1) };

	if (!in) {
		printf("Bail out! %s: %s\n", path, strerror(errno));
		exit(1);
	}
	text.len = fread(text.bytes, 1, LONGEST, in);
	fclose(in);
	free(path);
	return text;
}

/* Views must cope with whatever was taken, and write what is taken again. */
static const char *show(const struct record *rec, FILE *null)
{
	struct view_opts opts = { .utf8 = true, .width = 80 };
	struct record again;
	char err[ERR_LEN];
	const char *bad = NULL;
	char *first, *second;
	struct summary sum;
	char path[40];
	FILE *file;
	int fd;

	summary_make(rec, &sum);
	summary_free(&sum);
	view_table(rec, &opts, null);
	opts = (struct view_opts){ .ns = true, .color = true, .width = 40 };
	view_table(rec, &opts, null);
	view_csv(rec, null);

	first = sample_text(rec);
	fd = memfd_create("again", MFD_CLOEXEC);
	file = fdopen(fd, "w");
	fputs(first, file);
	fflush(file);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (record_load(&again, path, err, sizeof(err))) {
		printf("# own text refused: %s\n", err);
		bad = "what was taken and written is refused";
	} else {
		second = sample_text(&again);
		if (strcmp(first, second))
			bad = "writing is not the same twice";
		free(second);
	}
	record_free(&again);
	fclose(file);
	free(first);
	return bad;
}

/* Loads it; @taken tells which way. NULL if all went as it should. */
static const char *load(const struct text *text, char *err, bool *taken,
			FILE *null)
{
	const char *bad = NULL;
	struct record rec;
	char path[40];
	int fd;

	fd = memfd_create("record", MFD_CLOEXEC);
	if (fd < 0 || write(fd, text->bytes, text->len) != (ssize_t)text->len)
		return "no memory file";
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	memset(err, 0x7f, ERR_LEN);
	*taken = !record_load(&rec, path, err, ERR_LEN);
	if (*taken)
		bad = show(&rec, null);
	else if (!memchr(err, 0, ERR_LEN) || !*err)
		bad = "refused without a message";
	else if (strpbrk(err, "\033\n\r\b"))
		bad = "a message that steers the terminal";
	else if (rec.runs || rec.fp.hypervisor || rec.settings.source)
		bad = "refused, but not freed";
	record_free(&rec);
	close(fd);
	return bad;
}

/* One line of EXPECTED: name, tab, fragment. Valid files become bases. */
static size_t run_corpus(const char *dir, struct text *bases, FILE *null)
{
	struct text list = read_file(dir, "EXPECTED");
	char *rest = list.bytes, *name, *want;
	char err[ERR_LEN];
	const char *bad;
	size_t nr = 0;
	bool taken, ok;

	while ((name = strsep(&rest, "\t")) && (want = strsep(&rest, "\n"))) {
		struct text text = read_file(dir, name);

		bad = load(&text, err, &taken, null);
		ok = !strcmp(want, "ok") ? taken : !taken && strstr(err, want);
		report(ok && !bad, "%s", name);
		if (bad)
			printf("# %s\n", bad);
		if (!ok)
			printf("# wanted: %s\n# got: %s\n", want,
			       taken ? "taken" : err);
		if (taken && nr < MOST_BASES - 1)
			bases[nr++] = text;
		else
			free(text.bytes);
	}
	free(list.bytes);
	return nr;
}

/* A record larger than those of the corpus, as the tool writes it. */
static struct text made_up(void)
{
	struct record rec;
	struct text text;

	sample_record(&rec, 30);
	text.bytes = sample_text(&rec);
	text.len = strlen(text.bytes);
	record_free(&rec);
	return text;
}

static void replace(struct text *text, size_t at, size_t gone,
		    const char *with, size_t len)
{
	char *bytes = xcalloc(text->len - gone + len + 1, 1);

	memcpy(bytes, text->bytes, at);
	memcpy(bytes + at, with, len);
	memcpy(bytes + at + len, text->bytes + at + gone,
	       text->len - at - gone);
	free(text->bytes);
	text->bytes = bytes;
	text->len += len - gone;
}

/* The number at or behind @at becomes one that hurts. */
static void mutate_number(struct text *text, size_t at, uint64_t *state)
{
	static const char *const numbers[] = {
		"0", "-1", "1", "2", "4351", "4352", "2147483648",
		"4294967295", "4294967296", "1099511627776",
		"9223372036854775807", "9223372036854775808",
		"-9223372036854775808", "18446744073709551616", "1.5", "1e9",
		"1e400", "null", "true", "\"1\"", "[]", "{}",
	};
	size_t nr = ARRAY_SIZE(numbers);
	const char *with = numbers[sample_random(state) % nr];
	size_t len = 0;

	while (at < text->len && (text->bytes[at] < '0' ||
				  text->bytes[at] > '9'))
		at++;
	while (at + len < text->len && text->bytes[at + len] >= '0' &&
	       text->bytes[at + len] <= '9')
		len++;
	replace(text, at, len, with, strlen(with));
}

static void mutate(struct text *text, uint64_t *state)
{
	static const char marks[] = "{}[],:\"\\\n 0-.eE\0\377";
	size_t at = sample_random(state) % text->len;
	size_t span = 1 + sample_random(state) % 40;
	char *copy;

	if (span > text->len - at)
		span = text->len - at;
	switch (sample_random(state) % 8) {
	case 0:
		text->bytes[at] ^= (char)(1 << sample_random(state) % 8);
		break;
	case 1:
		text->bytes[at] = marks[sample_random(state) %
					(sizeof(marks) - 1)];
		break;
	case 2:
		text->len = at;
		break;
	case 3:
		replace(text, at, span, "", 0);
		break;
	case 4:
		copy = xcalloc(span, 1);
		memcpy(copy, text->bytes + at, span);
		replace(text, at, 0, copy, span);
		free(copy);
		break;
	default:
		mutate_number(text, at, state);
		break;
	}
}

static void run_mutations(const struct text *bases, size_t nr, long rounds,
			  uint64_t seed, FILE *null)
{
	uint64_t state = seed;
	long round, taken_nr = 0;
	char err[ERR_LEN];
	const char *bad = NULL;
	bool taken;

	for (round = 0; round < rounds && !bad; round++) {
		const struct text *base = &bases[sample_random(&state) % nr];
		struct text text = { .bytes = xcalloc(base->len + 1, 1),
				     .len = base->len };
		int times = 1 + (int)(sample_random(&state) % 3);

		memcpy(text.bytes, base->bytes, base->len);
		while (times-- && text.len)
			mutate(&text, &state);
		bad = load(&text, err, &taken, null);
		taken_nr += taken;
		free(text.bytes);
	}
	report(!bad, "%ld mutations, seed %llu: %ld taken, %ld refused", round,
	       (unsigned long long)seed, taken_nr, round - taken_nr);
	if (bad)
		printf("# round %ld: %s\n", round - 1, bad);
	/* Too few of one kind, and one side is hardly tried. */
	report(taken_nr > rounds / 100 && taken_nr < rounds / 2,
	       "both sides tried");
}

int main(int argc, char **argv)
{
	long rounds = argc > 2 ? atol(argv[2]) : ROUNDS;
	uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 0) : SEED;
	struct text bases[MOST_BASES];
	FILE *null = fopen("/dev/null", "w");
	size_t nr, i;

	if (argc < 2 || !null) {
		fprintf(stderr, "usage: fuzz_record CORPUS [ROUNDS [SEED]]\n");
		return 2;
	}
	nr = run_corpus(argv[1], bases, null);
	bases[nr++] = made_up();
	report(tests >= 40, "at least 40 files");
	run_mutations(bases, nr, rounds, seed, null);
	for (i = 0; i < nr; i++)
		free(bases[i].bytes);
	fclose(null);
	printf("1..%d\n", tests);
	return failed ? 1 : 0;
}

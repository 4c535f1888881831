// SPDX-License-Identifier: GPL-2.0
/* Records to files and back. What is refused: refusal.c. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vmexit/tsc.h>

#include "lib/util.h"
#include "sample.h"
#include "unit.h"

/* A directory for one test, gone with clear_dir(). */
static char *make_dir(void)
{
	char *dir = xstrdup("/tmp/vmexitstat-test-XXXXXX");

	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(chdir(dir), 0);
	return dir;
}

static int count_files(const char *dir)
{
	DIR *stream = opendir(dir);
	struct dirent *entry;
	int nr = 0;

	while ((entry = readdir(stream)))
		nr += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
	closedir(stream);
	return nr;
}

static void clear_dir(char *dir)
{
	DIR *stream = opendir(dir);
	struct dirent *entry;

	while ((entry = readdir(stream)))
		unlinkat(dirfd(stream), entry->d_name, 0);
	closedir(stream);
	rmdir(dir);
	free(dir);
}

static char *file_text(const char *path)
{
	FILE *in = fopen(path, "r");
	char *text = NULL;
	size_t len = 0;

	ck_assert_ptr_nonnull(in);
	if (getdelim(&text, &len, 0, in) < 0)
		sample_set(&text, "");
	fclose(in);
	return text;
}

static void load(struct record *rec, const char *path)
{
	char err[300] = "";

	ck_assert_msg(!record_load(rec, path, err, sizeof(err)), "%s", err);
}

START_TEST(round_trip)
{
	struct record rec, back;
	char *dir = make_dir();
	char *first, *second;

	sample_record(&rec, 700);
	rec.runs[1].steal_ms = 17;
	rec.runs[1].results[3].disturbed = 4;
	rec.runs[1].results[3].executed += 4;
	rec.settings.serial = true;
	rec.fp.tsc_exits = true;
	rec.fp.tsc_step = 21;
	sample_set(&rec.fp.bracket, "rdpru");
	sample_set(&rec.fp.isolation, "SEV; SEV-ES; SecureTSC");
	sample_set(&rec.fp.vmpl, "2");
	sample_set(&rec.fp.sys_hypervisor, "xen 4.17.3");
	sample_set(&rec.fp.emulated, "QEMU \"TCG\", back\\slash, \xc3\xa9");
	first = sample_text(&rec);
	ck_assert_int_eq(record_save(&rec, "a.json"), 0);
	load(&back, "a.json");
	second = sample_text(&back);
	ck_assert_str_eq(first, second);
	ck_assert_uint_eq(back.runs[1].steal_ms, 17);
	ck_assert_uint_eq(back.runs[1].results[3].disturbed, 4);
	ck_assert_str_eq(back.fp.emulated, rec.fp.emulated);
	ck_assert_uint_eq(back.fp.tsc_step, 21);
	ck_assert_str_eq(back.fp.bracket, "rdpru");
	ck_assert_str_eq(back.fp.isolation, "SEV; SEV-ES; SecureTSC");
	ck_assert_str_eq(back.fp.vmpl, "2");
	ck_assert_str_eq(back.fp.sys_hypervisor, "xen 4.17.3");
	ck_assert_str_eq(back.fp.dmi, rec.fp.dmi);
	ck_assert_mem_eq(back.runs[0].results[2].buckets,
			 rec.runs[0].results[2].buckets,
			 rec.runs[0].results[2].nr_buckets *
			 sizeof(struct bucket));
	record_free(&rec);
	record_free(&back);
	free(first);
	free(second);
	clear_dir(dir);
}

/* base.json is of before there were these. */
START_TEST(of_old)
{
	struct record rec;

	load(&rec, "tests/unit/record/base.json");
	ck_assert_uint_eq(rec.fp.tsc_step, 0);
	ck_assert_str_eq(rec.fp.bracket, VMEXIT_BRACKET_UNSAID);
	ck_assert_str_eq(rec.fp.isolation, "");
	ck_assert_str_eq(rec.fp.vmpl, "");
	ck_assert_str_eq(rec.fp.sys_hypervisor, "");
	ck_assert_str_eq(rec.fp.dmi, "");
	record_free(&rec);
}

/* The largest values there can be, and samples beyond the last bucket. */
START_TEST(extremes_round_trip)
{
	static const uint64_t samples[] = { 0, 255, 1ULL << 40, 1ULL << 62 };
	struct record rec, back;
	char *dir = make_dir();
	char *first, *second;
	struct run *run;

	sample_record(&rec, 5);
	rec.settings.samples = INT64_MAX;
	rec.settings.warmup = UINT32_MAX;
	rec.fp.tsc_khz = UINT32_MAX;
	run = record_add_run(&rec);
	sample_set(&run->started, "2026-11-21T21:40:00.123456+00:00");
	sample_result(run_add_result(run), "cpuid:0xffffffff.4294967295/insn-cpl3",
		      UINT32_MAX, VMEXIT_ROUTE_PARAVISOR, samples, 4);
	run->elapsed_ms = INT64_MAX;
	first = sample_text(&rec);
	ck_assert_int_eq(record_save(&rec, "a.json"), 0);
	load(&back, "a.json");
	second = sample_text(&back);
	ck_assert_str_eq(first, second);
	record_free(&rec);
	record_free(&back);
	free(first);
	free(second);
	clear_dir(dir);
}

/* What a source may leave behind, a file never holds. */
START_TEST(file_keeps_its_promises)
{
	struct record rec, back;
	char *dir = make_dir();

	sample_record(&rec, 5);
	rec.runs[0].results[0].state = VMEXIT_RESULT_PENDING;
	sample_set(&rec.runs[0].results[1].reason, "of no use");
	sample_set(&rec.runs[0].results[7].reason, NULL);
	rec.runs[0].results[7].min = UINT64_MAX;
	ck_assert_int_eq(record_save(&rec, "a.json"), 0);
	load(&back, "a.json");
	ck_assert_uint_eq(back.runs[0].results[0].state,
			  VMEXIT_RESULT_CANCELLED);
	ck_assert_ptr_null(back.runs[0].results[1].reason);
	ck_assert_str_eq(back.runs[0].results[7].reason, "reason not told");
	ck_assert_uint_eq(back.runs[0].results[7].min, 0);
	record_free(&rec);
	record_free(&back);
	clear_dir(dir);
}

START_TEST(foreign_text_cleaned)
{
	struct record rec, back;
	char *dir = make_dir();

	sample_record(&rec, 5);
	sample_set(&rec.fp.hypervisor, "\033[2J\xff\xc0\x80\xed\xa0\x80\x7f.");
	sample_set(&rec.fp.cmdline, "a\nb\xc2\x9bxc\xe2\x80\xae.\xf0\x9f\x98\x80");
	ck_assert_int_eq(record_save(&rec, "a.json"), 0);
	load(&back, "a.json");
	ck_assert_str_eq(back.fp.hypervisor, "?[2J???????.");
	ck_assert_str_eq(back.fp.cmdline, "a?b?xc?.\xf0\x9f\x98\x80");
	record_free(&rec);
	record_free(&back);
	clear_dir(dir);
}

START_TEST(nothing_round_trip)
{
	struct record rec, back;
	char *dir = make_dir();

	sample_record(&rec, 5);
	while (rec.nr_runs)
		run_free(&rec.runs[--rec.nr_runs]);
	ck_assert_int_eq(record_save(&rec, "a.json"), 0);
	load(&back, "a.json");
	ck_assert_uint_eq(back.nr_runs, 0);
	record_free(&rec);
	record_free(&back);
	clear_dir(dir);
}

START_TEST(free_twice)
{
	struct record rec;

	sample_record(&rec, 5);
	record_free(&rec);
	ck_assert_ptr_null(rec.runs);
	ck_assert_uint_eq(rec.nr_runs, 0);
	record_free(&rec);
}

START_TEST(growing)
{
	struct record rec = { 0 };
	struct run *run;
	uint32_t i, j;

	for (i = 0; i < 9; i++) {
		run = record_add_run(&rec);
		ck_assert_ptr_null(run->results);
		run->elapsed_ms = i;
		for (j = 0; j < 70; j++)
			run_add_result(run)->cpu = j;
	}
	for (i = 0; i < 9; i++) {
		ck_assert_uint_eq(rec.runs[i].elapsed_ms, i);
		for (j = 0; j < 70; j++)
			ck_assert_uint_eq(rec.runs[i].results[j].cpu, j);
	}
	record_free(&rec);
}

START_TEST(save_is_whole)
{
	struct record rec;
	char *dir = make_dir();
	char *want, *got;
	struct stat st;

	sample_record(&rec, 50);
	want = sample_text(&rec);
	umask(027);
	ck_assert_int_eq(record_save(&rec, "new.json"), 0);
	ck_assert_int_eq(stat("new.json", &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0640);
	ck_assert_int_eq(umask(022), 027);
	ck_assert_int_eq(chmod("new.json", 0604), 0);
	ck_assert_int_eq(record_save(&rec, "./new.json"), 0);
	ck_assert_int_eq(stat("new.json", &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0604);
	got = file_text("new.json");
	ck_assert_str_eq(got, want);
	ck_assert_int_eq(count_files(dir), 1);
	free(want);
	free(got);
	record_free(&rec);
	clear_dir(dir);
}

/* A disk that fills up halfway: the old file stays, and nothing else. */
START_TEST(save_that_fails)
{
	struct rlimit small = { 1000, RLIM_INFINITY };
	struct rlimit before;
	struct record rec;
	char *dir = make_dir();
	char *got;
	int err;

	sample_record(&rec, 50);
	ck_assert_int_eq(close(open("a.json", O_WRONLY | O_CREAT, 0644)), 0);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	setrlimit(RLIMIT_FSIZE, &small);
	err = record_save(&rec, "a.json");
	setrlimit(RLIMIT_FSIZE, &before);
	ck_assert_int_eq(err, -EFBIG);
	got = file_text("a.json");
	ck_assert_str_eq(got, "");
	ck_assert_int_eq(count_files(dir), 1);
	ck_assert_int_eq(record_save(&rec, "none/a.json"), -ENOENT);
	ck_assert_int_eq(record_save(&rec, "a.json/b"), -ENOTDIR);
	ck_assert_int_eq(record_save(&rec, "."), -EISDIR);
	ck_assert_int_eq(record_save(&rec, "/dev/full"), -ENOSPC);
	ck_assert_int_eq(count_files(dir), 1);
	free(got);
	record_free(&rec);
	clear_dir(dir);
}

static int signal_in_fsync;

/* In place of libc's: what is raised here comes while the file is being saved. */
int fsync(int fd)
{
	if (signal_in_fsync)
		raise(signal_in_fsync);
	return (int)syscall(SYS_fsync, fd);
}

/* Ends the process, but not before the file is whole. */
START_TEST(save_when_told_to_end)
{
	static const int signals[] = { SIGINT, SIGTERM };
	struct record rec;
	char *dir = make_dir();
	char *want, *got;
	int status, i;
	pid_t pid;

	sample_record(&rec, 50);
	want = sample_text(&rec);
	for (i = 0; i < 2; i++) {
		pid = fork();
		if (!pid) {
			signal(signals[i], SIG_DFL);
			signal_in_fsync = signals[i];
			record_save(&rec, "a.json");
			_exit(0);
		}
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		ck_assert(WIFSIGNALED(status));
		ck_assert_int_eq(WTERMSIG(status), signals[i]);
		got = file_text("a.json");
		ck_assert_str_eq(got, want);
		ck_assert_int_eq(count_files(dir), 1);
		ck_assert_int_eq(unlink("a.json"), 0);
		free(got);
	}
	free(want);
	record_free(&rec);
	clear_dir(dir);
}

START_TEST(save_through_links)
{
	struct stat link, before, after;
	struct record rec;
	char *dir = make_dir();
	char *want, *got, *path;
	int fd;

	sample_record(&rec, 5);
	want = sample_text(&rec);
	fd = open("real.json", O_RDWR | O_CREAT, 0644);
	ck_assert_int_eq(symlink("real.json", "link.json"), 0);
	ck_assert_int_eq(record_save(&rec, "link.json"), 0);
	ck_assert_int_eq(lstat("link.json", &link), 0);
	ck_assert(S_ISLNK(link.st_mode));
	got = file_text("real.json");
	ck_assert_str_eq(got, want);
	free(got);
	close(fd);
	/* What is open already is written to, not replaced. */
	fd = open("out", O_RDWR | O_CREAT, 0644);
	fstat(fd, &before);
	path = xasprintf("/proc/self/fd/%d", fd);
	ck_assert_int_eq(record_save(&rec, path), 0);
	ck_assert_int_eq(stat("out", &after), 0);
	ck_assert_uint_eq(before.st_ino, after.st_ino);
	got = file_text("out");
	ck_assert_str_eq(got, want);
	ck_assert_int_eq(count_files(dir), 3);
	close(fd);
	free(path);
	free(got);
	free(want);
	record_free(&rec);
	clear_dir(dir);
}

START_TEST(write_that_fails)
{
	FILE *full = fopen("/dev/full", "w");
	struct record rec;

	ck_assert_ptr_nonnull(full);
	sample_record(&rec, 2000);
	ck_assert_int_eq(record_write(&rec, full), -ENOSPC);
	fclose(full);
	record_free(&rec);
}

START_TEST(load_from_stdin)
{
	struct record rec, back;
	char *dir = make_dir();
	int fd;

	sample_record(&rec, 5);
	ck_assert_int_eq(record_save(&rec, "a.json"), 0);
	fd = open("a.json", O_RDONLY);
	dup2(fd, STDIN_FILENO);
	load(&back, "-");
	ck_assert_uint_eq(back.nr_runs, 2);
	ck_assert_int_ge(fcntl(STDIN_FILENO, F_GETFD), 0);
	close(fd);
	record_free(&rec);
	record_free(&back);
	clear_dir(dir);
}

const struct unit_test unit_tests[] = {
	{ "write, load, write: the same", &round_trip },
	{ "load: what older ones lack is unknown", &of_old },
	{ "extremes", &extremes_round_trip },
	{ "what a file never holds", &file_keeps_its_promises },
	{ "foreign text", &foreign_text_cleaned },
	{ "no runs", &nothing_round_trip },
	{ "free", &free_twice },
	{ "grow", &growing },
	{ "save: whole, its mode, no temporary file", &save_is_whole },
	{ "save: failing leaves the old", &save_that_fails },
	{ "save: told to end meanwhile", &save_when_told_to_end },
	{ "save: through links", &save_through_links },
	{ "write: failing", &write_that_fails },
	{ "load: standard input", &load_from_stdin },
	{ 0 }
};

// SPDX-License-Identifier: GPL-2.0
/* The output options, the terminal, and vmexitstat report as a whole. */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/output_opts.h"
#include "lib/term.h"
#include "sample.h"
#include "unit.h"

#define VALID	"tests/fuzz/corpus/ok.json"

/* What a command printed to both, and what it ended with. */
struct outcome {
	int code;
	char text[65536];
};

/* vmexitstat report ARGS, its output into @outcome, or to @to if not -1. */
static void report(struct outcome *outcome, int to,
		   const char *const *args)
{
	char *argv[8] = { (char *)"report" };
	int argc, fds[2], status;
	size_t used = 0;
	ssize_t got;
	pid_t pid;

	for (argc = 1; args[argc - 1]; argc++)
		argv[argc] = (char *)args[argc - 1];
	ck_assert_int_eq(pipe(fds), 0);
	fflush(NULL);
	pid = fork();
	if (!pid) {
		dup2(fds[1], STDERR_FILENO);
		dup2(to < 0 ? fds[1] : to, STDOUT_FILENO);
		close(fds[0]);
		close(fds[1]);
		/* As main() does. */
		setlocale(LC_CTYPE, "");
		argp_err_exit_status = EXIT_USAGE;
		exit(cmd_report(argc, argv));
	}
	close(fds[1]);
	while (used < sizeof(outcome->text) - 1 &&
	       (got = read(fds[0], outcome->text + used,
			   sizeof(outcome->text) - 1 - used)) > 0)
		used += (size_t)got;
	outcome->text[used] = '\0';
	close(fds[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	outcome->code = WEXITSTATUS(status);
}

static struct outcome result;

#define REPORT(to, ...) \
	report(&result, to, (const char *const []){ __VA_ARGS__, NULL })

START_TEST(forms)
{
	REPORT(-1, VALID);
	ck_assert_int_eq(result.code, 0);
	ck_assert_ptr_nonnull(strstr(result.text, "In cycles,"));
	REPORT(-1, "--ns", VALID);
	ck_assert_ptr_nonnull(strstr(result.text, "In ns,"));
	REPORT(-1, "--ns", VALID, "--cycles");
	ck_assert_ptr_nonnull(strstr(result.text, "In cycles,"));
	REPORT(-1, VALID, "--csv");
	ck_assert_int_eq(result.code, 0);
	ck_assert_int_eq(strncmp(result.text, "probe,route,", 12), 0);
	REPORT(-1, VALID, "--json");
	ck_assert_int_eq(result.code, 0);
	ck_assert_int_eq(strncmp(result.text, "{\n\"format\":", 11), 0);
}

START_TEST(wrong_usage)
{
	REPORT(-1, "--json", "--csv", VALID);
	ck_assert_int_eq(result.code, EXIT_USAGE);
	ck_assert_ptr_nonnull(strstr(result.text, "exclude each other"));
	REPORT(-1, "--width", "39", VALID);
	ck_assert_int_eq(result.code, EXIT_USAGE);
	ck_assert_ptr_nonnull(strstr(result.text, "40 to 1000"));
	REPORT(-1, "-w", "80x", VALID);
	ck_assert_int_eq(result.code, EXIT_USAGE);
	REPORT(-1, "-w", "99999999999999999999", VALID);
	ck_assert_int_eq(result.code, EXIT_USAGE);
	REPORT(-1, VALID, VALID);
	ck_assert_int_eq(result.code, EXIT_USAGE);
	REPORT(-1, "--jsno", VALID);
	ck_assert_int_eq(result.code, EXIT_USAGE);
	REPORT(-1, "--csv");
	ck_assert_int_eq(result.code, EXIT_USAGE);
}

START_TEST(bad_files)
{
	REPORT(-1, "/none");
	ck_assert_int_eq(result.code, EXIT_FILE);
	ck_assert_str_eq(result.text,
			 "vmexitstat: /none: No such file or directory\n");
	REPORT(-1, "tests/fuzz/corpus/version-2.json");
	ck_assert_int_eq(result.code, EXIT_FILE);
	ck_assert_ptr_nonnull(strstr(result.text, ".json: version: 2, and"));
}

START_TEST(output_that_fails)
{
	static const char *const as[] = { "--json", "--csv", "--ns" };
	int full = open("/dev/full", O_WRONLY);
	int fds[2], i;

	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(pipe(fds), 0);
	for (i = 0; i < 3; i++) {
		REPORT(full, as[i], VALID);
		ck_assert_int_eq(result.code, EXIT_FILE);
		ck_assert_str_eq(result.text,
				 "vmexitstat: standard output: No space left on device\n");
	}
	/* Whoever read has seen enough: no words about it. */
	close(fds[0]);
	for (i = 0; i < 3; i++) {
		REPORT(fds[1], as[i], VALID);
		ck_assert_int_eq(result.code, EXIT_FILE);
		ck_assert_str_eq(result.text, "");
	}
	close(fds[1]);
	close(full);
}

START_TEST(width)
{
	struct winsize size = { .ws_row = 24, .ws_col = 132 };
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	int fd = open("/dev/null", O_RDWR);
	int tty;

	setenv("COLUMNS", "101", 1);
	ck_assert_int_eq(term_width(fd), 101);
	setenv("COLUMNS", "7", 1);
	ck_assert_int_eq(term_width(fd), TERM_MIN_WIDTH);
	setenv("COLUMNS", "70000", 1);
	ck_assert_int_eq(term_width(fd), TERM_MAX_WIDTH);
	setenv("COLUMNS", "wide", 1);
	ck_assert_int_eq(term_width(fd), 80);
	unsetenv("COLUMNS");
	ck_assert_int_eq(term_width(fd), 80);
	if (master < 0)
		return;
	ck_assert_int_eq(grantpt(master) | unlockpt(master), 0);
	tty = open(ptsname(master), O_RDWR | O_NOCTTY);
	ck_assert_int_ge(tty, 0);
	ck_assert_int_eq(ioctl(tty, TIOCSWINSZ, &size), 0);
	setenv("COLUMNS", "101", 1);
	ck_assert_int_eq(term_width(tty), 132);
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	ck_assert(term_color(tty));
	ck_assert(!term_color(fd));
	setenv("NO_COLOR", "", 1);
	ck_assert(term_color(tty));
	setenv("NO_COLOR", "1", 1);
	ck_assert(!term_color(tty));
	unsetenv("NO_COLOR");
	setenv("TERM", "dumb", 1);
	ck_assert(!term_color(tty));
	close(tty);
	close(master);
	close(fd);
}

START_TEST(characters)
{
	ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C"));
	ck_assert(!term_utf8());
	ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
	ck_assert(term_utf8());
	setenv("LC_ALL", "C", 1);
	REPORT(-1, VALID);
	ck_assert_ptr_nonnull(strchr(result.text, '@'));
	setenv("LC_ALL", "C.UTF-8", 1);
	REPORT(-1, VALID);
	ck_assert_ptr_nonnull(strstr(result.text, "█"));
}

const struct unit_test unit_tests[] = {
	{ "forms", &forms },
	{ "wrong usage", &wrong_usage },
	{ "bad files", &bad_files },
	{ "output that fails", &output_that_fails },
	{ "width and colours", &width },
	{ "characters", &characters },
	{ 0 }
};

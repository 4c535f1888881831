// SPDX-License-Identifier: GPL-2.0
/* Waiting: signals are read like keys, so that none comes at a wrong moment. */
#include "watch/wake.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "lib/exit_code.h"
#include "lib/util.h"

static const int stops[] = { SIGINT, SIGTERM, SIGQUIT, SIGHUP };

static sigset_t old_mask;
static int signals = -1;	/* to read them from, where there is a screen */

static void end_at_once(int sig)
{
	(void)sig;
	_exit(EXIT_INTERRUPTED);
}

/* What was ignored (nohup, a job of a script) stays so. */
static bool is_ignored(int sig)
{
	struct sigaction action;

	return !sigaction(sig, NULL, &action) && action.sa_handler == SIG_IGN;
}

int wake_begin(bool screen)
{
	const struct sigaction action = { .sa_handler = end_at_once };
	sigset_t mask;
	size_t i;

	if (!screen) {
		for (i = 0; i < 2; i++)
			if (!is_ignored(stops[i]))
				sigaction(stops[i], &action, NULL);
		return 0;
	}
	sigemptyset(&mask);
	sigaddset(&mask, SIGWINCH);
	for (i = 0; i < ARRAY_SIZE(stops); i++)
		if (!is_ignored(stops[i]))
			sigaddset(&mask, stops[i]);
	signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	if (signals < 0)
		return -errno;
	sigprocmask(SIG_BLOCK, &mask, &old_mask);
	return 0;
}

void wake_end(void)
{
	if (signals < 0)
		return;
	sigprocmask(SIG_SETMASK, &old_mask, NULL);
	close(signals);
	signals = -1;
}

uint64_t wake_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static int left_ms(uint64_t until)
{
	uint64_t now = wake_now();

	if (now >= until)
		return 0;
	return until - now < INT_MAX ? (int)(until - now) : INT_MAX;
}

enum wake wake_wait(uint64_t until)
{
	bool screen = signals >= 0;
	struct pollfd fds[] = {
		{ .fd = signals, .events = POLLIN },
		/* Of a pipe without readers POLLERR tells, unasked. */
		{ .fd = screen ? STDIN_FILENO : STDOUT_FILENO,
		  .events = screen ? POLLIN : 0 },
	};
	struct signalfd_siginfo info;
	int left;

	do {
		left = left_ms(until);
		/* Stopped and continued: what is left is another time. */
		if (poll(fds, ARRAY_SIZE(fds), left) < 0)
			continue;
		if (screen && read(signals, &info, sizeof(info)) == sizeof(info))
			return info.ssi_signo == SIGWINCH ? WAKE_RESIZE : WAKE_STOP;
		if (fds[1].revents & POLLIN)
			return WAKE_KEY;
		if (fds[1].revents)
			return screen ? WAKE_STOP : WAKE_UNREAD;
	} while (left);
	return WAKE_TIME;
}

/* SPDX-License-Identifier: GPL-2.0 */
/* Waiting for whatever comes first: the time, a key, a signal. */
#ifndef VMEXITSTAT_WATCH_WAKE_H
#define VMEXITSTAT_WATCH_WAKE_H

#include <stdbool.h>
#include <stdint.h>

enum wake {
	WAKE_TIME,	/* it is time */
	WAKE_KEY,	/* standard input has something */
	WAKE_RESIZE,	/* the terminal's size changed */
	WAKE_STOP,	/* a signal to end, or the terminal is gone */
	WAKE_UNREAD,	/* nobody reads standard output any more */
};

/**
 * wake_begin() - what there is to wait for
 * @screen: keys, SIGWINCH, and signals to end (SIGINT, SIGTERM, SIGQUIT, SIGHUP,
 *	those that are not ignored), which are kept until wake_wait() tells of
 *	them. Else SIGINT and SIGTERM end the program at once, with
 *	EXIT_INTERRUPTED: a reader that does not read cannot hold that up
 *
 * Return: 0, to be followed by wake_end(), or a negative errno.
 */
int wake_begin(bool screen);
void wake_end(void);

/* Now, in ms; goes on while the machine is suspended. */
uint64_t wake_now(void);

/**
 * wake_wait() - wait
 * @until: when it is time, by wake_now()
 *
 * Return: what came first; what came with it is told by the next call.
 */
enum wake wake_wait(uint64_t until);

#endif /* VMEXITSTAT_WATCH_WAKE_H */

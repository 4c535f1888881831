// SPDX-License-Identifier: GPL-2.0
#include "nmi.h"

#include <err.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <sys/time.h>

static unsigned int every, used;
static uint16_t injected;
static atomic_bool due;

/* It also ends a KVM_RUN. */
static void tick(int signal)
{
	(void)signal;
	due = true;
}

static void set_period(unsigned int ms)
{
	const struct sigaction action = { .sa_handler = tick };
	const struct timeval period = { .tv_usec = ms * 1000 };
	const struct itimerval timer = { .it_interval = period, .it_value = period };

	if (sigaction(SIGALRM, &action, NULL) < 0 || setitimer(ITIMER_REAL, &timer, NULL) < 0)
		err(1, "a timer of %u ms", ms);
}

bool nmi_read(uint16_t port, uint8_t *value)
{
	if (port != NMI_EVERY && port != NMI_PERIOD)
		return false;
	*value = port == NMI_EVERY ? injected : injected >> 8;
	return true;
}

bool nmi_write(uint16_t port, uint8_t value)
{
	if (port == NMI_EVERY)
		every = value;
	else if (port == NMI_PERIOD)
		set_period(value);
	else
		return false;
	if (value) {
		used = 0;
		injected = 0;
	}
	return true;
}

void nmi_used(void)
{
	if (every && ++used == every) {
		used = 0;
		due = true;
	}
}

void nmi_inject(const struct vcpu *cpu)
{
	if (!atomic_exchange(&due, false))
		return;
	if (ioctl(cpu->fd, KVM_NMI) < 0)
		err(1, "KVM_NMI");
	injected++;
}

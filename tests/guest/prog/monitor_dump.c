// SPDX-License-Identifier: GPL-2.0
/*
 *	monitor_dump
 *
 * What a netlink dump of the monitor says, by the words of sysfs: a line a probe,
 * "NAME EXECUTED COUNT DISTURBED MIN MEAN P50 P99 P99.9 MAX", times in
 * nanoseconds, computed here out of the buckets as they came. Ends with 1 where a
 * histogram is not all of one moment: its buckets do not add up to its count.
 */
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "watch/monitor.h"

#define SMALL	4096

/*
 * libnl's own. The kernel makes a dump's messages as large as what was ever
 * received into, four pages here: more than any histogram of a test takes.
 */
ssize_t recvmsg(int fd, struct msghdr *msg, int flags)
{
	if (msg->msg_iovlen && msg->msg_iov[0].iov_len > SMALL)
		msg->msg_iov[0].iov_len = SMALL;
	return syscall(SYS_recvmsg, fd, msg, flags);
}

static uint32_t tsc_khz;

static bool adds_up(const struct result *res)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < res->nr_buckets; i++)
		sum += res->buckets[i].count;
	return sum == res->count;
}

static uintmax_t to_ns(uint64_t cycles)
{
	/* Far from overflowing in a test. */
	return cycles * 1000000 / tsc_khz;
}

/* Start of the bucket that holds the sample of rank ceil(count * per_mille / 1000). */
static uint64_t quantile(const struct result *res, uint64_t per_mille)
{
	uint64_t rank = (res->count * per_mille + 999) / 1000, below = 0, start;
	size_t i;

	for (i = 0; i < res->nr_buckets; i++) {
		below += res->buckets[i].count;
		if (below >= rank)
			break;
	}
	start = i < res->nr_buckets ? vmexit_hist_lower(res->buckets[i].index) : 0;
	return start > res->min ? start : res->min;
}

int main(void)
{
	struct record rec = { 0 };
	struct monitor mon;
	char err[512], name[VMEXIT_NAME_LEN];
	int ret = 0;
	size_t i;

	if (monitor_open(&rec.fp, err, sizeof(err)) ||
	    monitor_read(&mon, err, sizeof(err))) {
		fprintf(stderr, "monitor_dump: %s\n", err);
		return 1;
	}
	tsc_khz = rec.fp.tsc_khz;
	for (i = 0; i < mon.run.nr_results; i++) {
		const struct result *res = &mon.run.results[i];

		vmexit_name_format(&res->id, name);
		printf("%s %ju %ju %ju %ju %ju %ju %ju %ju %ju\n", name,
		       (uintmax_t)res->executed, (uintmax_t)res->count,
		       (uintmax_t)res->disturbed, to_ns(res->min),
		       res->count ? to_ns(res->sum / res->count) : 0,
		       to_ns(quantile(res, 500)), to_ns(quantile(res, 990)),
		       to_ns(quantile(res, 999)), to_ns(res->max));
		ret |= !adds_up(res);
	}
	monitor_free(&mon);
	monitor_close();
	record_free(&rec);
	return ret;
}

/* SPDX-License-Identifier: GPL-2.0 */
/* The generic netlink face; include/uapi/linux/vmexit.h is its contract. */
#ifndef VMEXIT_NETLINK_H
#define VMEXIT_NETLINK_H

#include <linux/skbuff.h>
#include <net/genetlink.h>
#include "run.h"

/**
 * vmexit_netlink_init() - register the family; requests may come at once
 *
 * Return: 0 or a negative errno.
 */
int vmexit_netlink_init(void);

/* Stop all runs, then unregister: nothing is sent to a family that is gone. */
void vmexit_netlink_exit(void);

/* Multicast a run's progress or end; may sleep. */
void vmexit_netlink_notify(struct vmexit_run *run);

/*
 * netlink_fill.c: each puts one nest into a message. -EMSGSIZE: no room, and
 * the message is as before.
 */
int vmexit_fill_info(struct sk_buff *skb);
int vmexit_fill_probe(struct sk_buff *skb, const struct vmexit_probe *probe);
int vmexit_fill_run(struct sk_buff *skb, const struct vmexit_run *run,
		    bool with_probes);

/**
 * vmexit_fill_result() - put a result, or as much of it as fits
 * @skb: message
 * @probe: of what
 * @cpu: of which CPU; NULL: of several together
 * @res: the result
 * @skip: buckets that earlier messages carried
 *
 * Return: buckets still to come, or -EMSGSIZE.
 */
int vmexit_fill_result(struct sk_buff *skb, const struct vmexit_probe *probe,
		       const unsigned int *cpu, const struct vmexit_result *res,
		       u32 skip);

/* netlink_dump.c: what the family's operations call. */
int vmexit_get_probes(struct sk_buff *skb, struct netlink_callback *cb);
int vmexit_get_results(struct sk_buff *skb, struct netlink_callback *cb);
int vmexit_get_monitor_start(struct netlink_callback *cb);
int vmexit_get_monitor(struct sk_buff *skb, struct netlink_callback *cb);
int vmexit_get_monitor_done(struct netlink_callback *cb);

#endif /* VMEXIT_NETLINK_H */

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Generic netlink to the module: one socket, requests that wait for their
 * answer, and the kernel's own words when it refuses.
 */
#ifndef VMEXITSTAT_SOURCE_LINK_H
#define VMEXITSTAT_SOURCE_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

/**
 * typedef link_reply_fn - called for every message of an answer
 * @arg: as given to link_request()
 * @attrs: top-level attributes, valid during the call
 *
 * Return: 0, or a negative errno that ends the request with it.
 */
typedef int link_reply_fn(void *arg, struct nlattr **attrs);

/**
 * link_open() - connect, and find the family
 *
 * Return: 0; -ENOENT: no such family (the module is not loaded); or another
 * negative errno.
 */
int link_open(void);
void link_close(void);

/**
 * link_request_new() - begin a request
 * @cmd: enum vmexit_cmd
 * @dump: ask for a dump
 *
 * Return: the message, for link_request().
 */
struct nl_msg *link_request_new(int cmd, bool dump);

/**
 * link_request() - send, and wait for the whole answer
 * @msg: consumed
 * @reply: called per message; may be NULL
 * @arg: its first argument
 *
 * Return: 0 or a negative errno; link_why() tells more.
 */
int link_request(struct nl_msg *msg, link_reply_fn *reply, void *arg);

/* The extended ack of the last request; "" if it came with none. */
const char *link_why(void);

/**
 * link_subscribe() - hear of runs on a socket of its own
 *
 * Return: a file descriptor that becomes readable with each notification, or
 * a negative errno.
 */
int link_subscribe(void);

/* Throw away what link_subscribe()'s socket has received. */
void link_drain(void);

#endif /* VMEXITSTAT_SOURCE_LINK_H */

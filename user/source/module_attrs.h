/* SPDX-License-Identifier: GPL-2.0 */
/* Attributes of the module's answers, and what they are put together to. */
#ifndef VMEXITSTAT_SOURCE_MODULE_ATTRS_H
#define VMEXITSTAT_SOURCE_MODULE_ATTRS_H

#include "source/link.h"
#include "source/source.h"

/* What a probe's nest holds. */
extern struct nla_policy probe_policy[VMEXIT_A_PROBE_MAX + 1];

/* An attribute's value; 0, or a copy of "", where it is not there. */
uint32_t attr_u32(struct nlattr *attr);
uint64_t attr_u64(struct nlattr *attr);
char *attr_string(struct nlattr *attr);

/**
 * attrs_id() - a probe's name
 * @a: its nest, parsed
 * @id: filled
 *
 * Return: 0, or -EPROTO where this tool does not know the words.
 */
int attrs_id(struct nlattr **a, struct vmexit_id *id);

/* A probe's route, unknown where this tool does not know the word; its basis likewise. */
uint32_t attrs_route(struct nlattr **a);
uint32_t attrs_basis(struct nlattr **a);

/* The route that was expected: the other, where a module does not tell. */
uint32_t attrs_expected(struct nlattr **a);

/**
 * module_results() - dump a run's results
 * @cookie: which run
 * @run: takes them
 *
 * Return: 0 or a negative errno; what had come before it stays in @run.
 */
int module_results(uint64_t cookie, struct run *run);

/**
 * module_monitored() - dump what the monitor has measured
 * @run: takes a result for each probe that ever was, all CPUs together: its CPU
 *	number means nothing
 *
 * Return: as module_results().
 */
int module_monitored(struct run *run);

/**
 * module_fail() - why a request failed
 * @ret: what link_request() returned, not 0
 * @what: was asked for
 * @err: the kernel's own words where it gave any, and what to do where known
 * @len: size of @err
 *
 * Return: @ret.
 */
int module_fail(int ret, const char *what, char *err, size_t len);

#endif /* VMEXITSTAT_SOURCE_MODULE_ATTRS_H */

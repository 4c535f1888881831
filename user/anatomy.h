/* SPDX-License-Identifier: GPL-2.0 */
/* Where the time of an exit goes: what the guest takes, and what the host. */
#ifndef VMEXITSTAT_ANATOMY_H
#define VMEXITSTAT_ANATOMY_H

#include "stats.h"

/**
 * struct anatomy - an exit that was measured as an instruction and directly
 * @insn: the instruction, its route #VC+VMGEXIT
 * @total: its p50, net, in cycles, as are all parts
 * @host: the direct call with the same inputs (ghcb-page): world switch, host
 * @guest: @total - @host: exception, handler, GHCB
 * @has_exception: there is an exit-free twin: @guest is known in two parts
 * @exception: the twin: #VC and its handler, answered in the guest
 * @ghcb: @guest - @exception: what the call itself takes in the guest
 *
 * Differences of quantiles: exact only where samples hardly differ.
 */
struct anatomy {
	const struct pooled *insn;
	double total;
	double host;
	double guest;
	bool has_exception;
	double exception;
	double ghcb;
};

/**
 * anatomy_make() - the exits of a record that can be taken apart
 * @list: set to an array in the order of @sum, the caller's to free()
 *
 * Return: how many.
 */
size_t anatomy_make(const struct summary *sum, struct anatomy **list);

#endif /* VMEXITSTAT_ANATOMY_H */

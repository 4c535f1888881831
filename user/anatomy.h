/* SPDX-License-Identifier: GPL-2.0 */
/* Where the time of an exit goes: what the guest takes, and what the host. */
#ifndef VMEXITSTAT_ANATOMY_H
#define VMEXITSTAT_ANATOMY_H

#include "stats.h"

/**
 * struct anatomy - an exit that was measured as an instruction and directly
 * @insn: the instruction, its route #VC+VMGEXIT or #VE+TDVMCALL
 * @total: its p50, net, in cycles, as are all parts
 * @direct: the call with the same inputs (ghcb-page, tdvmcall), without the trap
 * @guest: @total - @direct: exception, handler, what the call takes in the guest
 * @has_exception: there is an exit-free twin: @guest is known in two parts
 * @exception: the twin: #VC or #VE and its handler, answered in the guest
 * @rest: @guest less @exception where that is known
 * @has_module: a call that the TDX module answers by itself was measured, and
 *	@direct is known in two parts
 * @module: that call (vp-info/tdcall): an entry into it takes that at least
 * @host: @direct less @module where that is known: world switch and host
 *
 * Differences of quantiles: exact only where samples hardly differ.
 */
struct anatomy {
	const struct pooled *insn;
	double total;
	double direct;
	double guest;
	bool has_exception;
	double exception;
	double rest;
	bool has_module;
	double module;
	double host;
};

/**
 * anatomy_make() - the exits of a record that can be taken apart
 * @list: set to an array in the order of @sum, the caller's to free()
 *
 * Return: how many.
 */
size_t anatomy_make(const struct summary *sum, struct anatomy **list);

#endif /* VMEXITSTAT_ANATOMY_H */

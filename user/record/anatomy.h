/* SPDX-License-Identifier: GPL-2.0 */
/* Where the time of an exit goes: what the guest takes, and what the host. */
#ifndef VMEXITSTAT_RECORD_ANATOMY_H
#define VMEXITSTAT_RECORD_ANATOMY_H

#include "record/stats.h"

/* What an exit is taken apart into, in the order of time. */
enum anatomy_part {
	ANATOMY_EXCEPTION,	/* of the guest's part, where it is known in two */
	ANATOMY_GUEST,		/* all of it, or what is left of it */
	ANATOMY_MODULE,		/* the TDX module's, where it is known */
	ANATOMY_HOST,
	ANATOMY_NR_PARTS,
};

/* As many pairs of parts there are. */
#define ANATOMY_NR_PAIRS	(ANATOMY_NR_PARTS * (ANATOMY_NR_PARTS - 1) / 2)

/**
 * struct anatomy - an exit that was measured as an instruction and directly
 * @insn: the instruction, its route #VC+VMGEXIT or #VE+TDVMCALL
 * @call: the same exit, asked for directly
 * @wrmsr: what is subtracted from that; NULL where @has_wrmsr is not, as with the next two
 * @twin: what @exception is of
 * @tdcall: what @module is of
 * @total: its p50, net, in cycles, as are all parts
 * @direct: the call with the same inputs (ghcb-page, tdvmcall), without the trap,
 *	and less the guest's WRMSR of the GHCB MSR where that was measured
 * @has_wrmsr: it was
 * @guest: @total - @direct: exception, handler, what the call takes in the guest
 * @has_exception: there is an exit-free twin: @guest is known in two parts
 * @exception: the twin: #VC or #VE and its handler, answered in the guest
 * @rest: @guest less @exception where that is known
 * @has_module: a call that the TDX module answers by itself was measured, and
 *	@direct is known in two parts
 * @module: that call (vp-info/tdcall): an entry into it takes that at least
 * @host: @direct less @module where that is known: world switch and host
 * @within: unset before anatomy_spread(), as is the rest; of each part, half of its
 *	interval (interval_half()), by what it is in each run; NAN where fewer than two
 *	tell, or the part is not known
 * @alike: pairs of parts of which neither is known to be the larger, @nr_alike of them
 *
 * Differences of quantiles: exact only where samples hardly differ.
 */
struct anatomy {
	const struct pooled *insn;
	const struct pooled *call;
	const struct pooled *wrmsr;
	const struct pooled *twin;
	const struct pooled *tdcall;
	double total;
	double direct;
	bool has_wrmsr;
	double guest;
	bool has_exception;
	double exception;
	double rest;
	bool has_module;
	double module;
	double host;
	double within[ANATOMY_NR_PARTS];
	enum anatomy_part alike[ANATOMY_NR_PAIRS][2];
	size_t nr_alike;
};

/**
 * anatomy_make() - the exits of a record that can be taken apart
 * @list: set to an array in the order of @sum, the caller's to free()
 *
 * Return: how many.
 */
size_t anatomy_make(const struct summary *sum, struct anatomy **list);

/* Sets what the parts take and which there are, by the probes it is of, of @sum. */
void anatomy_take_apart(const struct summary *sum, struct anatomy *a);

/* Whether a part is known of an exit, and what it takes. */
bool anatomy_has(const struct anatomy *a, enum anatomy_part part);
double anatomy_part(const struct anatomy *a, enum anatomy_part part);

/* Without the path: it is the exit that is taken apart. */
void anatomy_name(const struct anatomy *a, char buf[VMEXIT_NAME_LEN]);

/**
 * struct anatomy_words - what the parts of a record's exits are called
 * @is_td: exits of a TD
 * @has: some exit has the part; guest and host always
 * @has_wrmsr: the host's part is of all exits the call less its WRMSR
 */
struct anatomy_words {
	bool is_td;
	bool has_wrmsr;
	bool has[ANATOMY_NR_PARTS];
};

struct anatomy_words anatomy_words(const struct anatomy *list, size_t nr);

/* In the order that lets each meaning speak of "that" before it. */
extern const enum anatomy_part anatomy_told[ANATOMY_NR_PARTS];

/* A word for a part that there is, and what it is. */
const char *anatomy_title(const struct anatomy_words *words,
			  enum anatomy_part part);
const char *anatomy_meaning(const struct anatomy_words *words,
			    enum anatomy_part part);

/* An exception that the guest fixes up by itself, to see beside; or NULL. */
const struct pooled *anatomy_trap(const struct summary *sum);

#endif /* VMEXITSTAT_RECORD_ANATOMY_H */

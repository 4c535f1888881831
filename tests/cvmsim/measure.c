// SPDX-License-Identifier: GPL-2.0
#include "count.h"
#include "measure.h"
#include "../guest/spread/spread.h"

struct costs costs;
struct trap_clock trap_clock;

static u64 own_exits;	/* since reset: what tail and spread go by */

static u64 last_stamp;	/* of the guest's clock, at the last station */
static u64 before;
static bool under_way;

void measure_reset(void)
{
	trap_clock = (struct trap_clock){ 0 };
	own_exits = 0;
	under_way = false;
}

void charge_vc(struct vcpu *v)
{
	v->charge += costs.vc;
}

/* Of the module's exits every Nth is dearer, and each by a value of its own. */
static void charge_exit(struct vcpu *v, u64 cost)
{
	v->charge += cost;
	if (!is_own(v))
		return;
	if (costs.spread_octaves)
		v->charge += spread_value(costs.spread_seed, own_exits,
					  costs.spread_octaves);
	own_exits++;
	if (costs.tail_every && own_exits % costs.tail_every == 0)
		v->charge += costs.tail;
}

void charge_vmgexit(struct vcpu *v)
{
	charge_exit(v, costs.vmgexit);
}

void charge_vmexit(struct vcpu *v)
{
	charge_exit(v, costs.vmexit);
}

void charge_ve(struct vcpu *v)
{
	v->charge += costs.ve;
}

void charge_module(struct vcpu *v, bool whole)
{
	if (whole)
		charge_exit(v, costs.module);
	else
		v->charge += costs.module;
}

/* The guest's clock as it stood when it left. */
static u64 guest_now(struct vcpu *v)
{
	return v->exit_tsc + v->vmcb->tsc_offset;
}

void clock_trap(struct vcpu *v)
{
	if (under_way)
		trap_clock.lost++;
	under_way = v->measure;
	before = 0;
	last_stamp = guest_now(v) + v->charge;
}

void clock_call(struct vcpu *v)
{
	if (!under_way)
		return;
	before += guest_now(v) - last_stamp;
	last_stamp = guest_now(v) + v->charge;
}

void clock_return(struct vcpu *v)
{
	if (!under_way)
		return;
	under_way = false;
	trap_clock.count++;
	trap_clock.before += before;
	trap_clock.after += guest_now(v) - last_stamp;
}

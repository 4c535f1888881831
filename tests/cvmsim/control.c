// SPDX-License-Identifier: GPL-2.0
/* The registers of control.h: nothing here but what each one stands for. */
#include "control_regs.h"
#include "count.h"
#include "fault.h"
#include "measure.h"
#include "memory.h"
#include "misuse.h"
#include "msr.h"
#include "nmi.h"
#include "options.h"
#include "platform.h"
#include "rule.h"
#include "trace.h"
#include "../guest/spread/spread.h"

static u64 selected;
static u64 traced;
static u64 measuring;
static u64 trap_devices;

/* Registers that are plain variables, read and written as they are. */
static u64 *const plain[CVMSIM_NR_REGISTERS] = {
	[CVMSIM_REG_TEXT_START]		= &own_text[0],
	[CVMSIM_REG_TEXT_END]		= &own_text[1],
	[CVMSIM_REG_INIT_START]		= &own_text[2],
	[CVMSIM_REG_INIT_END]		= &own_text[3],
	[CVMSIM_REG_MEASURE]		= &measuring,
	[CVMSIM_REG_COST_VC]		= &costs.vc,
	[CVMSIM_REG_COST_VMGEXIT]	= &costs.vmgexit,
	[CVMSIM_REG_COST_VMEXIT]	= &costs.vmexit,
	[CVMSIM_REG_COST_VE]		= &costs.ve,
	[CVMSIM_REG_COST_MODULE]	= &costs.module,
	[CVMSIM_REG_TAIL_EVERY]		= &costs.tail_every,
	[CVMSIM_REG_TAIL_COST]		= &costs.tail,
	[CVMSIM_REG_SPREAD_OCTAVES]	= &costs.spread_octaves,
	[CVMSIM_REG_SPREAD_SEED]	= &costs.spread_seed,
	[CVMSIM_REG_TRACE]		= &trace.on,
	[CVMSIM_REG_TRACE_SELECT]	= &traced,
	[CVMSIM_REG_FAULT_KIND]		= &faults.kind,
	[CVMSIM_REG_FAULT_EVERY]	= &faults.every,
	[CVMSIM_REG_FAULT_CODE]		= &faults.code,
	[CVMSIM_REG_FAULT_MSR]		= &faults.msr,
	[CVMSIM_REG_FAULT_VALUE]	= &faults.value,
	[CVMSIM_REG_NMI_PLACES]	= &nmis.places,
	[CVMSIM_REG_NMI_EVERY]		= &nmis.every,
	[CVMSIM_REG_NMI_FROM]		= &nmis.from,
	[CVMSIM_REG_TRAP_DEVICES]	= &trap_devices,
	[CVMSIM_REG_CATCH_RDTSC]	= &nmis.catch_rdtsc,
	[CVMSIM_REG_EXPECT]		= &rules_expected,
};

bool control_read(struct vcpu *v, enum cvmsim_register reg, u64 *value)
{
	static const struct counter none;
	const struct counter *c = count_get(selected);

	if (plain[reg]) {
		*value = *plain[reg];
		return true;
	}
	if (!c)
		c = &none;
	switch (reg) {
	case CVMSIM_REG_ID:
		*value = CVMSIM_ID;
		return true;
	case CVMSIM_REG_KIND:
		*value = c->kind;
		return true;
	case CVMSIM_REG_KEY:
		*value = c->key;
		return true;
	case CVMSIM_REG_ALL:
		*value = c->all;
		return true;
	case CVMSIM_REG_OWN:
		*value = c->own;
		return true;
	case CVMSIM_REG_GHCB_MSR:
		*value = v->ghcb_msr;
		return true;
	case CVMSIM_REG_PAGE_STATES:
		*value = memory_checksum();
		return true;
	case CVMSIM_REG_CLOCK_COUNT:
		*value = trap_clock.count;
		return true;
	case CVMSIM_REG_CLOCK_BEFORE:
		*value = trap_clock.before;
		return true;
	case CVMSIM_REG_CLOCK_AFTER:
		*value = trap_clock.after;
		return true;
	case CVMSIM_REG_CLOCK_LOST:
		*value = trap_clock.lost;
		return true;
	case CVMSIM_REG_TRACE_COUNT:
		*value = trace.count;
		return true;
	case CVMSIM_REG_TRACE_SUM:
		*value = trace.sum[traced];
		return true;
	default:
		return false;
	}
}

/* What follows one CPU through its traps, or changes its clock. */
static bool is_for_one(enum cvmsim_register reg)
{
	return reg == CVMSIM_REG_MEASURE || reg == CVMSIM_REG_TRACE ||
	       reg == CVMSIM_REG_NMI_PLACES || reg == CVMSIM_REG_CATCH_RDTSC;
}

bool control_write(struct vcpu *v, enum cvmsim_register reg, u64 value)
{
	if (options.cpus > 1 && is_for_one(reg))
		return false;
	if ((reg == CVMSIM_REG_SPREAD_OCTAVES && value > SPREAD_OCTAVES) ||
	    (reg == CVMSIM_REG_TRACE_SELECT && value >= CVMSIM_NR_TRACED))
		return false;
	if (plain[reg]) {
		*plain[reg] = value;
		v->measure = measuring ? ~0ULL : 0;
		nmi_arm(v);
		trace_arm(v);
		memory_trap_devices(trap_devices || v->platform->is_td);
		vcpu_stale();
		return true;
	}
	switch (reg) {
	case CVMSIM_REG_RESET:
		count_reset();
		measure_reset();
		trace_reset();
		fault_reset();
		nmi_reset();
		misuse_reset();
		return true;
	case CVMSIM_REG_SELECT:
		selected = value;
		return true;
	case CVMSIM_REG_PASS_MSR:
	case CVMSIM_REG_CATCH_MSR:
		msr_intercept(value, reg == CVMSIM_REG_CATCH_MSR);
		return true;
	case CVMSIM_REG_PASS_PORT:
	case CVMSIM_REG_CATCH_PORT:
		vcpu_intercept_port(value, reg == CVMSIM_REG_CATCH_PORT);
		return true;
	default:
		return false;
	}
}

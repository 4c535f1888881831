// SPDX-License-Identifier: GPL-2.0
/* What nobody tells a guest, by what it takes: once, at load. */
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <asm/i8259.h>

#include <vmexit/route.h>

#include "compat.h"
#include "judge.h"
#include "judge_time.h"
#include "platform.h"
#include "sampler.h"
#include "table.h"

#define NULL_TRIES	100	/* to see the shortest bracket */
#define INSN_TRIES	4	/* a VMM may log each of them */
#define INSN_TURNS	4

/* The shortest of @tries, cycles; 0 where there is none. */
static u64 vmexit_time(const struct vmexit_probe *probe, struct vmexit_histogram *hist, u32 tries)
{
	struct vmexit_sampler s = { .probe = probe, .hist = hist };

	vmexit_hist_init(hist);
	migrate_disable();
	if (vmexit_sampler_open(&s))
		vmexit_sampler_batch(&s, tries, VMEXIT_MAX_BATCH_US);
	vmexit_sampler_close(&s);
	migrate_enable();
	return hist->count ? hist->min : 0;
}

/* By instruction. */
static u64 vmexit_time_of(enum vmexit_exit exit, u32 param, struct vmexit_histogram *hist)
{
	const struct vmexit_id id = { .exit = exit, .param = param };
	unsigned int i;

	for (i = 0; i < vmexit_nr_probes; i++)
		if (vmexit_id_equal(&vmexit_probes[i].id, &id) &&
		    !vmexit_probes[i].reason)
			return vmexit_time(&vmexit_probes[i], hist, INSN_TRIES);
	return 0;
}

/**
 * struct vmexit_yardstick - what one execution takes here, by instruction
 * @exit: of which probe
 * @param: of which probe
 * @min: the shortest, cycles; 0 where it is not supported
 */
struct vmexit_yardstick {
	enum vmexit_exit exit;
	u32 param;
	u64 min;
};

/*
 * In turns: what slows a host down for some time, or this guest, must not fall upon one
 * of them alone, for what is judged by it is judged once.
 */
static void vmexit_compare(struct vmexit_yardstick *sticks, unsigned int nr,
			   struct vmexit_histogram *hist)
{
	unsigned int turn, i;
	u64 min;

	for (turn = 0; turn < INSN_TURNS; turn++) {
		for (i = 0; i < nr; i++) {
			min = vmexit_time_of(sticks[i].exit, sticks[i].param, hist);
			if (min && (!sticks[i].min || min < sticks[i].min))
				sticks[i].min = min;
		}
	}
}

/*
 * A PIC need not be in KVM, as a VMM may keep it to itself: then what it takes is
 * nearer to a port that is the VMM's for sure than to an MSR that is KVM's. A ratio
 * to the port alone would not tell: with a #VC in front both are much alike. Where
 * port and MSR are within an eighth of each other nothing tells, and it is left to
 * the VMM. NULL where it is KVM's.
 */
static const char *vmexit_find_pic(struct vmexit_histogram *hist)
{
	enum { PIC, KVM, VMM };
	struct vmexit_yardstick of[] = {
		[PIC] = { .exit = VMEXIT_EXIT_IN, .param = PORT_PIC_MASK },
		[KVM] = { .exit = VMEXIT_EXIT_RDMSR, .param = MSR_KVM_POLL },
		[VMM] = { .exit = VMEXIT_EXIT_IN, .param = PORT_POST },
	};

	if (!nr_legacy_irqs())
		return "no PIC here; VMM in user space";
	if (vmexit_platform.is_tcg)
		return NULL;
	vmexit_compare(of, ARRAY_SIZE(of), hist);
	return of[PIC].min && of[VMM].min &&
	       (8 * of[VMM].min <= 9 * of[KVM].min ||
		2 * of[PIC].min >= of[KVM].min + of[VMM].min) ?
	       "PIC; VMM in user space, by what it takes" : NULL;
}

static bool vmexit_is_pic(const struct vmexit_id *id)
{
	return id->exit == VMEXIT_EXIT_IN &&
	       (id->param == PORT_PIC_MASK || id->param == PORT_PIC2_MASK ||
		id->param == PORT_PIC_ELCR);
}

static void vmexit_judge_pic(struct vmexit_histogram *hist)
{
	const char *desc = vmexit_find_pic(hist);
	unsigned int i;

	for (i = 0; desc && i < vmexit_nr_probes; i++) {
		if (vmexit_is_pic(&vmexit_probes[i].id)) {
			vmexit_probes[i].to_vmm = true;
			vmexit_probes[i].desc = desc;
		}
	}
}

/*
 * Whether the APIC is the hardware's nobody tells a General VM, but an exit takes at
 * least a third of what CPUID does, mostly the world switch in both, and a register
 * that is there less than a fifth. Between them nothing tells.
 */
static u32 vmexit_ipi_route(struct vmexit_histogram *hist)
{
	enum { NOTHING, CPUID, SELF };
	struct vmexit_yardstick of[] = {
		[NOTHING] = { .exit = VMEXIT_EXIT_NULL },
		[CPUID] = { .exit = VMEXIT_EXIT_CPUID, .param = 0x1 },
		[SELF] = { .exit = VMEXIT_EXIT_IPI, .param = VMEXIT_PEER_SELF },
	};
	u64 ipi, cpuid;

	vmexit_compare(of, ARRAY_SIZE(of), hist);
	if (of[SELF].min < of[NOTHING].min || of[CPUID].min <= of[NOTHING].min)
		return VMEXIT_ROUTE_UNKNOWN;
	ipi = of[SELF].min - of[NOTHING].min;
	cpuid = of[CPUID].min - of[NOTHING].min;
	if (3 * ipi >= cpuid)
		return VMEXIT_ROUTE_VMEXIT;
	return 5 * ipi < cpuid ? VMEXIT_ROUTE_NONE : VMEXIT_ROUTE_UNKNOWN;
}

static void vmexit_judge_ipis(struct vmexit_histogram *hist)
{
	u32 route = vmexit_ipi_route(hist);
	unsigned int i;

	for (i = 0; route != VMEXIT_ROUTE_UNKNOWN && i < vmexit_nr_probes; i++) {
		struct vmexit_probe *probe = &vmexit_probes[i];

		if (!vmexit_is_ipi(probe->id.exit) || probe->route != VMEXIT_ROUTE_UNKNOWN ||
		    probe->reason)
			continue;
		probe->basis = VMEXIT_BASIS_TIMED;
		/* One to a CPU that is idle is the host's to deliver either way. */
		probe->route = probe->id.exit == VMEXIT_EXIT_IPI_WAKE ? VMEXIT_ROUTE_VMEXIT : route;
	}
}

u64 vmexit_judge_by_time(struct vmexit_histogram *hist)
{
	vmexit_judge_pic(hist);
	/* Beside a paravisor a trap that takes long need not be the host's. */
	if (vmexit_platform.type == VMEXIT_PLATFORM_GENERAL_VM ||
	    vmexit_platform.type == VMEXIT_PLATFORM_SEV)
		vmexit_judge_ipis(hist);
	return vmexit_time(&vmexit_probes[0], hist, NULL_TRIES);
}

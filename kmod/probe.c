// SPDX-License-Identifier: GPL-2.0
/* Probes: what this guest makes of each, found at load. */
#include <linux/acpi.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <asm/cpufeature.h>
#include <asm/i8259.h>
#include <asm/processor.h>

#include <vmexit/route.h>

#include "apic.h"
#include "compat.h"
#include "judge.h"
#include "judge_time.h"
#include "mmio.h"
#include "platform.h"
#include "probe.h"
#include "probe_insn.h"
#include "probe_ipi.h"
#include "probe_sev.h"
#include "probe_tdx.h"
#include "probe_timer.h"
#include "sampler.h"
#include "spin.h"
#include "table.h"

/* As found once: the timer's port; a device's register. */
static u32 vmexit_pmtimer;
static u32 vmexit_mmio_register;

static void vmexit_probe_judge_ghcb(struct vmexit_probe *probe)
{
	bool by_page = probe->id.path == VMEXIT_PATH_GHCB_PAGE;

	probe->is_default = vmexit_judge_owns_vc();
	probe->loop = by_page ? vmexit_loop_ghcb_page : vmexit_loop_ghcb_msr;
	probe->prepare = by_page ? vmexit_prepare_ghcb_page :
				   vmexit_prepare_ghcb_msr;
	probe->finish = vmexit_finish_ghcb;
}

static void vmexit_probe_judge_td(struct vmexit_probe *probe)
{
	if (probe->round) {
		probe->is_default &= vmexit_platform.type == VMEXIT_PLATFORM_TDX;
		return;
	}
	probe->is_default = vmexit_platform.type == VMEXIT_PLATFORM_TDX;
	probe->loop = vmexit_loop_tdcall;
	probe->prepare = vmexit_prepare_tdcall;
}

/* By KVM's habits: what its irqchip and its own MSRs do not answer. */
static bool vmexit_probe_to_vmm(const struct vmexit_id *id)
{
	switch (id->exit) {
	case VMEXIT_EXIT_IN:
	case VMEXIT_EXIT_OUT:
		return id->param == PORT_POST || id->param == vmexit_pmtimer;
	case VMEXIT_EXIT_MMIO:
		return true;
	default:
		return false;
	}
}

/* An IPI's, by instruction. */
static void vmexit_probe_judge_ipi(struct vmexit_probe *probe)
{
	if (probe->id.exit != VMEXIT_EXIT_IPI)
		return;
	probe->prepare = vmexit_prepare_ipi;
	if (!vmexit_apic_is_x2apic)
		probe->loop = vmexit_loop_icr_mmio;
}

static void vmexit_probe_judge_wrmsr(struct vmexit_probe *probe)
{
	if (probe->id.param != MSR_APIC_EOI)
		probe->prepare = vmexit_prepare_wrmsr;
	if (vmexit_is_reference(&probe->id))
		probe->is_default = vmexit_judge_owns_vc();
}

/* Fills in what only this guest knows of a probe. */
static void vmexit_probe_judge(struct vmexit_probe *probe)
{
	probe->to_vmm = vmexit_probe_to_vmm(&probe->id);
	probe->expected = vmexit_judge_route(&probe->id);
	probe->route = probe->expected;
	probe->basis = vmexit_basis(vmexit_platform.type, &probe->id, probe->route);
	probe->is_witnessed = vmexit_judge_is_witnessed(&probe->id);
	probe->reason = vmexit_judge_refuse(&probe->id, probe->route);
	if (probe->id.exit == VMEXIT_EXIT_IN || probe->id.exit == VMEXIT_EXIT_OUT)
		probe->size = probe->id.param == vmexit_pmtimer ? 4 : 1;
	if (probe->id.exit == VMEXIT_EXIT_MMIO)
		probe->size = VMEXIT_MMIO_SIZE;
	probe->by_name = vmexit_is_psc(probe->id.exit);
	if (vmexit_is_deadline(&probe->id))
		probe->finish = vmexit_finish_deadline;
	if (probe->id.exit == VMEXIT_EXIT_IPI) {
		probe->open = vmexit_open_ipi;
		probe->close = vmexit_close_ipi;
	}
	if (vmexit_judge_is_td(probe->id.path)) {
		vmexit_probe_judge_td(probe);
		return;
	}
	if (probe->id.path != VMEXIT_PATH_INSN) {
		vmexit_probe_judge_ghcb(probe);
		return;
	}
	/* There it shows what a #VE or a #VC costs that asks nobody. */
	if (probe->route == VMEXIT_ROUTE_VE ||
	    (probe->id.exit == VMEXIT_EXIT_ARM_MONITOR && probe->route == VMEXIT_ROUTE_VC))
		probe->is_default = true;
	if (probe->id.exit == VMEXIT_EXIT_HYPERCALL &&
	    !boot_cpu_has(X86_FEATURE_VMMCALL))
		probe->loop = vmexit_loop_vmcall;
	if (probe->id.exit == VMEXIT_EXIT_WRMSR)
		vmexit_probe_judge_wrmsr(probe);
	if (probe->id.exit == VMEXIT_EXIT_WRCR)
		probe->prepare = vmexit_prepare_wrcr4;
	vmexit_probe_judge_ipi(probe);
}

/* The PM timer's port is where the firmware put it: FADT X_PM_TMR_BLK. */
static u32 vmexit_pmtimer_port(void)
{
#ifdef CONFIG_ACPI
	const struct acpi_generic_address *block = &acpi_gbl_FADT.xpm_timer_block;

	if (!acpi_disabled && block->space_id == ACPI_ADR_SPACE_SYSTEM_IO &&
	    block->address && block->address <= 0xfffc)
		return block->address;
#endif
	return PORT_PMTIMER;
}

/* Executes a probe once; what takes a trap will never be timed. */
static void vmexit_probe_try(struct vmexit_probe *probe,
			     struct vmexit_histogram *hist)
{
	struct vmexit_sampler s = { .probe = probe, .hist = hist };

	migrate_disable();
	if (!vmexit_sampler_open(&s) || !vmexit_sampler_check(&s)) {
		probe->reason = vmexit_sampler_reason(&s);
		probe->status = s.status;
	}
	vmexit_sampler_close(&s);
	migrate_enable();
	vmexit_seen_tell(&s.witness.seen, probe);
}

/*
 * What is there by name only is touched when it is named; and what another CPU's mood
 * decides may do tomorrow, whatever it did when the module was loaded.
 */
static bool vmexit_probe_is_tried(const struct vmexit_probe *probe)
{
	return probe->is_default && !probe->reason && !probe->round &&
	       (probe->id.exit != VMEXIT_EXIT_IPI || probe->id.param == VMEXIT_PEER_SELF);
}

/*
 * The kernel's handler ends the guest where a host answers a number with an error,
 * so the module asks itself before. Not for CPUID, which any program may execute.
 */
static bool vmexit_probe_asks_first(const struct vmexit_probe *probe)
{
	if (probe->reason || probe->id.path != VMEXIT_PATH_INSN ||
	    !vmexit_judge_may_call(probe->route))
		return false;
	switch (probe->id.exit) {
	/* The PIT's latch is not touched before somebody asks for it by name. */
	case VMEXIT_EXIT_IN:
		return probe->id.param != PORT_PIT;
	case VMEXIT_EXIT_RDMSR:
	case VMEXIT_EXIT_WRMSR:
	case VMEXIT_EXIT_OUT:
	case VMEXIT_EXIT_MMIO:
	case VMEXIT_EXIT_HYPERCALL:
		return true;
	default:
		return false;
	}
}

int vmexit_probe_init(enum vmexit_ghcb_use use)
{
	struct vmexit_histogram *hist;
	struct vmexit_probe *probe;
	unsigned int i;
	u64 null_min;
	int err;

	hist = kvmalloc(sizeof(*hist), GFP_KERNEL);
	if (!hist)
		return -ENOMEM;

	err = vmexit_spin_init();
	if (err) {
		kvfree(hist);
		return err;
	}
	vmexit_apic_init();
	vmexit_mmio_register = vmexit_mmio_init();
	vmexit_judge_init(use, vmexit_mmio_register);
	vmexit_pmtimer = vmexit_pmtimer_port();
	for (i = 0; i < vmexit_nr_probes; i++) {
		probe = &vmexit_probes[i];
		if (probe->id.exit == VMEXIT_EXIT_IN &&
		    probe->id.param == PORT_PMTIMER)
			probe->id.param = vmexit_pmtimer;
		if (probe->id.exit == VMEXIT_EXIT_MMIO)
			probe->id.param = vmexit_mmio_register;
		vmexit_probe_judge(probe);
		if (vmexit_is_ipi(probe->id.exit) && !probe->reason) {
			probe->reason = vmexit_apic_no_peer(probe->id.param);
			probe->is_default &= !probe->reason;
		}
		if (vmexit_probe_asks_first(probe))
			probe->reason = vmexit_ghcb_insn_asked(&probe->id, probe->size);
		if (vmexit_probe_is_tried(probe))
			vmexit_probe_try(probe, hist);
	}
	null_min = vmexit_judge_by_time(hist);
	if (null_min)
		vmexit_platform_judge_tsc(null_min);

	kvfree(hist);
	return 0;
}

void vmexit_probe_exit(void)
{
	vmexit_mmio_exit();
	vmexit_spin_exit();
}

const struct vmexit_probe *vmexit_probe_table(unsigned int *nr)
{
	*nr = vmexit_nr_probes;
	return vmexit_probes;
}

/* As the near one, where there is one on that path. */
static int vmexit_probe_find_ipi(const struct vmexit_id *id, struct vmexit_probe *probe)
{
	struct vmexit_id near = *id;
	int err;

	near.param = VMEXIT_PEER_NEAR;
	err = vmexit_probe_find(&near, probe);
	probe->id = *id;
	probe->desc = "an IPI to a CPU by name";
	return err;
}

int vmexit_probe_find(const struct vmexit_id *id, struct vmexit_probe *probe)
{
	unsigned int i;

	for (i = 0; i < vmexit_nr_probes; i++) {
		if (vmexit_id_equal(&vmexit_probes[i].id, id)) {
			*probe = vmexit_probes[i];
			return 0;
		}
	}
	if (vmexit_is_ipi(id->exit) && id->param & VMEXIT_PEER_CPU &&
	    (id->param & ~VMEXIT_PEER_CPU) < nr_cpu_ids)
		return vmexit_probe_find_ipi(id, probe);
	/* The MSR protocol has no room for a sub-leaf. */
	if (id->exit != VMEXIT_EXIT_CPUID ||
	    (id->path == VMEXIT_PATH_GHCB_MSR && id->index) ||
	    id->path == VMEXIT_PATH_TDCALL ||
	    id->path == VMEXIT_PATH_INSN_CPL3)
		return -EOPNOTSUPP;

	*probe = (struct vmexit_probe) {
		.id = *id,
		.loop = vmexit_loop_cpuid,
		.desc = "CPUID leaf by name",
	};
	vmexit_probe_judge(probe);
	return 0;
}

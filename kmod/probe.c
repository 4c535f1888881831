// SPDX-License-Identifier: GPL-2.0
/*
 * The table of probes. Only what is harmless in somebody else's VM stands in
 * it: README.md "What is never executed" lists what does not, and why.
 */
#include <linux/acpi.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <asm/cpufeature.h>
#include <asm/i8259.h>
#include <asm/processor.h>

#include <vmexit/route.h>

#include "compat.h"
#include "judge.h"
#include "mmio.h"
#include "platform.h"
#include "probe.h"
#include "probe_insn.h"
#include "probe_sev.h"
#include "probe_tdx.h"
#include "sampler.h"

#define MMIO_DESC		"HPET's capabilities, or IOAPIC's index: a read"
#define PORT_PIC_MASK		0x21
#define PORT_PIC2_MASK		0xa1
#define PORT_PIC_ELCR		0x4d0
#define PORT_PIT		0x40
#define PORT_POST		0x80
#define NULL_TRIES		100		/* to see the shortest bracket */
#define PIC_TRIES		4		/* a VMM may log each of them */

#define PROBE(_exit, _param, _default, _loop, _desc)			\
	{								\
		.id = { .exit = VMEXIT_EXIT_##_exit, .param = (_param) },	\
		.loop = vmexit_loop_##_loop,				\
		.is_default = (_default),				\
		.desc = (_desc),					\
	}

/* Direct calls are part of the default set where there are such calls. */
#define PROBE_DIRECT(_exit, _param, _path, _desc)			\
	{								\
		.id = {							\
			.exit = VMEXIT_EXIT_##_exit,			\
			.path = VMEXIT_PATH_##_path,			\
			.param = (_param),				\
		},							\
		.desc = (_desc),					\
	}

/* The order is the one users see. */
static struct vmexit_probe vmexit_probes[] = {
	PROBE(NULL, 0, true, null, "the bracket alone"),
	PROBE(TRAP, 0, true, trap, "#DE and its fixup, inside the guest"),
	PROBE(CPUID, 0x0, true, cpuid, "vendor and highest leaf"),
	PROBE(CPUID, 0x1, true, cpuid, "family and features"),
	PROBE(CPUID, 0xb, true, cpuid, "topology"),
	PROBE(CPUID, 0x16, false, cpuid, "frequencies; in a TD zeros of Linux's own"),
	PROBE(CPUID, 0x40000000, true, cpuid, "hypervisor signature"),
	PROBE(RDMSR, MSR_APIC_BASE, true, rdmsr, "APIC_BASE"),
	PROBE(RDMSR, MSR_HWCR, true, rdmsr, "HWCR"),
	PROBE(RDMSR, MSR_KVM_POLL, true, rdmsr, "KVM poll control"),
	PROBE(WRMSR, MSR_KVM_POLL, true, wrmsr,
	      "KVM poll control, the value just read"),
	PROBE(WRMSR, VMEXIT_MSR_GHCB, false, wrmsr,
	      "GHCB MSR, the value just read: part of each direct call"),
	PROBE(IN, 0x21, true, inb, "PIC mask; in KVM with its irqchip"),
	PROBE(IN, 0xa1, false, inb, "PIC mask; in KVM with its irqchip"),
	PROBE(IN, 0x4d0, false, inb, "ELCR; in KVM with its irqchip"),
	PROBE(IN, 0x61, false, inb, "port B; in KVM with its PIT"),
	PROBE(IN, PORT_PIT, false, inb,
	      "PIT; in KVM with its PIT; flips the PIT's byte latch"),
	PROBE(IN, 0x80, true, inb, "POST code; VMM in user space"),
	PROBE(IN, PORT_PMTIMER, true, inl,
	      "ACPI PM timer; VMM in user space"),
	PROBE(OUT, 0x80, true, outb, "POST code; VMM in user space"),
	PROBE(MMIO, MMIO_REGISTER, true, mmio, MMIO_DESC),
	PROBE(HYPERCALL, 1, true, vmmcall, "VAPIC_POLL_IRQ: does nothing"),
	PROBE(HYPERCALL, 2, false, vmmcall, "removed: answered -ENOSYS"),
	PROBE_DIRECT(SEV_INFO, 0, GHCB_MSR, "SEV information: no GHCB, nothing emulated"),
	PROBE_DIRECT(CPUID, 0x0, GHCB_MSR, "EAX of a leaf, without GHCB"),
	PROBE_DIRECT(HV_FEATURES, 0, GHCB_MSR, "hypervisor features"),
	PROBE_DIRECT(CPUID, 0x0, GHCB_PAGE, "vendor and highest leaf"),
	PROBE_DIRECT(CPUID, 0x1, GHCB_PAGE, "family and features"),
	PROBE_DIRECT(CPUID, 0xb, GHCB_PAGE, "topology"),
	PROBE_DIRECT(CPUID, 0x40000000, GHCB_PAGE, "hypervisor signature"),
	PROBE_DIRECT(RDMSR, MSR_APIC_BASE, GHCB_PAGE, "APIC_BASE"),
	PROBE_DIRECT(RDMSR, MSR_HWCR, GHCB_PAGE, "HWCR"),
	PROBE_DIRECT(RDMSR, MSR_KVM_POLL, GHCB_PAGE, "KVM poll control"),
	PROBE_DIRECT(WRMSR, MSR_KVM_POLL, GHCB_PAGE,
		     "KVM poll control, the value just read"),
	PROBE_DIRECT(IN, 0x21, GHCB_PAGE, "PIC mask; in KVM with its irqchip"),
	PROBE_DIRECT(IN, 0x80, GHCB_PAGE, "POST code; VMM in user space"),
	PROBE_DIRECT(IN, PORT_PMTIMER, GHCB_PAGE, "ACPI PM timer; VMM in user space"),
	PROBE_DIRECT(OUT, 0x80, GHCB_PAGE, "POST code; VMM in user space"),
	PROBE_DIRECT(MMIO, MMIO_REGISTER, GHCB_PAGE, MMIO_DESC),
	PROBE_DIRECT(HYPERCALL, 1, GHCB_PAGE, "VAPIC_POLL_IRQ: does nothing"),
	PROBE_DIRECT(TDVMCALL_INFO, 0, TDVMCALL, "nothing emulated"),
	PROBE_DIRECT(CPUID, 0x40000000, TDVMCALL, "hypervisor signature"),
	PROBE_DIRECT(RDMSR, MSR_KVM_POLL, TDVMCALL, "KVM poll control"),
	PROBE_DIRECT(WRMSR, MSR_KVM_POLL, TDVMCALL,
		     "KVM poll control, the value just read"),
	PROBE_DIRECT(IN, 0x21, TDVMCALL, "PIC mask; in KVM with its irqchip"),
	PROBE_DIRECT(IN, 0x80, TDVMCALL, "POST code; VMM in user space"),
	PROBE_DIRECT(IN, PORT_PMTIMER, TDVMCALL, "ACPI PM timer; VMM in user space"),
	PROBE_DIRECT(OUT, 0x80, TDVMCALL, "POST code; VMM in user space"),
	PROBE_DIRECT(MMIO, MMIO_REGISTER, TDVMCALL, MMIO_DESC),
	PROBE_DIRECT(HYPERCALL, 1, TDVMCALL, "VAPIC_POLL_IRQ: does nothing"),
	PROBE_DIRECT(VP_INFO, 0, TDCALL, "the TDX module alone"),
	PROBE_DIRECT(VM_RD, 0, TDCALL, "the TDX module alone: field TD_CTLS"),
};

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
	if (vmexit_judge_is_td(probe->id.path)) {
		vmexit_probe_judge_td(probe);
		return;
	}
	if (probe->id.path != VMEXIT_PATH_INSN) {
		vmexit_probe_judge_ghcb(probe);
		return;
	}
	/* There it shows what a #VE costs that asks nobody. */
	if (probe->route == VMEXIT_ROUTE_VE)
		probe->is_default = true;
	if (probe->id.exit == VMEXIT_EXIT_HYPERCALL &&
	    !boot_cpu_has(X86_FEATURE_VMMCALL))
		probe->loop = vmexit_loop_vmcall;
	if (probe->id.exit == VMEXIT_EXIT_WRMSR) {
		probe->prepare = vmexit_prepare_wrmsr;
		if (vmexit_is_reference(&probe->id))
			probe->is_default = vmexit_judge_owns_vc();
	}
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

	preempt_disable();
	if (!vmexit_sampler_check(&s)) {
		probe->reason = vmexit_sampler_reason(&s);
		probe->status = s.status;
	}
	preempt_enable();
	vmexit_seen_tell(&s.witness.seen, probe);
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
	/* The PIT's latch is not touched before somebody asks for it by name. */
	return probe->id.exit != VMEXIT_EXIT_CPUID &&
	       !(probe->id.exit == VMEXIT_EXIT_IN && probe->id.param == PORT_PIT);
}

/* The shortest of @tries, cycles; 0 where there is none. */
static u64 vmexit_probe_time(const struct vmexit_probe *probe,
			     struct vmexit_histogram *hist, u32 tries)
{
	struct vmexit_sampler s = { .probe = probe, .hist = hist, .trap = -1 };

	vmexit_hist_init(hist);
	vmexit_sampler_batch(&s, tries, VMEXIT_MAX_BATCH_US);
	return hist->count ? hist->min : 0;
}

/* By instruction. */
static u64 vmexit_probe_time_of(enum vmexit_exit exit, u32 param,
				struct vmexit_histogram *hist)
{
	const struct vmexit_id id = { .exit = exit, .param = param };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vmexit_probes); i++)
		if (vmexit_id_equal(&vmexit_probes[i].id, &id) &&
		    !vmexit_probes[i].reason)
			return vmexit_probe_time(&vmexit_probes[i], hist, PIC_TRIES);
	return 0;
}

/*
 * A PIC need not be in KVM, as a VMM may keep it to itself: then what it takes is
 * nearer to a port that is the VMM's for sure than to an MSR that is KVM's. A ratio
 * to the port alone would not tell: with a #VC in front both are much alike. Where
 * port and MSR are within an eighth of each other nothing tells, and it is left to
 * the VMM. NULL where it is KVM's.
 */
static const char *vmexit_probe_find_pic(struct vmexit_histogram *hist)
{
	u64 pic, kvm, vmm;

	if (!nr_legacy_irqs())
		return "no PIC here; VMM in user space";
	if (vmexit_platform.is_tcg)
		return NULL;
	pic = vmexit_probe_time_of(VMEXIT_EXIT_IN, PORT_PIC_MASK, hist);
	kvm = vmexit_probe_time_of(VMEXIT_EXIT_RDMSR, MSR_KVM_POLL, hist);
	vmm = vmexit_probe_time_of(VMEXIT_EXIT_IN, PORT_POST, hist);
	return pic && vmm && (8 * vmm <= 9 * kvm || 2 * pic >= kvm + vmm) ?
	       "PIC; VMM in user space, by what it takes" : NULL;
}

static bool vmexit_is_pic(const struct vmexit_id *id)
{
	return id->exit == VMEXIT_EXIT_IN &&
	       (id->param == PORT_PIC_MASK || id->param == PORT_PIC2_MASK ||
		id->param == PORT_PIC_ELCR);
}

static void vmexit_probe_judge_pic(struct vmexit_histogram *hist)
{
	const char *desc = vmexit_probe_find_pic(hist);
	unsigned int i;

	for (i = 0; desc && i < ARRAY_SIZE(vmexit_probes); i++) {
		if (vmexit_is_pic(&vmexit_probes[i].id)) {
			vmexit_probes[i].to_vmm = true;
			vmexit_probes[i].desc = desc;
		}
	}
}

int vmexit_probe_init(enum vmexit_ghcb_use use)
{
	struct vmexit_histogram *hist;
	struct vmexit_probe *probe;
	unsigned int i;
	u64 null_min;

	hist = kvmalloc(sizeof(*hist), GFP_KERNEL);
	if (!hist)
		return -ENOMEM;

	vmexit_mmio_register = vmexit_mmio_init();
	vmexit_judge_init(use, vmexit_mmio_register);
	vmexit_pmtimer = vmexit_pmtimer_port();
	for (i = 0; i < ARRAY_SIZE(vmexit_probes); i++) {
		probe = &vmexit_probes[i];
		if (probe->id.exit == VMEXIT_EXIT_IN &&
		    probe->id.param == PORT_PMTIMER)
			probe->id.param = vmexit_pmtimer;
		if (probe->id.exit == VMEXIT_EXIT_MMIO)
			probe->id.param = vmexit_mmio_register;
		vmexit_probe_judge(probe);
		if (vmexit_probe_asks_first(probe))
			probe->reason = vmexit_ghcb_insn_asked(&probe->id, probe->size);
		/* What is there by name only is touched when it is named. */
		if (probe->is_default && !probe->reason)
			vmexit_probe_try(probe, hist);
	}
	vmexit_probe_judge_pic(hist);
	null_min = vmexit_probe_time(&vmexit_probes[0], hist, NULL_TRIES);
	if (null_min)
		vmexit_platform_judge_tsc(null_min);

	kvfree(hist);
	return 0;
}

void vmexit_probe_exit(void)
{
	vmexit_mmio_exit();
}

const struct vmexit_probe *vmexit_probe_table(unsigned int *nr)
{
	*nr = ARRAY_SIZE(vmexit_probes);
	return vmexit_probes;
}

int vmexit_probe_find(const struct vmexit_id *id, struct vmexit_probe *probe)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vmexit_probes); i++) {
		if (vmexit_id_equal(&vmexit_probes[i].id, id)) {
			*probe = vmexit_probes[i];
			return 0;
		}
	}
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

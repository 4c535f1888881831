// SPDX-License-Identifier: GPL-2.0
#include "control_register.h"
#include "exit.h"
#include "log.h"
#include "mailbox.h"
#include "memory.h"
#include "options.h"
#include "platform.h"
#include "smp.h"
#include "x2apic.h"

#define TRAMPOLINE	0x8000UL	/* ap_start, before there is a guest */
#define NOBODY		~0ULL		/* as VMSA: there is none */

/* What firmware reads for an SEV-ES guest's CPU. */
struct jump_table {
	u16 ip, cs;
};

static bool is_there;
static bool locked;

static void pause(void)
{
	asm volatile("pause" : : : "memory");
}

void smp_lock(void)
{
	while (__atomic_exchange_n(&locked, true, __ATOMIC_ACQUIRE))
		pause();
}

void smp_unlock(void)
{
	__atomic_store_n(&locked, false, __ATOMIC_RELEASE);
}

static void let_others(void)
{
	smp_unlock();
	pause();
	smp_lock();
}

/* ---- how the guest starts its own ----------------------------------------- */

void smp_send_init(u32 id)
{
	/* Who is held waits for a STARTUP IPI alone, as with KVM. */
	if (id < options.cpus && !vcpus[id].is_held) {
		vcpus[id].sipi = 0;
		vcpus[id].init = !vcpus[id].waits;
	}
}

void smp_send_sipi(u32 id, u8 vector)
{
	if (id < options.cpus && (vcpus[id].waits || vcpus[id].is_held))
		vcpus[id].sipi = BIT(8) | vector;
}

bool smp_create(const struct vcpu *v, u32 id, u64 vmsa)
{
	if (id >= options.cpus || id == v->id ||
	    (vmsa && (!memory_is_ram(vmsa) || !memory_host(vmsa | C_BIT))))
		return false;
	vcpus[id].vmsa = vmsa ? vmsa | C_BIT : NOBODY;
	return true;
}

void smp_hold(struct vcpu *v)
{
	v->is_held = true;
	v->sipi = 0;
	while (!v->sipi && !v->vmsa)
		let_others();
	v->sipi = 0;
	v->is_held = false;
}

void smp_halt(struct vcpu *v)
{
	while (!v->init && !v->vmsa)
		let_others();
}

static void real_mode(struct vcpu *v, u16 cs, u16 ip)
{
	vcpu_real_mode(v, cs, ip);
	if (v->platform->has_c_bit)
		control_register_init(v);
}

static bool by_sipi(struct vcpu *v)
{
	const struct jump_table *table = (const void *)AP_PAGE;
	u8 vector = v->sipi;

	if (!v->sipi || v->platform->has_rmp || v->platform->is_td)
		return false;
	if (!v->platform->owns_vc)
		real_mode(v, vector << 8, 0);
	else if (table->cs)
		real_mode(v, table->cs, table->ip);
	else
		unable("start CPU %u: the guest has set no jump table", v->id);
	v->sipi = 0;
	return true;
}

static bool by_vmsa(struct vcpu *v)
{
	u64 vmsa = v->vmsa;

	if (!vmsa)
		return false;
	v->vmsa = 0;
	if (vmsa == NOBODY)
		return false;
	vcpu_load_vmsa(v, memory_host(vmsa));
	control_register_init(v);
	return true;
}

static void await_start(struct vcpu *v)
{
	v->init = false;
	v->waits = true;
	while (!by_sipi(v) && !by_vmsa(v) && !mailbox_starts(v))
		let_others();
	v->waits = false;
}

/* ---- the machine's -------------------------------------------------------- */

void __noreturn smp_run(struct vcpu *v)
{
	vcpu_init_host(v);
	smp_lock();
	if (v->id)
		await_start(v);
	for (;;) {
		smp_unlock();
		vmrun(v);
		smp_lock();
		exit_handle(v);
		if (v->init || v->vmsa)
			await_start(v);
	}
}

void __noreturn ap_main(void)
{
	x2apic_init();
	is_there = true;
	smp_run(&vcpus[1]);
}

void smp_init(void)
{
	u64 tsc, timer;

	x2apic_init();
	if (options.cpus == 1)
		return;
	/* While nobody has armed its timer. */
	x2apic_ticks(&tsc, &timer);
	memset((void *)AP_PAGE, 0, AP_PAGE_SIZE);
	memcpy((void *)TRAMPOLINE, ap_start, ap_start_end - ap_start);
	x2apic_start(1, TRAMPOLINE);
	while (!is_there)
		pause();
}

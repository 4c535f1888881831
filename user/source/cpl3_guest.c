// SPDX-License-Identifier: GPL-2.0
/*
 * Which guest this is, as far as user space can tell.
 *
 * A General VM is claimed only where nothing says that memory encryption is
 * there, nor that it might be. Plain SEV and SEV-ES look alike from user space
 * (SEV_STATUS is an MSR), so both end as `unknown`, and so do their routes: a
 * sample that did not exit must not be taken for one that did.
 */
#include "source/cpl3_guest.h"

#include <cpuid.h>
#include <string.h>
#include <unistd.h>

#include <vmexit/route.h>
#include <vmexit/signs.h>

struct regs {
	uint32_t eax;
	uint32_t ebx;
	uint32_t ecx;
	uint32_t edx;
};

static const struct {
	const char *signature;
	const char *name;
} hypervisors[] = {
	{ "KVMKVMKVM",		"KVM" },
	{ "Microsoft Hv",	"Hyper-V" },
	{ "XenVMMXenVMM",	"Xen" },
	{ "VMwareVMware",	"VMware" },
	{ "TCGTCGTCGTCG",	"QEMU TCG" },
};

static struct regs cpuid(uint32_t leaf, uint32_t index)
{
	struct regs r;

	__cpuid_count(leaf, index, r.eax, r.ebx, r.ecx, r.edx);
	return r;
}

/* Three registers as text. */
static void signature(uint32_t a, uint32_t b, uint32_t c, char *text)
{
	memcpy(text, &a, 4);
	memcpy(text + 4, &b, 4);
	memcpy(text + 8, &c, 4);
	text[12] = '\0';
}

static void hypervisor_signature(uint32_t leaf, char *text)
{
	struct regs r = cpuid(leaf, 0);

	signature(r.ebx, r.ecx, r.edx, text);
}

static void find_hypervisor(struct cpl3_guest *guest)
{
	char second[CPL3_SIGNATURE_LEN], *s;
	size_t i;

	hypervisor_signature(0x40000000, guest->signature);
	guest->hypervisor = "other";
	for (i = 0; i < VMEXIT_NR_NAMES(hypervisors); i++)
		if (!strcmp(guest->signature, hypervisors[i].signature))
			guest->hypervisor = hypervisors[i].name;
	/* KVM shows itself behind what it plays for Windows, or as Xen. */
	hypervisor_signature(0x40000100, second);
	if (!strcmp(second, "KVMKVMKVM"))
		guest->hypervisor = "KVM";
	guest->kvm = !strcmp(guest->hypervisor, "KVM");
	guest->tcg = !strcmp(guest->signature, "TCGTCGTCGTCG");
	for (s = guest->signature; *s; s++)
		if (*s < ' ' || *s > '~')
			*s = '?';
}

/* Hyper-V tells an isolated guest, and whether a paravisor stands over it. */
static bool has_paravisor(const struct cpl3_guest *guest)
{
	if (strcmp(guest->hypervisor, "Hyper-V"))
		return false;
	return cpuid(0x40000000, 0).eax >= 0x4000000c &&
	       cpuid(0x40000003, 0).ebx & (1U << 22) &&
	       cpuid(0x4000000c, 0).eax & 1;
}

static bool exists(const char *path)
{
	return !access(path, F_OK);
}

/* What says that the kernel is a TD's, NULL if nothing does; of an SNP guest likewise. */
static const char *td_sign(void)
{
	char text[CPL3_SIGNATURE_LEN];
	struct regs r;

	if (__get_cpuid_max(0, NULL) >= 0x21) {
		r = cpuid(0x21, 0);
		signature(r.ebx, r.edx, r.ecx, text);
		if (!strcmp(text, "IntelTDX    "))
			return "CPUID 0x21 says IntelTDX";
	}
	if (exists("/sys/devices/virtual/misc/tdx_guest"))
		return "the kernel has a tdx_guest device";
	return NULL;
}

static const char *snp_sign(void)
{
	if (exists("/sys/devices/platform/sev-guest"))
		return "the kernel has a sev-guest device";
	if (exists("/sys/devices/system/cpu/sev/vmpl"))
		return "the kernel knows its VMPL";
	return NULL;
}

static bool may_be_sev(void)
{
	return (unsigned int)__get_cpuid_max(0x80000000, NULL) >= 0x8000001f &&
	       cpuid(0x8000001f, 0).eax & 2;
}

/* What its platform rests on: which sign counts is vmexit/signs.h's to say. */
static const char *evidence(uint32_t platform, const struct vmexit_signs *signs)
{
	switch (platform) {
	case VMEXIT_PLATFORM_TDX:
		return td_sign();
	case VMEXIT_PLATFORM_PARAVISOR:
		return "CPUID 0x4000000c EAX[0] is 1: Hyper-V isolation with a paravisor";
	case VMEXIT_PLATFORM_SEV_SNP:
		return snp_sign();
	case VMEXIT_PLATFORM_BARE_METAL:
		return "CPUID 0x1 ECX[31] is 0, and nothing traps CPUID: no hypervisor";
	case VMEXIT_PLATFORM_GENERAL_VM:
		return "no sign of memory encryption in CPUID, no tdx_guest or sev-guest device";
	}
	if (signs->may_be_sev)
		return "CPUID 0x8000001f EAX[1] is 1: may be SEV or SEV-ES, user space cannot tell";
	return "CPUID 0x1 ECX[31] is 0, but something traps CPUID: a hypervisor that hides";
}

void cpl3_guest_find(struct cpl3_guest *guest)
{
	struct vmexit_signs signs = {
		.is_td = !!td_sign(),
		.is_snp = !!snp_sign(),
		.may_be_sev = may_be_sev(),
		.has_hypervisor = cpuid(1, 0).ecx >> 31,
	};
	struct regs r = cpuid(0, 0);
	char vendor[CPL3_SIGNATURE_LEN];

	memset(guest, 0, sizeof(*guest));
	signature(r.ebx, r.edx, r.ecx, vendor);
	guest->vmmcall = !strcmp(vendor, "AuthenticAMD") ||
			 !strcmp(vendor, "HygonGenuine");
	guest->hypervisor = "none";
	if (signs.has_hypervisor)
		find_hypervisor(guest);
	else
		signs.cpuid_cycles = vmexit_signs_time_cpuid();
	signs.has_paravisor = has_paravisor(guest);
	guest->platform = vmexit_signs_platform(&signs);
	guest->evidence = evidence(guest->platform, &signs);
	if (!signs.has_hypervisor && guest->platform != VMEXIT_PLATFORM_BARE_METAL)
		guest->hypervisor = "hidden";
}

uint32_t cpl3_guest_route(const struct cpl3_guest *guest,
			  const struct vmexit_id *id)
{
	if (id->exit == VMEXIT_EXIT_NULL || guest->tcg)
		return VMEXIT_ROUTE_NONE;
	switch (guest->platform) {
	case VMEXIT_PLATFORM_BARE_METAL:
		return VMEXIT_ROUTE_NONE;
	case VMEXIT_PLATFORM_GENERAL_VM:
		/*
		 * CPUID is intercepted, or there would be no hypervisor's
		 * signature in it. Ports need not be, but KVM takes all.
		 */
		if (id->exit == VMEXIT_EXIT_CPUID || guest->kvm)
			return VMEXIT_ROUTE_VMEXIT;
		return VMEXIT_ROUTE_UNKNOWN;
	case VMEXIT_PLATFORM_SEV_SNP:
		return id->exit == VMEXIT_EXIT_CPUID ?
		       vmexit_snp_cpuid_route(id->param, id->index,
					      cpuid(id->param & 0x80000000, 0).eax) :
		       VMEXIT_ROUTE_VC_VMGEXIT;
	case VMEXIT_PLATFORM_TDX:
		return id->exit == VMEXIT_EXIT_CPUID ?
		       vmexit_tdx_cpuid_route(id->param, id->index) :
		       VMEXIT_ROUTE_UNKNOWN;
	case VMEXIT_PLATFORM_PARAVISOR:
		return VMEXIT_ROUTE_PARAVISOR;
	}
	return VMEXIT_ROUTE_UNKNOWN;
}

const char *cpl3_guest_refuses(const struct cpl3_guest *guest,
			       const struct vmexit_id *id)
{
	if (id->exit != VMEXIT_EXIT_HYPERCALL)
		return NULL;
	/* Only where the instruction exits is it the host that answers. */
	switch (guest->platform) {
	case VMEXIT_PLATFORM_BARE_METAL:
	case VMEXIT_PLATFORM_GENERAL_VM:
		break;
	case VMEXIT_PLATFORM_SEV_ES:
	case VMEXIT_PLATFORM_SEV_SNP:
		return "hypercalls raise #VC here, which the guest's kernel handles";
	case VMEXIT_PLATFORM_TDX:
		return "a TD's hypercalls are not user space's to make";
	case VMEXIT_PLATFORM_PARAVISOR:
		return "hypercalls would go to the paravisor";
	default:
		return "whether hypercalls raise #VC is not known on this platform";
	}
	if (!guest->kvm)
		return "no KVM: what this hypercall number would do is not known";
	return NULL;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Two guests of one platform need not be isolated alike: what the host has turned
 * on for a guest (its predictors flushed on each entry, say) is paid for at each
 * world switch. Read here is what a guest can read without asking for an
 * attestation report.
 */
#include <linux/kernel.h>
#include <asm/msr.h>
#include <asm/processor.h>

#include "compat.h"
#include "isolation.h"
#include "platform.h"
#include "tdx.h"

/*
 * TDX module specification, "Global scope metadata". The third number of a version,
 * UPDATE_VERSION, is not for guests (Intel's source, global_sys_fields_lookup.c);
 * where an update brings features, these tell.
 */
#define FIELD_MINOR_VERSION	0x0800000100000003ULL
#define FIELD_MAJOR_VERSION	0x0800000100000004ULL
#define FIELD_TDX_FEATURES0	0x0a00000300000008ULL
/* "TD-scope metadata" */
#define FIELD_ATTRIBUTES	0x1110000300000000ULL

char vmexit_isolation[VMEXIT_ISOLATION_LEN];

/*
 * Beside a paravisor that uses vTOM CPUID shows no SEV by design (Linux,
 * hyperv/ivm.c), and the MSR is there all the same. What is refused, by #GP, is not
 * heard of.
 */
static u64 vmexit_isolation_sev_status(void)
{
	u64 status = vmexit_platform.sev_status;

	if (!status && vmexit_platform.type == VMEXIT_PLATFORM_PARAVISOR &&
	    boot_cpu_data.x86_vendor == X86_VENDOR_AMD &&
	    rdmsrq_safe(MSR_SEV_STATUS, &status))
		return 0;
	return status;
}

/* What is refused is not heard of: TDX modules before 1.5 have few of these. */
static void vmexit_isolation_find_td(char *text)
{
	u64 major, minor, features, attributes, ctls;
	char part[48];

	if (vmexit_tdx_read_module(FIELD_MAJOR_VERSION, &major) &&
	    vmexit_tdx_read_module(FIELD_MINOR_VERSION, &minor)) {
		scnprintf(part, sizeof(part), "TDX module %u.%u", (u16)major,
			  (u16)minor);
		vmexit_isolation_add(text, part);
	}
	if (vmexit_tdx_read_module(FIELD_TDX_FEATURES0, &features)) {
		scnprintf(part, sizeof(part), "TDX_FEATURES0 0x%llx", features);
		vmexit_isolation_add(text, part);
	}
	vmexit_tdx_read_td(FIELD_ATTRIBUTES, &attributes);
	vmexit_tdx_read_td(VMEXIT_TDX_FIELD_TD_CTLS, &ctls);
	vmexit_isolation_td(text, attributes, ctls);
}

void vmexit_isolation_init(void)
{
	if (vmexit_platform.type == VMEXIT_PLATFORM_TDX)
		vmexit_isolation_find_td(vmexit_isolation);
	else if (vmexit_platform.type != VMEXIT_PLATFORM_BARE_METAL)
		vmexit_isolation_sev(vmexit_isolation, vmexit_isolation_sev_status());
}

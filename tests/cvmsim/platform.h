/* SPDX-License-Identifier: GPL-2.0 */
/* The guests cvmsim can show a kernel. */
#ifndef CVMSIM_PLATFORM_H
#define CVMSIM_PLATFORM_H

#include "types.h"

/*
 * Position of SEV's C-bit, set in the address of what is private, and of TDX's
 * shared bit, set in that of what is shared; and what physical addresses lose
 * by either.
 */
#define C_BIT_POSITION	47
#define C_BIT		BIT(C_BIT_POSITION)
#define SHARED_BIT	C_BIT

/* SEV_STATUS: APM volume 2, 15.34.10. */
#define SEV_STATUS_SEV	BIT(0)
#define SEV_STATUS_ES	BIT(1)
#define SEV_STATUS_SNP	BIT(2)
#define SEV_STATUS_VTOM	BIT(3)
#define SEV_STATUS_REFLECT_VC	BIT(4)

/**
 * struct platform - one kind of guest
 * @name: as on cvmsim's command line
 * @sev_status: MSR 0xc0010131; 0: the guest is told of no SEV at all
 * @has_c_bit: its memory is private where its tables say so: 15.34
 * @owns_vc: intercepts become #VC in the guest (SEV-ES): APM volume 2, 15.35.5
 * @has_rmp: pages are private or shared, and validated (SNP): 15.36
 * @is_td: a TDX guest, which owns #VE
 * @is_hyperv: Hyper-V's leaves with a paravisor in place of KVM's
 */
struct platform {
	const char *name;
	u64 sev_status;
	bool has_c_bit;
	bool owns_vc;
	bool has_rmp;
	bool is_td;
	bool is_hyperv;
};

/* By name; NULL where there is none. */
const struct platform *platform_find(const char *name);

#endif /* CVMSIM_PLATFORM_H */

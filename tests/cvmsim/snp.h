/* SPDX-License-Identifier: GPL-2.0 */
/* SEV-SNP: page states, the CPUID page, and the two instructions TCG lacks. */
#ifndef CVMSIM_SNP_H
#define CVMSIM_SNP_H

#include "vcpu.h"

/* GHCB, "SNP Page State Change": header and entries. */
#define PSC_ENTRIES		253
struct psc {
	u16 cur_entry;
	u16 end_entry;
	u32 reserved;
	u64 entries[PSC_ENTRIES];
} __packed;

/**
 * snp_change_state() - page state change of one 4 KB page
 * @gpa: of the page
 * @op: 1 to private, 2 to shared
 *
 * Return: 0, or an error for the guest.
 */
u32 snp_change_state(struct vcpu *v, u64 gpa, u32 op);

/* The same by a GHCB call. Return: sw_exit_info_2 of the answer. */
u64 snp_psc(struct vcpu *v, struct psc *desc);

/**
 * snp_undefined() - #UD: it may be an instruction this CPU does not know
 *
 * Return: false where it is a #UD indeed.
 */
bool snp_undefined(struct vcpu *v);

/* The CPUID page (SNP firmware ABI, 7.1) into guest memory. */
void snp_fill_cpuid_page(struct vcpu *v, void *page);

#endif /* CVMSIM_SNP_H */

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an isolation is made of, by name: a list with "; " between its parts, in
 * the order of the bits they come from. Each may change what a world switch
 * costs, so two lists can be held against each other part by part.
 */
#ifndef VMEXIT_ISOLATION_H
#define VMEXIT_ISOLATION_H

#include <linux/types.h>
#include <vmexit/name.h>

/* With its NUL; enough for each of the 64 bits of SEV_STATUS. */
#define VMEXIT_ISOLATION_LEN	1280

/* MSR 0xc0010131: AMD APM volume 2, 15.34.10; Linux, msr-index.h. */
VMEXIT_WORDS vmexit_sev_status_names[] = {
	[0]	= "SEV",
	[1]	= "SEV-ES",
	[2]	= "SEV-SNP",
	[3]	= "vTOM",
	[4]	= "ReflectVC",
	[5]	= "RestrictedInjection",
	[6]	= "AlternateInjection",
	[7]	= "DebugSwap",
	[8]	= "PreventHostIBS",
	[9]	= "BTBIsolation",
	[10]	= "VmplSSS",
	[11]	= "SecureTSC",
	[12]	= "VmgexitParam",
	[14]	= "IBSVirt",
	[16]	= "VmsaRegProt",
	[17]	= "SMTProtection",
	[18]	= "SecureAVIC",
	[23]	= "IBPBOnEntry",
};

/* TDX module specification, ATTRIBUTES; Linux, asm/shared/tdx.h. */
VMEXIT_WORDS vmexit_td_attribute_names[] = {
	[0]	= "DEBUG",
	[4]	= "HGS_PLUS_PROF",
	[5]	= "PERF_PROF",
	[6]	= "PMT_PROF",
	[16]	= "ICSSD",
	[27]	= "LASS",
	[28]	= "SEPT_VE_DISABLE",
	[29]	= "MIGRATABLE",
	[30]	= "PKS",
	[31]	= "KL",
	[62]	= "TPA",
	[63]	= "PERFMON",
};

/* TD_CTLS, likewise. */
VMEXIT_WORDS vmexit_td_ctls_names[] = {
	[0]	= "PENDING_VE_DISABLE",
	[1]	= "ENUM_TOPOLOGY",
	[2]	= "VIRT_CPUID2",
	[3]	= "REDUCE_VE",
	[63]	= "LOCK",
};

/**
 * vmexit_isolation_add() - append a part
 * @text: VMEXIT_ISOLATION_LEN bytes, a list or ""
 * @part: without ";"; left out where it does not fit, as half of it would be
 *	another
 */
static inline void vmexit_isolation_add(char *text, const char *part)
{
	size_t used = strlen(text), left = VMEXIT_ISOLATION_LEN - used;
	int len = snprintf(text + used, left, "%s%s", used ? "; " : "", part);

	if (len < 0 || (size_t)len >= left)
		text[used] = '\0';
}

/**
 * vmexit_isolation_bits() - append what is on
 * @text: as vmexit_isolation_add() takes it
 * @names: by bit, NULL or beyond @nr: "FIELD bit 13"
 * @nr: length of @names
 * @field: its name
 * @bits: its value
 */
static inline void vmexit_isolation_bits(char *text, const char *const *names,
					 unsigned int nr, const char *field,
					 __u64 bits)
{
	char part[32];
	unsigned int bit;

	for (bit = 0; bit < 64; bit++) {
		if (!(bits >> bit & 1))
			continue;
		if (bit < nr && names[bit]) {
			vmexit_isolation_add(text, names[bit]);
			continue;
		}
		snprintf(part, sizeof(part), "%s bit %u", field, bit);
		vmexit_isolation_add(text, part);
	}
}

static inline void vmexit_isolation_sev(char *text, __u64 sev_status)
{
	vmexit_isolation_bits(text, vmexit_sev_status_names,
			      VMEXIT_NR_NAMES(vmexit_sev_status_names),
			      "SEV_STATUS", sev_status);
}

static inline void vmexit_isolation_td(char *text, __u64 attributes,
				       __u64 td_ctls)
{
	vmexit_isolation_bits(text, vmexit_td_attribute_names,
			      VMEXIT_NR_NAMES(vmexit_td_attribute_names),
			      "ATTRIBUTES", attributes);
	vmexit_isolation_bits(text, vmexit_td_ctls_names,
			      VMEXIT_NR_NAMES(vmexit_td_ctls_names),
			      "TD_CTLS", td_ctls);
}

#endif /* VMEXIT_ISOLATION_H */

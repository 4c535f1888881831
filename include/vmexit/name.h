/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The words: names of exits, paths, routes and platforms, and the name of a
 * probe, one copy for the module, the tool and the tests.
 *
 * A probe's name is
 *
 *	<exit>[:<parameter>[.<index>]][/<path>]
 *
 * "cpuid:0x1/insn", "cpuid:0xb.1/insn", "in:0x21/insn", "hypercall:1/insn",
 * "null/insn". Numbers are read as decimal or 0x hexadecimal; written, a
 * parameter is hexadecimal (a hypercall's number and microseconds decimal) and an
 * index, left out when 0, decimal. Where an IPI goes is a word: "ipi:near/insn",
 * "ipi-rtt:cpu3/insn". A name without a path means insn.
 *
 * Where firmware chooses the number, the device has a role, which names the same exit
 * everywhere: "in:pmtimer", "mmio:hpet", "mmio:ioapic". A probe has its number, in the
 * contract, in records and in sysfs.
 */
#ifndef VMEXIT_NAME_H
#define VMEXIT_NAME_H

#ifdef __KERNEL__
#include <linux/kernel.h>
#include <linux/string.h>
#else
#include <stdio.h>
#include <string.h>
#endif
#include <linux/types.h>
#include <linux/vmexit.h>

/* Longest name with its NUL: "hypercall:4294967295.4294967295/insn-cpl3". */
#define VMEXIT_NAME_LEN	48

/**
 * struct vmexit_id - what names a probe
 * @exit: enum vmexit_exit
 * @path: enum vmexit_path
 * @param: CPUID leaf, MSR, port, GPA and so on, see VMEXIT_A_PROBE_PARAM in the
 *	contract; 0 where the exit takes none
 * @index: CPUID sub-leaf, else 0
 */
struct vmexit_id {
	__u32 exit;
	__u32 path;
	__u32 param;
	__u32 index;
};

#define VMEXIT_NR_NAMES(table)	(sizeof(table) / sizeof((table)[0]))

/* Not every file that includes this has a use for every table. */
#define VMEXIT_WORDS	static __attribute__((__unused__)) const char *const

VMEXIT_WORDS vmexit_exit_names[] = {
	[VMEXIT_EXIT_NULL]	= "null",
	[VMEXIT_EXIT_TRAP]	= "trap",
	[VMEXIT_EXIT_CPUID]	= "cpuid",
	[VMEXIT_EXIT_RDMSR]	= "rdmsr",
	[VMEXIT_EXIT_WRMSR]	= "wrmsr",
	[VMEXIT_EXIT_IN]	= "in",
	[VMEXIT_EXIT_OUT]	= "out",
	[VMEXIT_EXIT_HYPERCALL]	= "hypercall",
	[VMEXIT_EXIT_SEV_INFO]	= "sev-info",
	[VMEXIT_EXIT_HV_FEATURES] = "hv-features",
	[VMEXIT_EXIT_MMIO]	= "mmio",
	[VMEXIT_EXIT_TDVMCALL_INFO] = "tdvmcall-info",
	[VMEXIT_EXIT_VP_INFO]	= "vp-info",
	[VMEXIT_EXIT_VM_RD]	= "vm-rd",
	[VMEXIT_EXIT_WRCR]	= "wrcr",
	[VMEXIT_EXIT_ARM_MONITOR]	= "arm-monitor",
	[VMEXIT_EXIT_HLT]	= "hlt",
	[VMEXIT_EXIT_TIMER]	= "timer",
	[VMEXIT_EXIT_IPI]	= "ipi",
	[VMEXIT_EXIT_IPI_RTT]	= "ipi-rtt",
	[VMEXIT_EXIT_IPI_WAKE]	= "ipi-wake",
	[VMEXIT_EXIT_PSC_SHARED] = "psc-shared",
	[VMEXIT_EXIT_PSC_PRIVATE] = "psc-private",
};

VMEXIT_WORDS vmexit_peer_names[] = {
	[VMEXIT_PEER_SELF]	= "self",
	[VMEXIT_PEER_NEAR]	= "near",
	[VMEXIT_PEER_FAR]	= "far",
};

/**
 * enum vmexit_role - what a port or an address is of
 * @VMEXIT_ROLE_NONE: its number is all there is
 * @VMEXIT_ROLE_PMTIMER: ACPI's PM timer, FADT PM_TMR_BLK
 * @VMEXIT_ROLE_HPET: the first HPET
 * @VMEXIT_ROLE_IOAPIC: the first IOAPIC
 */
enum vmexit_role {
	VMEXIT_ROLE_NONE,
	VMEXIT_ROLE_PMTIMER,
	VMEXIT_ROLE_HPET,
	VMEXIT_ROLE_IOAPIC,
};

VMEXIT_WORDS vmexit_role_names[] = {
	[VMEXIT_ROLE_NONE]	= "",
	[VMEXIT_ROLE_PMTIMER]	= "pmtimer",
	[VMEXIT_ROLE_HPET]	= "hpet",
	[VMEXIT_ROLE_IOAPIC]	= "ioapic",
};

/* The parameter of a name that tells a role: no port, and no address of a register. */
#define VMEXIT_PARAM_ROLE	0xffff0000U

VMEXIT_WORDS vmexit_path_names[] = {
	[VMEXIT_PATH_INSN]	= "insn",
	[VMEXIT_PATH_INSN_CPL3]	= "insn-cpl3",
	[VMEXIT_PATH_GHCB_MSR]	= "ghcb-msr",
	[VMEXIT_PATH_GHCB_PAGE]	= "ghcb-page",
	[VMEXIT_PATH_TDVMCALL]	= "tdvmcall",
	[VMEXIT_PATH_TDCALL]	= "tdcall",
};

VMEXIT_WORDS vmexit_route_names[] = {
	[VMEXIT_ROUTE_UNKNOWN]		= "unknown",
	[VMEXIT_ROUTE_NONE]		= "none",
	[VMEXIT_ROUTE_VMEXIT]		= "VMEXIT",
	[VMEXIT_ROUTE_VC_VMGEXIT]	= "#VC+VMGEXIT",
	[VMEXIT_ROUTE_VC]		= "#VC",
	[VMEXIT_ROUTE_VMGEXIT]		= "VMGEXIT",
	[VMEXIT_ROUTE_VE_TDVMCALL]	= "#VE+TDVMCALL",
	[VMEXIT_ROUTE_VE]		= "#VE",
	[VMEXIT_ROUTE_TDVMCALL]		= "TDVMCALL",
	[VMEXIT_ROUTE_TDX_MODULE]	= "TDX-module",
	[VMEXIT_ROUTE_PARAVISOR]	= "paravisor",
};

VMEXIT_WORDS vmexit_basis_names[] = {
	[VMEXIT_BASIS_UNKNOWN]		= "unknown",
	[VMEXIT_BASIS_SPECIFICATION]	= "specification",
	[VMEXIT_BASIS_HABIT]		= "habit",
	[VMEXIT_BASIS_WITNESSED]	= "witnessed",
	[VMEXIT_BASIS_TIMED]		= "timed",
};

VMEXIT_WORDS vmexit_platform_names[] = {
	[VMEXIT_PLATFORM_UNKNOWN]	= "unknown",
	[VMEXIT_PLATFORM_BARE_METAL]	= "bare metal",
	[VMEXIT_PLATFORM_GENERAL_VM]	= "General VM",
	[VMEXIT_PLATFORM_SEV]		= "SEV",
	[VMEXIT_PLATFORM_SEV_ES]	= "SEV-ES",
	[VMEXIT_PLATFORM_SEV_SNP]	= "SEV-SNP",
	[VMEXIT_PLATFORM_TDX]		= "TDX",
	[VMEXIT_PLATFORM_PARAVISOR]	= "paravisor-isolated",
};

#define VMEXIT_NR_ROUTES	VMEXIT_NR_NAMES(vmexit_route_names)
#define VMEXIT_NR_BASES		VMEXIT_NR_NAMES(vmexit_basis_names)
#define VMEXIT_NR_PLATFORMS	VMEXIT_NR_NAMES(vmexit_platform_names)
#define VMEXIT_NR_EXITS	VMEXIT_NR_NAMES(vmexit_exit_names)
#define VMEXIT_NR_PATHS	VMEXIT_NR_NAMES(vmexit_path_names)
#define VMEXIT_NR_PEERS	VMEXIT_NR_NAMES(vmexit_peer_names)
#define VMEXIT_NR_ROLES	VMEXIT_NR_NAMES(vmexit_role_names)

/* Whether an exit is told apart by a parameter, by an index. */
static inline int vmexit_has_param(__u32 exit)
{
	switch (exit) {
	case VMEXIT_EXIT_NULL:
	case VMEXIT_EXIT_TRAP:
	case VMEXIT_EXIT_SEV_INFO:
	case VMEXIT_EXIT_HV_FEATURES:
	case VMEXIT_EXIT_TDVMCALL_INFO:
	case VMEXIT_EXIT_VP_INFO:
	case VMEXIT_EXIT_VM_RD:
	case VMEXIT_EXIT_ARM_MONITOR:
		return 0;
	default:
		return 1;
	}
}

/* Its parameter is enum vmexit_peer. */
static inline int vmexit_is_ipi(__u32 exit)
{
	return exit == VMEXIT_EXIT_IPI || exit == VMEXIT_EXIT_IPI_RTT ||
	       exit == VMEXIT_EXIT_IPI_WAKE;
}

static inline int vmexit_is_psc(__u32 exit)
{
	return exit == VMEXIT_EXIT_PSC_SHARED || exit == VMEXIT_EXIT_PSC_PRIVATE;
}

/* It is no bracket around an instruction: "Latencies" in the contract. */
static inline int vmexit_is_latency(__u32 exit)
{
	return exit == VMEXIT_EXIT_HLT || exit == VMEXIT_EXIT_TIMER ||
	       vmexit_is_psc(exit);
}

static inline int vmexit_has_index(__u32 exit)
{
	return exit == VMEXIT_EXIT_CPUID;
}

static inline int vmexit_id_equal(const struct vmexit_id *a,
				  const struct vmexit_id *b)
{
	return a->exit == b->exit && a->path == b->path &&
	       a->param == b->param && a->index == b->index;
}

/* The exit that has a role. */
static inline __u32 vmexit_role_exit(__u32 role)
{
	return role == VMEXIT_ROLE_PMTIMER ? VMEXIT_EXIT_IN : VMEXIT_EXIT_MMIO;
}

/* Whether a parameter is no number but a role. */
static inline int vmexit_is_role(const struct vmexit_id *id)
{
	__u32 role = id->param - VMEXIT_PARAM_ROLE;

	return role && role < VMEXIT_NR_ROLES && id->exit == vmexit_role_exit(role);
}

/**
 * vmexit_role() - the role of a probe
 * @id: probe
 *
 * By its number: of the ports that are read, those beyond ISA's are the PM timer, the
 * addresses are those that all chipsets have had.
 *
 * Return: enum vmexit_role
 */
static inline __u32 vmexit_role(const struct vmexit_id *id)
{
	if (vmexit_is_role(id))
		return id->param - VMEXIT_PARAM_ROLE;
	/* But for PCI's configuration, which is at 0xcf8 everywhere. */
	if (id->exit == VMEXIT_EXIT_IN && id->param >= 0x400 && id->param <= 0xffff &&
	    id->param >> 3 != 0xcf8 >> 3)
		return VMEXIT_ROLE_PMTIMER;
	if (id->exit == VMEXIT_EXIT_MMIO && id->param >> 14 == 0xfed00000U >> 14)
		return VMEXIT_ROLE_HPET;
	if (id->exit == VMEXIT_EXIT_MMIO && id->param >> 20 == 0xfec00000U >> 20)
		return VMEXIT_ROLE_IOAPIC;
	return VMEXIT_ROLE_NONE;
}

/* By its role, where it has one: the same on every machine. */
static inline struct vmexit_id vmexit_by_role(const struct vmexit_id *id)
{
	struct vmexit_id out = *id;

	if (vmexit_role(id))
		out.param = VMEXIT_PARAM_ROLE + vmexit_role(id);
	return out;
}

/* Whether two probes are of one exit, be it under two numbers. */
static inline int vmexit_same_exit(const struct vmexit_id *a, const struct vmexit_id *b)
{
	struct vmexit_id of_a = vmexit_by_role(a), of_b = vmexit_by_role(b);

	return vmexit_id_equal(&of_a, &of_b);
}

/**
 * vmexit_is_meant() - whether a name that was typed is this probe's
 * @typed: what the name says
 * @has_path: it has a path; one that has none is an instruction's, wherever that is executed
 * @id: probe
 *
 * Return: 0 if it is not.
 */
static inline int vmexit_is_meant(const struct vmexit_id *typed, int has_path,
				  const struct vmexit_id *id)
{
	struct vmexit_id meant = *typed;

	if (!has_path && id->path == VMEXIT_PATH_INSN_CPL3)
		meant.path = id->path;
	return vmexit_same_exit(&meant, id);
}

/**
 * vmexit_name_find() - look a word up in one of the tables above
 * @names: table
 * @nr: its length
 * @word: the word, not NUL-terminated
 * @len: its length
 *
 * Return: the index, or -1.
 */
static inline int vmexit_name_find(const char *const *names, unsigned int nr,
				   const char *word, size_t len)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (strlen(names[i]) == len && !memcmp(names[i], word, len))
			return (int)i;
	return -1;
}

/* Reads one number, decimal or 0x; returns where it ends, NULL if none fits. */
static inline const char *vmexit_name_number(const char *s, __u32 *number)
{
	__u64 value = 0;
	unsigned int base = 10;
	const char *start;

	if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) {
		base = 16;
		s += 2;
	}
	for (start = s;; s++) {
		unsigned int digit;

		if (*s >= '0' && *s <= '9')
			digit = *s - '0';
		else if (base == 16 && *s >= 'a' && *s <= 'f')
			digit = *s - 'a' + 10;
		else if (base == 16 && *s >= 'A' && *s <= 'F')
			digit = *s - 'A' + 10;
		else
			break;
		value = value * base + digit;
		if (value >> 32)
			return NULL;
	}
	*number = (__u32)value;
	return s == start ? NULL : s;
}

/* Reads where an IPI goes: "near", "cpu3"; returns where it ends, or NULL. */
static inline const char *vmexit_name_peer(const char *s, __u32 *peer)
{
	__u32 word;

	for (word = 0; word < VMEXIT_NR_PEERS; word++) {
		const char *name = vmexit_peer_names[word];

		if (!strncmp(s, name, strlen(name))) {
			*peer = word;
			return s + strlen(name);
		}
	}
	if (strncmp(s, "cpu", 3))
		return NULL;
	s = vmexit_name_number(s + 3, peer);
	if (!s || *peer >= VMEXIT_PEER_CPU)
		return NULL;
	*peer |= VMEXIT_PEER_CPU;
	return s;
}

/* Reads a role of an exit: "pmtimer"; returns where it ends, or NULL. */
static inline const char *vmexit_name_role(const char *s, __u32 exit, __u32 *param)
{
	size_t len = strcspn(s, "./");
	int role = vmexit_name_find(vmexit_role_names, VMEXIT_NR_ROLES, s, len);

	if (role <= VMEXIT_ROLE_NONE || exit != vmexit_role_exit((__u32)role))
		return NULL;
	*param = VMEXIT_PARAM_ROLE + (__u32)role;
	return s + len;
}

/* Reads a parameter, number or word; returns where it ends, or NULL. */
static inline const char *vmexit_name_param(const char *s, __u32 exit, __u32 *param)
{
	if (vmexit_is_ipi(exit))
		return vmexit_name_peer(s, param);
	if (*s >= '0' && *s <= '9')
		return vmexit_name_number(s, param);
	return vmexit_name_role(s, exit, param);
}

/**
 * vmexit_name_parse() - read a probe's name
 * @name: NUL-terminated
 * @id: filled on success, untouched otherwise
 *
 * Return: 0, or -1 where @name is not of the form above.
 */
static inline int vmexit_name_parse(const char *name, struct vmexit_id *id)
{
	struct vmexit_id out = { .path = VMEXIT_PATH_INSN };
	size_t len = strcspn(name, ":/");
	int word;

	word = vmexit_name_find(vmexit_exit_names, VMEXIT_NR_EXITS, name, len);
	if (word < 0)
		return -1;
	out.exit = (__u32)word;
	name += len;
	if ((*name == ':') != vmexit_has_param(out.exit))
		return -1;
	if (*name == ':') {
		name = vmexit_name_param(name + 1, out.exit, &out.param);
		if (name && *name == '.' && vmexit_has_index(out.exit))
			name = vmexit_name_number(name + 1, &out.index);
		if (!name)
			return -1;
	}
	if (*name == '/') {
		name++;
		word = vmexit_name_find(vmexit_path_names, VMEXIT_NR_PATHS,
					name, strlen(name));
		if (word < 0)
			return -1;
		out.path = (__u32)word;
	} else if (*name) {
		return -1;
	}
	*id = out;
	return 0;
}

/* How a parameter is written. */
static inline const char *vmexit_param_format(const struct vmexit_id *id)
{
	switch (id->exit) {
	case VMEXIT_EXIT_HYPERCALL:
	case VMEXIT_EXIT_HLT:
	case VMEXIT_EXIT_TIMER:
		return ":%u";
	default:
		return vmexit_is_ipi(id->exit) ? ":cpu%u" : ":0x%x";
	}
}

/**
 * vmexit_name_format() - write a probe's name
 * @id: exit and path within their tables
 * @buf: VMEXIT_NAME_LEN bytes, NUL-terminated on return
 */
static inline void vmexit_name_format(const struct vmexit_id *id, char *buf)
{
	int n = snprintf(buf, VMEXIT_NAME_LEN, "%s",
			 vmexit_exit_names[id->exit]);

	if (vmexit_is_ipi(id->exit) && id->param < VMEXIT_NR_PEERS)
		n += snprintf(buf + n, VMEXIT_NAME_LEN - n, ":%s",
			      vmexit_peer_names[id->param]);
	else if (vmexit_is_role(id))
		n += snprintf(buf + n, VMEXIT_NAME_LEN - n, ":%s",
			      vmexit_role_names[vmexit_role(id)]);
	else if (vmexit_has_param(id->exit))
		n += snprintf(buf + n, VMEXIT_NAME_LEN - n, vmexit_param_format(id),
			      vmexit_is_ipi(id->exit) ? id->param & ~VMEXIT_PEER_CPU :
							id->param);
	if (id->index)
		n += snprintf(buf + n, VMEXIT_NAME_LEN - n, ".%u", id->index);
	snprintf(buf + n, VMEXIT_NAME_LEN - n, "/%s",
		 vmexit_path_names[id->path]);
}

#endif /* VMEXIT_NAME_H */

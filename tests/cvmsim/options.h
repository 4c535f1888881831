/* SPDX-License-Identifier: GPL-2.0 */
/* cvmsim's own command line, and what the boot loader left beside it. */
#ifndef CVMSIM_OPTIONS_H
#define CVMSIM_OPTIONS_H

#include "types.h"

/* "NAME=VALUE" or "NAME", separated by spaces. */
extern struct options {
	const struct platform *platform;	/* platform=NAME */
	const struct host *host;		/* a host's name */
	u32 cpus;				/* cpus=2: 1 if not said */
	bool hide_hypervisor;			/* hide-hypervisor: its bit in CPUID */
	bool reflect_vc;			/* reflect-vc: in SEV_STATUS alone */
	bool no_sept_ve_disable;		/* no-sept-ve-disable: TD attribute */
	bool reduce_ve;				/* reduce-ve: TD_CTLS of a TD */
	bool refuse_registration;		/* refuse-registration: of a GHCB */
} options;

/* Ends the machine over a word it does not know. Changes @line. */
void options_parse(char *line);

#endif /* CVMSIM_OPTIONS_H */

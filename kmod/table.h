/* SPDX-License-Identifier: GPL-2.0 */
/* The table of probes, as it is written; probe.c makes it this guest's. */
#ifndef VMEXIT_TABLE_H
#define VMEXIT_TABLE_H

#include "probe.h"

#define PORT_PIC_MASK		0x21
#define PORT_PIC2_MASK		0xa1
#define PORT_PIC_ELCR		0x4d0
#define PORT_PIT		0x40
#define PORT_POST		0x80

/* In the order that users see. */
extern struct vmexit_probe vmexit_probes[];
extern const unsigned int vmexit_nr_probes;

#endif /* VMEXIT_TABLE_H */

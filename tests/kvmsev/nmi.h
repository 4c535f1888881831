/* SPDX-License-Identifier: GPL-2.0 */
/*
 * NMIs for the guest, as many as it asks for by two ports of a byte. What it writes:
 *
 *	NMI_EVERY	with each nth use of port 0x80 or the HPET; 0 with none any more
 *	NMI_PERIOD	each n milliseconds, wherever it is; 0 no more
 *
 * What it reads from the two is how many there were since either was last set to more than 0, low
 * byte first.
 */
#ifndef KVMSEV_NMI_H
#define KVMSEV_NMI_H

#include "vm.h"

#define NMI_EVERY	0xf5
#define NMI_PERIOD	0xf6

/* True if the port is one of these. */
bool nmi_read(uint16_t port, uint8_t *value);
bool nmi_write(uint16_t port, uint8_t value);

/* After an exit to here, between two KVM_RUN: one that is due. */
void nmi_inject(const struct vcpu *cpu);

/* Port 0x80 or the HPET was used: by what is timed, where that goes on behind KVM. */
void nmi_used(void);

#endif

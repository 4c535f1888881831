/* SPDX-License-Identifier: GPL-2.0 */
/* An HPET whose counter counts. Its timers, of which a guest with a PIT needs none, never fire. */
#ifndef KVMSEV_HPET_H
#define KVMSEV_HPET_H

#include <stdint.h>

#define HPET_ADDRESS	0xfed00000UL
#define HPET_SIZE	0x400

/* Capabilities, low half: revision 1, three timers, 64 bits, vendor; no legacy route. */
#define HPET_ID		0x80862201U

/* size is 4 or 8; offset is below HPET_SIZE. */
uint64_t hpet_read(uint64_t offset, unsigned int size);
void hpet_write(uint64_t offset, uint64_t value, unsigned int size);

#endif

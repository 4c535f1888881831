// SPDX-License-Identifier: GPL-2.0
#include "emulate.h"

#define KVM_HC_VAPIC_POLL_IRQ	1
#define KVM_ENOSYS		1000
#define KVM_EPERM		1

bool emulate_io(u64 info, u64 *rax)
{
	u32 size = (info & IOIO_SIZES) >> 4;
	u16 port = info >> IOIO_PORT_SHIFT;
	u64 mask;

	if (info & IOIO_STRING || (size != 1 && size != 2 && size != 4))
		return false;
	if (!(info & IOIO_IN)) {
		port_out(port, size, *rax);
		return true;
	}
	/* A 32-bit result clears the upper half, smaller ones leave the rest. */
	mask = size == 4 ? ~0ULL : BIT(size * 8) - 1;
	*rax = (*rax & ~mask) | port_in(port, size);
	return true;
}

u64 emulate_hypercall(u64 number, u32 cpl)
{
	if (cpl)
		return -KVM_EPERM;
	return number == KVM_HC_VAPIC_POLL_IRQ ? 0 : -KVM_ENOSYS;
}

void emulate_mmio(void *to, const void *from, u64 size)
{
	switch (size) {
	case 1:
		*(volatile u8 *)to = *(const volatile u8 *)from;
		break;
	case 2:
		*(volatile u16 *)to = *(const volatile u16 *)from;
		break;
	case 4:
		*(volatile u32 *)to = *(const volatile u32 *)from;
		break;
	case 8:
		*(volatile u64 *)to = *(const volatile u64 *)from;
		break;
	}
}

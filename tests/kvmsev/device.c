// SPDX-License-Identifier: GPL-2.0
#include "device.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "acpi.h"
#include "hpet.h"
#include "nmi.h"
#include "uart.h"

#define POST_PORT	0x80
#define EXIT_PORT	0xf4
#define PM_TIMER_HZ	3579545
#define PM_CONTROL_SCI	1	/* ACPI is on */
#define NOBODY		0xff

static uint32_t pm_timer(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * PM_TIMER_HZ + now.tv_nsec * (uint64_t)PM_TIMER_HZ / 1000000000;
}

static void read_port(uint16_t port, void *value, unsigned int size)
{
	uint32_t pm[] = { 0, PM_CONTROL_SCI, 0 };

	memset(value, NOBODY, size);
	if (port == POST_PORT) {
		nmi_used();
	} else if (size == 1 && (uart_read(port, value) || nmi_read(port, value))) {
		return;
	} else if (port >= ACPI_PM_EVENT && port + size <= ACPI_PM_EVENT + sizeof(pm)) {
		pm[2] = pm_timer();
		memcpy(value, (const uint8_t *)pm + port - ACPI_PM_EVENT, size);
	}
}

static void write_port(uint16_t port, const uint8_t *value, unsigned int size)
{
	if (port == EXIT_PORT)
		exit(EXIT_STATUS(*value));
	if (port == POST_PORT)
		nmi_used();
	else if (size == 1 && !uart_write(port, *value))
		nmi_write(port, *value);
}

void device_io(struct kvm_run *run)
{
	uint8_t *value = (uint8_t *)run + run->io.data_offset;
	uint32_t n;

	for (n = run->io.count; n; n--, value += run->io.size) {
		if (run->io.direction == KVM_EXIT_IO_OUT)
			write_port(run->io.port, value, run->io.size);
		else
			read_port(run->io.port, value, run->io.size);
	}
}

void device_mmio(struct kvm_run *run)
{
	uint64_t at = run->mmio.phys_addr - HPET_ADDRESS, value = 0;
	unsigned int size = run->mmio.len;

	nmi_used();
	if (at >= HPET_SIZE || (size != 4 && size != 8)) {
		if (!run->mmio.is_write)
			memset(run->mmio.data, NOBODY, size);
	} else if (run->mmio.is_write) {
		memcpy(&value, run->mmio.data, size);
		hpet_write(at, value, size);
	} else {
		value = hpet_read(at, size);
		memcpy(run->mmio.data, &value, size);
	}
}

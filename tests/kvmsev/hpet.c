// SPDX-License-Identifier: GPL-2.0
/* Registers by the IA-PC HPET specification 1.0a, 2.3. */
#include "hpet.h"

#include <time.h>

#define CAPABILITIES	0x000
#define CONFIG		0x010
#define COUNTER		0x0f0
#define CONFIG_ENABLE	(1 << 0)
#define PERIOD_FS	10000000ULL	/* 10 ns */
#define PERIOD_NS	(PERIOD_FS / 1000000)

static uint64_t config;
static uint64_t counter;	/* while it stands; else what the clock is ahead of it */

static uint64_t clock_ticks(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec * 1000000000ULL + now.tv_nsec) / PERIOD_NS;
}

static uint64_t count(void)
{
	return config & CONFIG_ENABLE ? clock_ticks() - counter : counter;
}

static uint64_t read_register(uint64_t offset)
{
	switch (offset) {
	case CAPABILITIES:
		return PERIOD_FS << 32 | HPET_ID;
	case CONFIG:
		return config;
	case COUNTER:
		return count();
	default:
		return 0;
	}
}

uint64_t hpet_read(uint64_t offset, unsigned int size)
{
	uint64_t value = read_register(offset & ~7ULL);

	if (size == 8)
		return value;
	return offset & 4 ? value >> 32 : value & 0xffffffff;
}

void hpet_write(uint64_t offset, uint64_t value, unsigned int size)
{
	uint64_t now = count(), old = read_register(offset & ~7ULL);

	if (size == 4 && offset & 4)
		value = value << 32 | (old & 0xffffffff);
	else if (size == 4)
		value |= old & ~0xffffffffULL;
	switch (offset & ~7ULL) {
	case CONFIG:
		config = value & CONFIG_ENABLE;
		break;
	case COUNTER:
		now = value;
		break;
	}
	counter = config & CONFIG_ENABLE ? clock_ticks() - now : now;
}

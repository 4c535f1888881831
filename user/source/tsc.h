/* SPDX-License-Identifier: GPL-2.0 */
/* The TSC's frequency, found from user space. */
#ifndef VMEXITSTAT_SOURCE_TSC_H
#define VMEXITSTAT_SOURCE_TSC_H

#include <stdint.h>

/**
 * tsc_find_khz() - how fast the TSC runs
 * @how: where the figure is from; a constant
 *
 * Takes 100 ms where CPUID does not tell.
 *
 * Return: kHz.
 */
uint32_t tsc_find_khz(const char **how);

#endif /* VMEXITSTAT_SOURCE_TSC_H */

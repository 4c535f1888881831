/* SPDX-License-Identifier: GPL-2.0 */
/* Three 16550A at the places Linux looks for them by itself. */
#ifndef KVMSEV_UART_H
#define KVMSEV_UART_H

#include "vm.h"

#define UART_SHARED_IRQ	4	/* of the first and the third */

enum uart { UART_OUT, UART_LOG, UART_WITNESS };

/**
 * uart_open() - where a line leads to
 * @in: what the guest gets to read, or -1
 * @out: what it writes goes here, at once
 */
void uart_open(const struct vm *vm, enum uart line, int in, int out);

/* An access of the guest's to a port: true if it was a UART's. */
bool uart_read(uint16_t port, uint8_t *value);
bool uart_write(uint16_t port, uint8_t value);

#endif

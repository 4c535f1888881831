// SPDX-License-Identifier: GPL-2.0
/*
 * A byte is sent as soon as it is written, and none is received before the last was read: there is
 * neither a FIFO to overrun nor a line to lose what is in it.
 */
#include "uart.h"

#include <err.h>
#include <errno.h>
#include <linux/serial_reg.h>
#include <pthread.h>
#include <unistd.h>

#define PORTS	8
#define FIFO_BITS	0xc0	/* of IIR, where the FIFOs are on */

struct line {
	uint16_t base;
	unsigned int irq;
	int in, out;
	uint8_t ier, fcr, lcr, mcr, scr, divisor[2], received;
	bool has_received;
	bool sent;		/* and nobody has looked since: an interrupt's reason */
};

static struct line lines[] = {
	[UART_OUT] = { .base = 0x3f8, .irq = UART_SHARED_IRQ, .in = -1, .out = -1 },
	[UART_LOG] = { .base = 0x2f8, .irq = 3, .in = -1, .out = -1 },
	[UART_WITNESS] = { .base = 0x3e8, .irq = UART_SHARED_IRQ, .in = -1, .out = -1 },
};

#define NR_LINES	(sizeof(lines) / sizeof(*lines))

static const struct vm *machine;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t was_read = PTHREAD_COND_INITIALIZER;

static uint8_t interrupt(const struct line *line)
{
	if (line->ier & UART_IER_RDI && line->has_received)
		return UART_IIR_RDI;
	if (line->ier & UART_IER_THRI && line->sent)
		return UART_IIR_THRI;
	return UART_IIR_NO_INT;
}

static void update(unsigned int irq)
{
	bool level = false;
	size_t i;

	for (i = 0; i < NR_LINES; i++)
		level |= lines[i].irq == irq && interrupt(&lines[i]) != UART_IIR_NO_INT;
	vm_irq(machine, irq, level);
}

static void *receive(void *data)
{
	struct line *line = data;
	uint8_t byte;
	ssize_t n;

	while ((n = read(line->in, &byte, 1)) == 1 || (n < 0 && errno == EINTR)) {
		if (n < 0)
			continue;
		pthread_mutex_lock(&lock);
		while (line->has_received)
			pthread_cond_wait(&was_read, &lock);
		line->received = byte;
		line->has_received = true;
		update(line->irq);
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

void uart_open(const struct vm *vm, enum uart line, int in, int out)
{
	pthread_t thread;

	machine = vm;
	lines[line].out = out;
	if (in < 0)
		return;
	lines[line].in = in;
	errno = pthread_create(&thread, NULL, receive, &lines[line]);
	if (errno)
		err(1, "a thread");
}

static void send(const struct line *line, uint8_t byte)
{
	while (line->out >= 0 && write(line->out, &byte, 1) < 0) {
		if (errno != EINTR)
			err(1, "what the guest writes to port %#x", line->base);
	}
}

static struct line *line_at(uint16_t port)
{
	size_t i;

	for (i = 0; i < NR_LINES; i++) {
		if (port >= lines[i].base && port < lines[i].base + PORTS)
			return &lines[i];
	}
	return NULL;
}

static uint8_t modem_status(const struct line *line)
{
	uint8_t status = 0;

	if (!(line->mcr & UART_MCR_LOOP))
		return UART_MSR_DCD | UART_MSR_DSR | UART_MSR_CTS;
	if (line->mcr & UART_MCR_DTR)
		status |= UART_MSR_DSR;
	if (line->mcr & UART_MCR_RTS)
		status |= UART_MSR_CTS;
	if (line->mcr & UART_MCR_OUT1)
		status |= UART_MSR_RI;
	if (line->mcr & UART_MCR_OUT2)
		status |= UART_MSR_DCD;
	return status;
}

static uint8_t read_register(struct line *line, unsigned int reg)
{
	uint8_t value;

	if (line->lcr & UART_LCR_DLAB && reg <= UART_DLM)
		return line->divisor[reg];
	switch (reg) {
	case UART_RX:
		value = line->has_received ? line->received : 0;
		line->has_received = false;
		pthread_cond_broadcast(&was_read);
		return value;
	case UART_IER:
		return line->ier;
	case UART_IIR:
		value = interrupt(line);
		if (value == UART_IIR_THRI)
			line->sent = false;
		return value | (line->fcr & UART_FCR_ENABLE_FIFO ? FIFO_BITS : 0);
	case UART_LCR:
		return line->lcr;
	case UART_MCR:
		return line->mcr;
	case UART_LSR:
		return UART_LSR_TEMT | UART_LSR_THRE | (line->has_received ? UART_LSR_DR : 0);
	case UART_MSR:
		return modem_status(line);
	default:
		return line->scr;
	}
}

static void write_register(struct line *line, unsigned int reg, uint8_t value)
{
	if (line->lcr & UART_LCR_DLAB && reg <= UART_DLM) {
		line->divisor[reg] = value;
		return;
	}
	switch (reg) {
	case UART_TX:
		send(line, value);
		line->sent = true;
		break;
	case UART_IER:
		if (value & ~line->ier & UART_IER_THRI)
			line->sent = true;
		line->ier = value;
		break;
	case UART_FCR:
		line->fcr = value;
		break;
	case UART_LCR:
		line->lcr = value;
		break;
	case UART_MCR:
		line->mcr = value;
		break;
	case UART_SCR:
		line->scr = value;
		break;
	}
}

bool uart_read(uint16_t port, uint8_t *value)
{
	struct line *line = line_at(port);

	if (!line)
		return false;
	pthread_mutex_lock(&lock);
	*value = read_register(line, port - line->base);
	update(line->irq);
	pthread_mutex_unlock(&lock);
	return true;
}

bool uart_write(uint16_t port, uint8_t value)
{
	struct line *line = line_at(port);

	if (!line)
		return false;
	pthread_mutex_lock(&lock);
	write_register(line, port - line->base, value);
	update(line->irq);
	pthread_mutex_unlock(&lock);
	return true;
}

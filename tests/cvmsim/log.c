// SPDX-License-Identifier: GPL-2.0
/* QEMU's debug console (port 0xe9) and isa-debug-exit (port 0xf4). */
#include <stdarg.h>

#include "log.h"

#define PORT_DEBUGCON	0xe9
#define PORT_EXIT	0xf4

static void put(char c)
{
	port_out(PORT_DEBUGCON, 1, (u8)c);
}

static void put_string(const char *s)
{
	while (*s)
		put(*s++);
}

static void put_number(u64 value, u32 base)
{
	char text[24];
	int i = sizeof(text);

	text[--i] = '\0';
	do {
		text[--i] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	put_string(text + i);
}

void say(const char *fmt, ...)
{
	va_list args;
	u64 value;
	bool wide;

	va_start(args, fmt);
	for (; *fmt; fmt++) {
		if (*fmt != '%') {
			put(*fmt);
			continue;
		}
		wide = *++fmt == 'l';
		if (wide)
			fmt++;
		if (*fmt == 's') {
			put_string(va_arg(args, const char *));
			continue;
		}
		value = wide ? va_arg(args, u64) : va_arg(args, u32);
		if (*fmt == 'd' && !wide && (int)value < 0) {
			put('-');
			value = -(int)value;
		}
		put_number(value, *fmt == 'x' ? 16 : 10);
	}
	va_end(args);
	put('\n');
}

void __noreturn leave(u32 verdict)
{
	port_out(PORT_EXIT, 1, verdict);
	/* A QEMU without the device: nothing else would end it. */
	for (;;)
		asm volatile("cli; hlt");
}

/* From the exception stubs: cvmsim itself is broken. */
void __noreturn host_exception(u64 vector, u64 code, u64 rip, u64 address);

void __noreturn host_exception(u64 vector, u64 code, u64 rip, u64 address)
{
	say("cvmsim: exception %lu, code 0x%lx, RIP 0x%lx, CR2 0x%lx", vector,
	    code, rip, address);
	leave(VERDICT_UNABLE);
}

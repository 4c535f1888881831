// SPDX-License-Identifier: GPL-2.0
/*
 * exit-port VALUE: writes one byte to port 0xf4, QEMU's isa-debug-exit. For Debian's cloud kernels,
 * which have no /dev/port.
 */
#include <stdlib.h>
#include <sys/io.h>

int main(int argc, char **argv)
{
	if (argc != 2 || ioperm(0xf4, 1, 1))
		return 1;
	outb(atoi(argv[1]), 0xf4);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * kvmsev: a Linux kernel as SEV-ES or SEV-SNP guest of this machine's KVM, without firmware. See
 * README.md.
 *
 * Exit status: EXIT_STATUS() of what the guest wrote to its exit port, or of a VALUE_; 1 where KVM
 * refused.
 */
#include <argp.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "device.h"
#include "launch.h"
#include "linux.h"
#include "nmi.h"
#include "uapi.h"
#include "uart.h"
#include "vm.h"

#define MEMORY	(512UL << 20)

static struct options {
	const char *kernel, *initrd, *cmdline, *out, *log, *witness;
	bool snp;
} options;

enum { LOG = 256, SNP, WITNESS };

static const struct argp_option known[] = {
	{ "kernel", 'k', "BZIMAGE", 0, "The kernel", 0 },
	{ "initrd", 'i', "FILE", 0, "Its initial file system", 0 },
	{ "cmdline", 'c', "FILE", 0, "A file with its command line", 0 },
	{ "snp", SNP, NULL, 0, "SEV-SNP instead of SEV-ES", 0 },
	{ "out", 'o', "FILE", 0, "Where ttyS0 goes", 0 },
	{ "log", LOG, "FILE", 0, "Where ttyS1 goes", 0 },
	{ "witness", WITNESS, "PATH", 0, "ttyS2 reads the pipe PATH.in and writes PATH.out", 0 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'k':
		options.kernel = arg;
		return 0;
	case 'i':
		options.initrd = arg;
		return 0;
	case 'c':
		options.cmdline = arg;
		return 0;
	case 'o':
		options.out = arg;
		return 0;
	case SNP:
		options.snp = true;
		return 0;
	case LOG:
		options.log = arg;
		return 0;
	case WITNESS:
		options.witness = arg;
		return 0;
	case ARGP_KEY_END:
		if (!options.kernel || !options.initrd || !options.cmdline)
			argp_error(state, "--kernel, --initrd and --cmdline are required");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int open_file(const char *name, int flags)
{
	int fd = open(name, flags | O_CLOEXEC);

	if (fd < 0)
		err(1, "%s", name);
	return fd;
}

static void open_lines(const struct vm *vm)
{
	char name[4096];
	int in;

	if (options.out)
		uart_open(vm, UART_OUT, -1, open_file(options.out, O_WRONLY));
	if (options.log)
		uart_open(vm, UART_LOG, -1, open_file(options.log, O_WRONLY));
	if (!options.witness)
		return;
	/* Read and write: neither waits for who opens the other end. */
	snprintf(name, sizeof(name), "%s.in", options.witness);
	in = open_file(name, O_RDWR);
	snprintf(name, sizeof(name), "%s.out", options.witness);
	uart_open(vm, UART_WITNESS, in, open_file(name, O_RDWR));
}

static char *read_cmdline(void)
{
	static char text[4096];
	int fd = open_file(options.cmdline, O_RDONLY);
	ssize_t n = read(fd, text, sizeof(text) - 1);

	if (n < 0)
		err(1, "%s", options.cmdline);
	close(fd);
	text[strcspn(text, "\n")] = 0;
	return text;
}

/* The guest asks for pages to be private, or not to be. */
static void map_gpa_range(const struct vm *vm)
{
	const __u64 *args = vm->run->hypercall.args;

	vm_set_private(vm, args[0], args[1] * PAGE_SIZE, args[2] & MAP_GPA_PRIVATE);
	vm->run->hypercall.ret = 0;
}

/* It uses one as what it is not, without having asked. */
static void memory_fault(const struct vm *vm)
{
	const struct memory_fault *fault = (const void *)&vm->run->hw;

	vm_set_private(vm, fault->gpa & ~(PAGE_SIZE - 1), PAGE_SIZE,
		       fault->flags & MEMORY_FAULT_PRIVATE);
}

static void run(const struct vm *vm)
{
	for (;;) {
		/* EFAULT: KVM_RUN's with a memory fault to tell of */
		if (ioctl(vm->vcpu, KVM_RUN, 0) < 0 && errno != EINTR && errno != EAGAIN &&
		    !(errno == EFAULT && vm->run->exit_reason == EXIT_MEMORY_FAULT))
			err(1, "KVM_RUN");
		switch (vm->run->exit_reason) {
		case KVM_EXIT_IO:
			device_io(vm);
			break;
		case KVM_EXIT_MMIO:
			device_mmio(vm);
			break;
		case KVM_EXIT_INTR:
			break;
		case KVM_EXIT_HYPERCALL:
			map_gpa_range(vm);
			break;
		case EXIT_MEMORY_FAULT:
			memory_fault(vm);
			break;
		case KVM_EXIT_SHUTDOWN:
			warnx("the guest shut down");
			exit(EXIT_STATUS(VALUE_SHUTDOWN));
		case KVM_EXIT_SYSTEM_EVENT:
			warnx("the guest asked to be terminated: event %u, %#llx",
			      vm->run->system_event.type,
			      vm->run->system_event.ndata ? vm->run->system_event.data[0] : 0);
			exit(EXIT_STATUS(VALUE_TERMINATED));
		default:
			errx(1, "KVM's exit reason %u, of the hardware %#llx", vm->run->exit_reason,
			     vm->run->hw.hardware_exit_reason);
		}
		nmi_inject(vm);
	}
}

int main(int argc, char **argv)
{
	const struct argp argp = { .options = known, .parser = parse };
	struct part parts[LINUX_PARTS];
	struct vm vm = { 0 };

	argp_err_exit_status = 1;
	argp_parse(&argp, argc, argv, 0, NULL, NULL);
	vm_create(&vm, options.snp, MEMORY);
	linux_load(&vm, options.kernel, options.initrd, read_cmdline(), parts);
	if (vm.snp)
		launch_snp(&vm, parts, LINUX_PARTS);
	else
		launch_sev_es(&vm, parts, LINUX_PARTS);
	warnx("an %s guest, GHCB version %u", vm.snp ? "SEV-SNP" : "SEV-ES", vm.ghcb_version);
	open_lines(&vm);
	run(&vm);
}

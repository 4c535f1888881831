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
#include <pthread.h>
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
	unsigned int cpus;
	bool snp;
} options = { .cpus = 1 };

static struct vm vm;

enum { LOG = 256, SNP, WITNESS };

static const struct argp_option known[] = {
	{ "kernel", 'k', "BZIMAGE", 0, "The kernel", 0 },
	{ "initrd", 'i', "FILE", 0, "Its initial file system", 0 },
	{ "cmdline", 'c', "FILE", 0, "A file with its command line", 0 },
	{ "cpus", 'n', "N", 0, "How many vCPUs", 0 },
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
	case 'n':
		options.cpus = atoi(arg);
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
		if (!options.cpus || options.cpus > MAX_CPUS)
			argp_error(state, "--cpus is 1 to %u", MAX_CPUS);
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

static void open_lines(void)
{
	char name[4096];
	int in;

	if (options.out)
		uart_open(&vm, UART_OUT, -1, open_file(options.out, O_WRONLY));
	if (options.log)
		uart_open(&vm, UART_LOG, -1, open_file(options.log, O_WRONLY));
	if (!options.witness)
		return;
	/* Read and write: neither waits for who opens the other end. */
	snprintf(name, sizeof(name), "%s.in", options.witness);
	in = open_file(name, O_RDWR);
	snprintf(name, sizeof(name), "%s.out", options.witness);
	uart_open(&vm, UART_WITNESS, in, open_file(name, O_RDWR));
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
static void map_gpa_range(struct kvm_run *run)
{
	const __u64 *args = run->hypercall.args;

	vm_set_private(&vm, args[0], args[1] * PAGE_SIZE, args[2] & MAP_GPA_PRIVATE);
	run->hypercall.ret = 0;
}

/* It uses one as what it is not, without having asked. */
static void memory_fault(const struct kvm_run *run)
{
	const struct memory_fault *fault = (const void *)&run->hw;

	vm_set_private(&vm, fault->gpa & ~(PAGE_SIZE - 1), PAGE_SIZE,
		       fault->flags & MEMORY_FAULT_PRIVATE);
}

/* What an exit is for; one at a time. */
static void answer(struct kvm_run *run)
{
	switch (run->exit_reason) {
	case KVM_EXIT_IO:
		device_io(run);
		break;
	case KVM_EXIT_MMIO:
		device_mmio(run);
		break;
	case KVM_EXIT_INTR:
		break;
	case KVM_EXIT_HYPERCALL:
		map_gpa_range(run);
		break;
	case EXIT_MEMORY_FAULT:
		memory_fault(run);
		break;
	case KVM_EXIT_SHUTDOWN:
		warnx("the guest shut down");
		exit(EXIT_STATUS(VALUE_SHUTDOWN));
	case KVM_EXIT_SYSTEM_EVENT:
		warnx("the guest asked to be terminated: event %u, %#llx", run->system_event.type,
		      run->system_event.ndata ? run->system_event.data[0] : 0);
		exit(EXIT_STATUS(VALUE_TERMINATED));
	default:
		errx(1, "KVM's exit reason %u, of the hardware %#llx", run->exit_reason,
		     run->hw.hardware_exit_reason);
	}
}

/* A vCPU, for as long as there is a guest. */
static void *run(void *arg)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	struct vcpu *cpu = arg;

	for (;;) {
		int result = ioctl(cpu->fd, KVM_RUN, 0);

		/* EFAULT: KVM_RUN's with a memory fault to tell of */
		if (result < 0 && errno != EINTR && errno != EAGAIN &&
		    !(errno == EFAULT && cpu->run->exit_reason == EXIT_MEMORY_FAULT))
			err(1, "KVM_RUN");
		/* One that waits to be started has none. */
		if (result < 0 && errno == EAGAIN)
			continue;
		pthread_mutex_lock(&lock);
		answer(cpu->run);
		nmi_inject(cpu);
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

static void start_others(void)
{
	pthread_t thread;
	unsigned int id;

	for (id = 1; id < vm.nr_cpus; id++) {
		errno = pthread_create(&thread, NULL, run, &vm.cpu[id]);
		if (errno)
			err(1, "a thread");
	}
}

int main(int argc, char **argv)
{
	const struct argp argp = { .options = known, .parser = parse };
	struct part parts[LINUX_PARTS];

	argp_err_exit_status = 1;
	argp_parse(&argp, argc, argv, 0, NULL, NULL);
	vm_create(&vm, options.snp, options.cpus, MEMORY);
	linux_load(&vm, options.kernel, options.initrd, read_cmdline(), parts);
	if (vm.snp)
		launch_snp(&vm, parts, LINUX_PARTS);
	else
		launch_sev_es(&vm, parts, LINUX_PARTS);
	warnx("an %s guest of %u CPUs, GHCB version %u", vm.snp ? "SEV-SNP" : "SEV-ES", vm.nr_cpus,
	      vm.ghcb_version);
	open_lines();
	start_others();
	run(&vm.cpu[0]);
}

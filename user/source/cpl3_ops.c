// SPDX-License-Identifier: GPL-2.0
/* The operations that leave the guest from user space, timed one by one. */
#include "source/cpl3_ops.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/util.h"

/*
 * One bracket for all, the module's (kmod/bracket.h). LFENCE waits until
 * everything before it is complete, so RDTSC is not read early and what follows
 * does not begin before it. Every operation carries the same four moves (the
 * start is put aside, EAX and EDX are loaded again since RDTSC wrote them),
 * `null` as well: what it measures is what the others hold.
 *
 * The CPU is asked for behind the bracket: of the kernel's word in the thread's
 * memory (rseq) where there is one, else by the vDSO.
 */
#define CPL3_LOOP(name, insn)						\
static void loop_##name(const struct cpl3_inputs *in,			\
			struct cpl3_sample *out, size_t n)		\
{									\
	do {								\
		uint32_t start_lo, start_hi, end_lo, end_hi;		\
		uint64_t rbx = 0, rcx = in->ecx;			\
									\
		asm volatile("lfence\n\t"				\
			     "rdtsc\n\t"				\
			     "lfence\n\t"				\
			     "movl %%eax, %[start_lo]\n\t"		\
			     "movl %%edx, %[start_hi]\n\t"		\
			     "movl %[in_eax], %%eax\n\t"		\
			     "movl %[in_edx], %%edx\n\t"		\
			     insn "\n\t"				\
			     "lfence\n\t"				\
			     "rdtsc\n\t"				\
			     "lfence"					\
			     : "=&a" (end_lo), "=&d" (end_hi),		\
			       "+&c" (rcx), "+&b" (rbx),		\
			       [start_lo] "=&r" (start_lo),		\
			       [start_hi] "=&r" (start_hi)		\
			     : [in_eax] "r" (in->eax),			\
			       [in_edx] "r" (in->edx),			\
			       "S" (0ULL), "D" (0ULL)			\
			     : "memory", "cc");				\
		out->cycles = ((uint64_t)end_hi << 32 | end_lo) -	\
			      ((uint64_t)start_hi << 32 | start_lo);	\
		out->cpu = sched_getcpu();				\
		out++;							\
	} while (--n);							\
}

CPL3_LOOP(null, "")
CPL3_LOOP(cpuid, "cpuid")
CPL3_LOOP(vmcall, "vmcall")
CPL3_LOOP(vmmcall, "vmmcall")
CPL3_LOOP(in, "inb %%dx, %%al")
CPL3_LOOP(out, "outb %%al, %%dx")

int cpl3_op_find(const struct vmexit_id *id, bool vmmcall, struct cpl3_op *op)
{
	memset(op, 0, sizeof(*op));
	switch (id->exit) {
	case VMEXIT_EXIT_NULL:
		op->loop = loop_null;
		return 0;
	case VMEXIT_EXIT_CPUID:
		op->loop = loop_cpuid;
		op->in.eax = id->param;
		op->in.ecx = id->index;
		return 0;
	case VMEXIT_EXIT_HYPERCALL:
		op->loop = vmmcall ? loop_vmmcall : loop_vmcall;
		op->in.eax = id->param;
		return 0;
	case VMEXIT_EXIT_IN:
	case VMEXIT_EXIT_OUT:
		op->loop = id->exit == VMEXIT_EXIT_IN ? loop_in : loop_out;
		op->in.edx = id->param;
		op->port = true;
		return 0;
	}
	return -1;
}

int cpl3_allow_port(uint32_t port, bool allow)
{
	return ioperm(port, 1, allow) ? -errno : 0;
}

static void leave(int sig)
{
	_exit(sig);
}

/*
 * A handler, not the default action: that would write a core file and a line
 * into the kernel's log for what is an expected answer.
 */
static void child(const struct cpl3_op *op)
{
	static const int fatal[] = { SIGILL, SIGSEGV, SIGBUS, SIGTRAP, SIGFPE };
	struct sigaction action = { .sa_handler = leave };
	struct cpl3_sample sample;
	size_t i;

	prctl(PR_SET_DUMPABLE, 0);
	for (i = 0; i < ARRAY_SIZE(fatal); i++)
		sigaction(fatal[i], &action, NULL);
	signal(SIGALRM, SIG_DFL);
	/* Ctrl-C goes to the parent, which waits for this one instruction. */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	alarm(5);
	if (op->port && cpl3_allow_port(op->in.edx, true))
		_exit(SIGSEGV);
	op->loop(&op->in, &sample, 1);
	_exit(0);
}

char *cpl3_try(const struct cpl3_op *op)
{
	int status, sig;
	pid_t pid;

	pid = fork();
	if (pid < 0)
		return xasprintf("cannot be tried: fork: %s", strerror(errno));
	if (!pid)
		child(op);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return xasprintf("cannot be tried: waitpid: %s",
					 strerror(errno));
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return NULL;
	sig = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
	if (sig == SIGALRM)
		return xstrdup("no answer within 5 seconds");
	return xasprintf("SIG%s (%s) when executed in user space",
			 sigabbrev_np(sig) ?: "?", strsignal(sig));
}

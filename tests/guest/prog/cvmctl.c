// SPDX-License-Identifier: GPL-2.0
/*
 *	cvmctl present			exits 0 under cvmsim, else 1
 *	cvmctl set NAME VALUE ...
 *	cvmctl get NAME
 *	cvmctl own LO HI		the module's .text
 *	cvmctl reset
 *	cvmctl counts			"KIND KEY ALL OWN", a line a counter
 *	cvmctl trace			"NAME SUM", of the traps stepped through
 *	cvmctl list			the registers
 *
 * Sets and shows the registers of cvmsim (tests/cvmsim/control.h) from inside
 * of its guest, through the msr driver. A VALUE is decimal or 0x and hex, or a
 * name where control.h has one; for "expect", names with commas between them.
 * Exits 1 where the registers are not there or refuse, 2 on wrong usage.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../cvmsim/control.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define MSR_DEVICE	"/dev/cpu/0/msr"
#define MSR_WRITES	"/sys/module/msr/parameters/allow_writes"
#define EXIT_USAGE	2

static const struct {
	const char *name, *access, *what;
} registers[] = {
#define X(name, text, access, what) \
	[CVMSIM_REG_##name] = { text, access, what },
	CVMSIM_REGISTERS(X)
#undef X
};

static const char *const kinds[] = {
#define X(name, text) \
	[CVMSIM_KIND_##name] = text,
	CVMSIM_KINDS(X)
#undef X
};

static const char *const rules[] = {
#define X(name, text) \
	[CVMSIM_RULE_##name] = text,
	CVMSIM_RULES(X)
#undef X
};

static const char *const faults[] = {
#define X(name, text) \
	[CVMSIM_FAULT_##name] = text,
	CVMSIM_FAULTS(X)
#undef X
};

static const char *const misuses[] = {
#define X(name, text) \
	[CVMSIM_MISUSE_##name] = text,
	CVMSIM_MISUSES(X)
#undef X
};

static const char *const nmis[] = {
#define X(name, text) \
	[CVMSIM_NMI_##name] = text,
	CVMSIM_NMIS(X)
#undef X
};

static const char *const traced[] = {
#define X(name, text) \
	[CVMSIM_TRACED_##name] = text,
	CVMSIM_TRACED(X)
#undef X
};

struct names {
	const char *const *name;
	size_t nr;
};

static const struct names register_names[CVMSIM_NR_REGISTERS] = {
	[CVMSIM_REG_TRACE_SELECT] = { traced, ARRAY_SIZE(traced) },
	[CVMSIM_REG_FAULT_KIND]	= { faults, ARRAY_SIZE(faults) },
	[CVMSIM_REG_NMI_PLACES]	= { nmis, ARRAY_SIZE(nmis) },
	[CVMSIM_REG_EXPECT]	= { rules, ARRAY_SIZE(rules) },
};

static const struct names key_names[CVMSIM_NR_KINDS] = {
	[CVMSIM_KIND_RULE]	= { rules, ARRAY_SIZE(rules) },
	[CVMSIM_KIND_NMI]	= { nmis, ARRAY_SIZE(nmis) },
	[CVMSIM_KIND_FAULT]	= { faults, ARRAY_SIZE(faults) },
	[CVMSIM_KIND_MISUSE]	= { misuses, ARRAY_SIZE(misuses) },
};

static void __attribute__((noreturn, format(printf, 2, 3)))
fail(int status, const char *format, ...)
{
	va_list args;

	fputs("cvmctl: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(status);
}

/* The driver's device, opened at first use: -1 where that fails. */
static int device(void)
{
	static int msr = -1;
	int writes;

	if (msr >= 0)
		return msr;
	/* Not asked to allow writes, it warns of each and taints the kernel. */
	writes = open(MSR_WRITES, O_WRONLY);
	if (writes >= 0) {
		dprintf(writes, "on");
		close(writes);
	}
	msr = open(MSR_DEVICE, O_RDWR);
	return msr;
}

static bool register_read(enum cvmsim_register reg, uint64_t *value)
{
	int msr = device();

	return msr >= 0 && pread(msr, value, sizeof(*value),
				 CVMSIM_MSR_BASE + reg) == sizeof(*value);
}

static uint64_t get(enum cvmsim_register reg)
{
	uint64_t value;

	if (!register_read(reg, &value))
		fail(EXIT_FAILURE, "reading %s through " MSR_DEVICE ": %s",
		     registers[reg].name, strerror(errno));
	return value;
}

static void set(enum cvmsim_register reg, uint64_t value)
{
	int msr = device();

	if (msr < 0 || pwrite(msr, &value, sizeof(value),
			      CVMSIM_MSR_BASE + reg) != sizeof(value))
		fail(EXIT_FAILURE, "writing %s through " MSR_DEVICE ": %s",
		     registers[reg].name, strerror(errno));
}

static enum cvmsim_register find_register(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(registers); i++)
		if (!strcmp(registers[i].name, name))
			return i;
	fail(EXIT_USAGE, "no register is named \"%s\"", name);
}

static bool parse_number(const char *text, uint64_t *value)
{
	bool is_hex = !strncmp(text, "0x", 2);
	const char *digits = is_hex ? text + 2 : text;
	char *end;

	/* strtoull() takes signs, spaces and a prefix of its own. */
	if (!*digits || strspn(digits, is_hex ? "0123456789abcdefABCDEF" :
					       "0123456789") != strlen(digits))
		return false;
	errno = 0;
	*value = strtoull(digits, &end, is_hex ? 16 : 10);
	return !errno;
}

static bool parse_name(const struct names *names, const char *text, size_t len,
		       uint64_t *value)
{
	size_t i;

	for (i = 0; i < names->nr; i++) {
		if (strlen(names->name[i]) == len &&
		    !memcmp(names->name[i], text, len)) {
			*value = i;
			return true;
		}
	}
	return false;
}

static bool parse_mask(const struct names *names, const char *text,
		       uint64_t *value)
{
	uint64_t bit;
	size_t len;

	for (*value = 0;; text += len + 1) {
		len = strcspn(text, ",");
		if (!parse_name(names, text, len, &bit))
			return false;
		*value |= 1ULL << bit;
		if (!text[len])
			return true;
	}
}

static uint64_t parse(enum cvmsim_register reg, const char *text)
{
	const struct names *names = &register_names[reg];
	uint64_t value;

	if (parse_number(text, &value) ||
	    (reg == CVMSIM_REG_EXPECT || reg == CVMSIM_REG_NMI_PLACES ?
	     parse_mask(names, text, &value) :
	     parse_name(names, text, strlen(text), &value)))
		return value;
	fail(EXIT_USAGE, "%s cannot be \"%s\"", registers[reg].name, text);
}

static void set_all(char **args)
{
	enum cvmsim_register reg;

	for (; *args; args += 2) {
		reg = find_register(args[0]);
		if (!args[1])
			fail(EXIT_USAGE, "%s: to what?", args[0]);
		set(reg, parse(reg, args[1]));
	}
}

static void own(const char *lo, const char *hi)
{
	uint64_t start = parse(CVMSIM_REG_TEXT_START, lo);
	uint64_t end = parse(CVMSIM_REG_TEXT_END, hi);

	if (start >= end)
		fail(EXIT_USAGE, "nothing is from %s to %s", lo, hi);
	set(CVMSIM_REG_TEXT_START, start);
	set(CVMSIM_REG_TEXT_END, end);
}

static void print_counter(uint64_t kind)
{
	uint64_t key = get(CVMSIM_REG_KEY);

	if (kind >= CVMSIM_NR_KINDS)
		fail(EXIT_FAILURE, "no kind has number %ju",
		     (uintmax_t)kind);
	printf("%s ", kinds[kind]);
	if (key < key_names[kind].nr)
		printf("%s ", key_names[kind].name[key]);
	else
		printf("0x%jx ", (uintmax_t)key);
	printf("%ju %ju\n", (uintmax_t)get(CVMSIM_REG_ALL),
	       (uintmax_t)get(CVMSIM_REG_OWN));
}

static void print_counters(void)
{
	uint64_t i, kind;

	for (i = 0;; i++) {
		set(CVMSIM_REG_SELECT, i);
		kind = get(CVMSIM_REG_KIND);
		if (!kind)
			break;
		print_counter(kind);
	}
}

static void print_trace(void)
{
	size_t i;

	printf("traps %ju\n", (uintmax_t)get(CVMSIM_REG_TRACE_COUNT));
	for (i = 0; i < ARRAY_SIZE(traced); i++) {
		set(CVMSIM_REG_TRACE_SELECT, i);
		printf("%s %ju\n", traced[i],
		       (uintmax_t)get(CVMSIM_REG_TRACE_SUM));
	}
}

static void print_registers(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(registers); i++)
		printf("%-15s %-2s %s\n", registers[i].name, registers[i].access,
		       registers[i].what);
}

static bool is_present(void)
{
	uint64_t id;

	return register_read(CVMSIM_REG_ID, &id) && id == CVMSIM_ID;
}

int main(int argc, char **argv)
{
	const char *command = argc > 1 ? argv[1] : "";
	char **args = argv + 2;
	int nr = argc - 2;

	if (!strcmp(command, "present") && !nr)
		return is_present() ? EXIT_SUCCESS : EXIT_FAILURE;
	if (!strcmp(command, "set") && nr > 0)
		set_all(args);
	else if (!strcmp(command, "get") && nr == 1)
		printf("%ju\n", (uintmax_t)get(find_register(args[0])));
	else if (!strcmp(command, "own") && nr == 2)
		own(args[0], args[1]);
	else if (!strcmp(command, "reset") && !nr)
		set(CVMSIM_REG_RESET, 1);
	else if (!strcmp(command, "counts") && !nr)
		print_counters();
	else if (!strcmp(command, "trace") && !nr)
		print_trace();
	else if (!strcmp(command, "list") && !nr)
		print_registers();
	else
		fail(EXIT_USAGE, "present | set NAME VALUE ... | "
		     "get NAME | own LO HI | reset | counts | trace | list");
	if (fflush(stdout))
		fail(EXIT_FAILURE, "writing: %s", strerror(errno));
	return EXIT_SUCCESS;
}

// SPDX-License-Identifier: GPL-2.0
/* The machine: what user space can read about it without asking the module. */
#include "source/fingerprint.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#define SYS_CPU		"/sys/devices/system/cpu/"
#define CLOCKSOURCE	"/sys/devices/system/clocksource/clocksource0/current_clocksource"
#define DMI		"/sys/class/dmi/id/"
#define HYPERVISOR	"/sys/hypervisor/"
#define EMULATED	"/sys/module/vmexit/parameters/emulated"

/*
 * Words of the kernel command line that move latencies, by how they begin;
 * '-' is read as '_', as the kernel does.
 */
static const char * const cmdline_words[] = {
	"amd_pstate", "apic", "clocksource=", "cpufreq", "cpuidle", "ept",
	"gather_data_sampling=", "haltpoll", "hlt", "hpet=", "hv_", "idle=",
	"indirect_target_selection=", "intel_idle.", "intel_pstate", "iommu",
	"irqaffinity=", "isolcpus=", "kvm", "l1tf=", "l1d_flush", "maxcpus=",
	"mds=", "mem_encrypt=", "mitigations=", "mmio_stale_data=",
	"nmi_watchdog=", "no_kvm", "no_steal_acc", "nohlt", "nohz", "nopcid",
	"nopti", "nopv", "nosmt", "nospec", "notsc", "nowatchdog",
	"nox2apic", "noxsave", "nr_cpus=", "preempt=", "processor.", "pti=",
	"rcu_nocb", "reg_file_data_sampling=", "retbleed=", "sev=",
	"skew_tick=", "spec_", "spectre", "srbds=", "swiotlb=", "threadirqs",
	"tsa=", "tsc", "tsx", "vmexit.", "vmscape=", "x2apic", "xen",
};

/* Makes a text fit for any terminal and for JSON, and cuts blanks off it. */
static char *tidy(const char *text, size_t len)
{
	char *out;
	size_t i;

	while (len && (*text == ' ' || *text == '\t')) {
		text++;
		len--;
	}
	while (len && strchr(" \t\n", text[len - 1]))
		len--;
	out = xcalloc(len + 1, 1);
	for (i = 0; i < len; i++)
		out[i] = text[i] < ' ' || text[i] > '~' ? '?' : text[i];
	return out;
}

char *read_line(const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL, *out;
	size_t size = 0;
	ssize_t len = -1;

	if (file) {
		len = getline(&line, &size, file);
		fclose(file);
	}
	out = tidy(len > 0 ? line : "", len > 0 ? (size_t)len : 0);
	free(line);
	return out;
}

/* The value of the first "key : value" line of /proc/cpuinfo, "" if none. */
static char *read_cpuinfo(const char *key)
{
	FILE *file = fopen("/proc/cpuinfo", "re");
	char *line = NULL, *out = NULL;
	size_t size = 0;

	while (file && !out && getline(&line, &size, file) > 0) {
		char *colon = strchr(line, ':');
		size_t len = strlen(key);

		if (colon && !strncmp(line, key, len) &&
		    (line[len] == '\t' || line[len] == ' ' || line[len] == ':'))
			out = tidy(colon + 1, strlen(colon + 1));
	}
	free(line);
	if (file)
		fclose(file);
	return out ? out : xstrdup("");
}

/*
 * Cuts the next word off the command line: blanks inside double quotes belong
 * to it, and "--" ends what is the kernel's. NULL at the end.
 */
static char *next_word(char **rest)
{
	char *s = *rest + strspn(*rest, " "), *start = s;
	bool quoted = false;

	for (; *s && (quoted || *s != ' '); s++)
		if (*s == '"')
			quoted = !quoted;
	if (s == start)
		return NULL;
	*rest = *s ? s + 1 : s;
	*s = '\0';
	return strcmp(start, "--") ? start : NULL;
}

/* As strncmp() == 0 over all of @start, '-' in @word read as '_'. */
static bool begins(const char *word, const char *start)
{
	for (; *start; word++, start++)
		if ((*word == '-' ? '_' : *word) != *start)
			return false;
	return true;
}

static char *cmdline_picked(void)
{
	char *line = read_line("/proc/cmdline"), *rest = line;
	char *out = xstrdup(""), *word;
	size_t i;

	while ((word = next_word(&rest))) {
		for (i = 0; i < VMEXIT_NR_NAMES(cmdline_words); i++) {
			if (begins(word, cmdline_words[i])) {
				out = xappend(out, " ", word);
				break;
			}
		}
	}
	free(line);
	return out;
}

char *cmdline_value(const char *key)
{
	char *line = read_line("/proc/cmdline"), *rest = line;
	char *out = NULL, *word;

	while ((word = next_word(&rest))) {
		/* "key=..." may be quoted as a whole or behind its '='. */
		word += *word == '"';
		if (!begins(word, key))
			continue;
		word += strlen(key);
		word += *word == '"';
		free(out);	/* the last one counts, as for the kernel */
		out = tidy(word, strcspn(word, "\""));
	}
	free(line);
	return out;
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/*
 * "name: text" of every file in a directory, ascending, @between them; "" if
 * there is no such directory.
 */
static char *read_dir(const char *dir, const char *colon, const char *between)
{
	struct dirent **entries;
	char *out = xstrdup("");
	int nr, i;

	nr = scandir(dir, &entries, visible, alphasort);
	for (i = 0; i < nr; i++) {
		char *path = xasprintf("%s/%s", dir, entries[i]->d_name);
		char *text = read_line(path);

		if (*text) {
			out = xappend(out, between, entries[i]->d_name);
			out = xappend(out, colon, text);
		}
		free(text);
		free(path);
		free(entries[i]);
	}
	if (nr >= 0)
		free(entries);
	return out;
}

static char *idle(void)
{
	char *driver = read_line(SYS_CPU "cpuidle/current_driver");
	char *governor = read_line(SYS_CPU "cpuidle/current_governor");
	char *haltpoll, *out;

	if (!*governor) {
		free(governor);
		governor = read_line(SYS_CPU "cpuidle/current_governor_ro");
	}
	out = xasprintf("%s%s%s", driver, *driver && *governor ? "/" : "",
			governor);
	if (!strcmp(governor, "haltpoll")) {
		haltpoll = read_dir("/sys/module/haltpoll/parameters", "=", " ");
		out = xappend(out, "; ", haltpoll);
		free(haltpoll);
	}
	free(governor);
	free(driver);
	return out;
}

static char *bounce_buffers(void)
{
	/* Readable where debugfs is, which is root at most. */
	char *slabs = read_line("/sys/kernel/debug/swiotlb/io_tlb_nslabs");
	char *used = read_line("/sys/kernel/debug/swiotlb/io_tlb_used");
	char *out = xstrdup("");

	if (*slabs) {
		free(out);
		out = xasprintf("%s slabs of 2 KiB, %s in use", slabs,
				*used ? used : "?");
	}
	free(used);
	free(slabs);
	return out;
}

/* The first lines of files of a directory, blanks between; those there are. */
static char *read_lines(const char *dir, const char *const *names, size_t nr)
{
	char *out = xstrdup("");
	size_t i;

	for (i = 0; i < nr; i++) {
		char *path = xasprintf("%s%s", dir, names[i]);
		char *text = read_line(path);

		if (*text)
			out = xappend(out, " ", text);
		free(text);
		free(path);
	}
	return out;
}

/* Which machine it is, and none of what tells this one from others like it. */
static char *dmi(void)
{
	static const char *const product[] = { "sys_vendor", "product_name" };
	static const char *const bios[] = {
		"bios_vendor", "bios_version", "bios_date"
	};
	char *out = read_lines(DMI, product, ARRAY_SIZE(product));
	char *firmware = read_lines(DMI, bios, ARRAY_SIZE(bios));

	if (*firmware)
		out = xappend(out, "; ", firmware);
	free(firmware);
	return out;
}

/* Xen's, and whoever else registers there: "xen 4.17.3". */
static char *sys_hypervisor(void)
{
	char *type = read_line(HYPERVISOR "type");
	char *major = read_line(HYPERVISOR "version/major");
	char *minor = read_line(HYPERVISOR "version/minor");
	char *extra = read_line(HYPERVISOR "version/extra");
	char *out = xasprintf("%s%s%s%s%s%s", type, *major ? " " : "", major,
			      *minor ? "." : "", minor, extra);

	free(extra);
	free(minor);
	free(major);
	free(type);
	return out;
}

static char *kernel(void)
{
	struct utsname name;
	char *text, *out;

	if (uname(&name))
		return xstrdup("");
	text = xasprintf("%s %s", name.release, name.version);
	out = tidy(text, strlen(text));
	free(text);
	return out;
}

void fingerprint_evidence(struct fingerprint *fp, const char *fmt, ...)
{
	va_list args;
	char *fact;

	va_start(args, fmt);
	fact = xvasprintf(fmt, args);
	va_end(args);
	fp->evidence = xrealloc(fp->evidence, fp->nr_evidence + 1,
				sizeof(*fp->evidence));
	fp->evidence[fp->nr_evidence++] = fact;
}

uint64_t steal_ms(void)
{
	/* cpu user nice system idle iowait irq softirq steal ... */
	unsigned long long ticks;
	char *line = read_line("/proc/stat");
	long hz = sysconf(_SC_CLK_TCK);

	if (sscanf(line, "cpu %*u %*u %*u %*u %*u %*u %*u %llu", &ticks) != 1 ||
	    hz <= 0)
		ticks = 0;
	free(line);
	return hz > 0 ? ticks * 1000 / (unsigned long long)hz : 0;
}

/* What whoever set this machine up says it runs under, NULL if nothing. */
static char *told_emulated(void)
{
	char *text = read_line(EMULATED);

	/* A parameter that was not given reads so. */
	if (*text && strcmp(text, "(null)"))
		return text;
	free(text);
	text = cmdline_value("vmexit.emulated=");
	if (text && *text)
		return text;
	free(text);
	return NULL;
}

/*
 * The same for every source: whether figures are latencies must not hang on
 * which one took them.
 */
static void find_emulated(struct fingerprint *fp)
{
	if (fp->emulated && !*fp->emulated) {
		free(fp->emulated);
		fp->emulated = NULL;
	}
	if (!fp->emulated)
		fp->emulated = told_emulated();
	/* An emulator's RDTSC is slow, which says nothing of exits. */
	if (fp->emulated)
		fp->tsc_exits = false;
}

/* What describe() left out is known to be nothing. */
static void or_empty(char **text)
{
	if (!*text)
		*text = xstrdup("");
}

void fingerprint_fill(struct fingerprint *fp)
{
	fp->vmpl = read_line(SYS_CPU "sev/vmpl");
	fp->sys_hypervisor = sys_hypervisor();
	fp->dmi = dmi();
	fp->cpu_model = read_cpuinfo("model name");
	fp->microcode = read_cpuinfo("microcode");
	fp->kernel = kernel();
	fp->boot_id = read_line("/proc/sys/kernel/random/boot_id");
	fp->cmdline = cmdline_picked();
	fp->mitigations = read_dir(SYS_CPU "vulnerabilities", ": ", "; ");
	fp->clocksource = read_line(CLOCKSOURCE);
	fp->idle = idle();
	fp->swiotlb = bounce_buffers();
	find_emulated(fp);
	or_empty(&fp->hypervisor);
	or_empty(&fp->isolation);
	or_empty(&fp->module);
}

// SPDX-License-Identifier: GPL-2.0
/* vmexitstat doctor: what keeps this machine from being measured, and what to type. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/argv.h"
#include "cmd/cmd.h"
#include "cmd/doctor_module.h"
#include "cmd/findings.h"
#include "cmd/measure_opts.h"
#include "lib/complain.h"
#include "lib/util.h"
#include "source/fingerprint.h"
#include "source/source.h"

#define CLOCKSOURCES	"/sys/devices/system/clocksource/clocksource0/"

/* What much of the rest is read from: without them it would be guessed. */
static void look_at_mounts(struct findings *all)
{
	if (access("/proc/self", F_OK))
		findings_add(all, NOTE, "proc", "mount -t proc none /proc",
			     "not mounted: much of what follows cannot be seen");
	if (access("/sys/module", F_OK))
		findings_add(all, NOTE, "sysfs", "mount -t sysfs none /sys",
			     "not mounted: much of what follows cannot be seen");
}

static void look_at_platform(struct findings *all, const struct fingerprint *fp)
{
	if (fp->platform == VMEXIT_PLATFORM_BARE_METAL)
		findings_add(all, WRONG, "platform", "make demo",
			     "bare metal: nothing exits here, but in VMs of its own");
	else
		findings_add(all, fp->platform == VMEXIT_PLATFORM_UNKNOWN ? NOTE : FINE,
			     "platform", NULL, "%s, hypervisor %s",
			     vmexit_platform_names[fp->platform], fp->hypervisor);
	if (fp->emulated)
		findings_add(all, NOTE, "emulated", NULL, "%s: figures are no latencies",
			     fp->emulated);
	if (*fp->module && strcmp(fp->module, VMEXITSTAT_VERSION))
		findings_add(all, NOTE, "version", "modprobe -r vmexit && modprobe vmexit",
			     "module %s, tool " VMEXITSTAT_VERSION, fp->module);
}

/* The kernel takes a clock that it has found unstable off that list. */
static void look_at_kernels_clock(struct findings *all)
{
	char *clocks = read_line(CLOCKSOURCES "available_clocksource");
	char *current = read_line(CLOCKSOURCES "current_clocksource");

	if (*clocks && !strstr(clocks, "tsc"))
		findings_add(all, NOTE, "clock", "dmesg | grep -i tsc",
			     "the kernel itself does not trust the TSC, and takes %s", current);
	free(current);
	free(clocks);
}

static void look_at_clock(struct findings *all, const struct fingerprint *fp)
{
	if (!fp->tsc_khz)
		findings_add(all, NOTE, "clock", NULL,
			     "the TSC's frequency is not known: no nanoseconds");
	else if (fp->tsc_exits)
		findings_add(all, NOTE, "clock", NULL,
			     "reading the TSC seems to exit: every figure holds that as well");
	else if (!fp->tsc_invariant && !fp->emulated)
		findings_add(all, NOTE, "clock", NULL,
			     "the TSC is not invariant: a cycle is not always as long");
	else
		findings_add(all, FINE, "clock", NULL, "TSC, %.0f MHz, in steps of %u",
			     fp->tsc_khz / 1e3, fp->tsc_step);
}

static void look_at_machine(struct findings *all, const struct source *source)
{
	char err[SOURCE_ERR_LEN] = "";
	struct record rec = { 0 };	/* record_free() knows what a fingerprint owns */

	if (source->describe(&rec.fp, err, sizeof(err))) {
		findings_add(all, WRONG, "machine", NULL, "%s", err);
	} else {
		fingerprint_fill(&rec.fp);
		look_at_platform(all, &rec.fp);
		look_at_clock(all, &rec.fp);
		look_at_kernels_clock(all);
	}
	record_free(&rec);
}

static void look_at_probes(struct findings *all, const struct source *source)
{
	char err[SOURCE_ERR_LEN] = "", *reasons = xstrdup("");
	struct probe *probes = NULL;
	size_t nr = 0, i, without = 0;

	if (source->probes(&probes, &nr, err, sizeof(err)))
		findings_add(all, WRONG, "probes", NULL, "%s", err);
	for (i = 0; i < nr; i++) {
		if (!probes[i].reason)
			continue;
		without++;
		if (!strstr(reasons, probes[i].reason))
			reasons = xappend(reasons, "; ", probes[i].reason);
	}
	if (without)
		findings_add(all, without == nr ? WRONG : NOTE, "probes", "vmexitstat list",
			     "%zu of %zu not supported here: %s", without, nr, reasons);
	else if (nr)
		findings_add(all, FINE, "probes", NULL, "all %zu", nr);
	probes_free(probes, nr);
	free(reasons);
}

/* The module, or else user space: what is left to be told of the machine. */
static int examine(struct findings *all)
{
	const struct source *source = &source_module;
	char err[SOURCE_ERR_LEN] = "";

	look_at_mounts(all);
	if (!doctor_module(all)) {
		source = &source_cpl3;
		if (source->open(err, sizeof(err)))
			return EXIT_CANNOT;
	}
	look_at_machine(all, source);
	look_at_probes(all, source);
	source->close();
	return findings_wrong(all) ? EXIT_CANNOT : 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = state->input;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "unexpected argument '%s'", arg);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

int cmd_doctor(int argc, char **argv)
{
	const struct argp_child children[] = {
		{ .argp = &json_argp },
		{ 0 }
	};
	const struct argp argp = {
		.parser = parse,
		.children = children,
		.doc = "Look at all that measuring needs, and say what is "
		       "wrong and what to type: the module, its signature, "
		       "permission, namespace, clock, platform, probes."
		       "\vExit status: 0 the module can measure, 131 it cannot.\n"
		       "\nExamples:\n"
		       "  vmexitstat doctor\n"
		       "  vmexitstat doctor --json",
	};
	struct measure_opts opts = { 0 };
	struct findings all = { 0 };
	int ret;

	argv_parse(&argp, argc, argv, &opts);
	ret = examine(&all);
	(opts.json ? findings_print_json : findings_print_text)(&all);
	findings_free(&all);
	return ret;
}

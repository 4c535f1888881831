// SPDX-License-Identifier: GPL-2.0
/* vmexitstat doctor: what keeps this machine from being measured, and what to type. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/measure_opts.h"
#include "lib/complain.h"
#include "lib/hang.h"
#include "lib/util.h"
#include "record/json_out.h"
#include "source/fingerprint.h"
#include "source/obstacles.h"
#include "source/source.h"

#define STATE_WIDTH	7
#define WHAT_WIDTH	12
/* linux/capability.h */
#define NET_ADMIN	12

enum state {
	FINE,
	NOTE,	/* good to know */
	WRONG,	/* until it is mended, the module measures nothing */
};

static const char *const state_names[] = {
	[FINE]	= "ok",
	[NOTE]	= "note",
	[WRONG]	= "wrong",
};

/**
 * struct finding - what was looked at, and how it is
 * @state: how
 * @what: a word or two
 * @text: what was found; owned
 * @type: the line that mends it, or NULL; owned
 */
struct finding {
	enum state state;
	const char *what;
	char *text;
	char *type;
};

struct findings {
	struct finding *list;
	size_t nr;
};

static void __printf(5, 6) add(struct findings *all, enum state state, const char *what,
			       const char *type, const char *fmt, ...)
{
	struct finding *found;
	va_list args;

	all->list = xrealloc(all->list, all->nr + 1, sizeof(*all->list));
	found = &all->list[all->nr++];
	*found = (struct finding){
		.state = state, .what = what, .type = type ? xstrdup(type) : NULL,
	};
	va_start(args, fmt);
	found->text = xvasprintf(fmt, args);
	va_end(args);
}

/* Where depmod has seen the module for this kernel; "" if nowhere. To be freed. */
static char *find_module(const char *release)
{
	char *path = xasprintf("/lib/modules/%s/modules.dep", release), *found = xstrdup("");
	FILE *in = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	while (in && getline(&line, &size, in) > 0) {
		line[strcspn(line, ":\n")] = '\0';
		if (!strstr(line, "/vmexit.ko"))
			continue;
		free(found);
		found = xasprintf("/lib/modules/%s/%s", release, line);
		break;
	}
	if (in)
		fclose(in);
	free(line);
	free(path);
	return found;
}

/* Compressed, its end does not show: then as well it is not known to lack one. */
static bool lacks_signature(const char *path)
{
	static const char mark[] = "~Module signature appended~\n";
	char end[sizeof(mark) - 1] = "";
	size_t len = strlen(path);
	FILE *in = fopen(path, "re");
	bool has;

	if (!in)
		return false;
	has = len < 3 || strcmp(path + len - 3, ".ko") ||
	      (!fseek(in, -(long)sizeof(end), SEEK_END) &&
	       fread(end, sizeof(end), 1, in) == 1 && !memcmp(end, mark, sizeof(end)));
	fclose(in);
	return !has;
}

static void look_for_module(struct findings *all, const char *release)
{
	char *build = xasprintf("/lib/modules/%s/build/Makefile", release), *type;
	char *module = find_module(release);

	if (*module && kernel_wants_signature() && lacks_signature(module))
		add(all, WRONG, "signature",
		    "kmod/README.md, Secure Boot: sign-file, mokutil --import, reboot",
		    "%s has none, and this kernel (Secure Boot, lockdown) takes no such module",
		    module);
	type = xstrdup("make && make install && modprobe vmexit");
	if (*module) {
		add(all, WRONG, "module", "modprobe vmexit", "not loaded; there is %s", module);
	} else if (!access(build, F_OK)) {
		add(all, WRONG, "module", type, "none for kernel %s, whose headers are there",
		    release);
	} else {
		free(type);
		type = xasprintf("apt-get install linux-headers-%s && make && make install",
				 release);
		add(all, WRONG, "module", type, "none for kernel %s, nor its headers", release);
	}
	free(type);
	free(module);
	free(build);
}

static bool may_measure(void)
{
	FILE *in = fopen("/proc/self/status", "re");
	unsigned long long caps = 0;
	char *line = NULL;
	size_t size = 0;

	while (in && getline(&line, &size, in) > 0)
		if (sscanf(line, "CapEff: %llx", &caps) == 1)
			break;
	if (in)
		fclose(in);
	free(line);
	return caps >> NET_ADMIN & 1;
}

/* Whether the module answers: then it is left open. */
static bool look_at_module(struct findings *all)
{
	char err[SOURCE_ERR_LEN] = "";
	struct utsname un;

	if (!source_module.open(err, sizeof(err))) {
		add(all, FINE, "module", NULL, "loaded, and answers");
		if (!may_measure())
			add(all, WRONG, "permission", "sudo vmexitstat",
			    "measuring needs CAP_NET_ADMIN, which this process has not");
		return true;
	}
	uname(&un);
	if (!access("/sys/module/vmexit", F_OK))
		add(all, WRONG, "namespace", "nsenter --target 1 --net vmexitstat", "%s", err);
	else if (kernel_takes_no_modules())
		add(all, WRONG, "module", NULL, "this kernel takes none (CONFIG_MODULES)");
	else if (kernel_takes_no_more_modules())
		add(all, WRONG, "module", NULL,
		    "kernel.modules_disabled is set: none before the next boot");
	else
		look_for_module(all, un.release);
	return false;
}

static void look_at_platform(struct findings *all, const struct fingerprint *fp)
{
	if (fp->platform == VMEXIT_PLATFORM_BARE_METAL)
		add(all, WRONG, "platform", NULL, "bare metal: nothing exits here");
	else
		add(all, fp->platform == VMEXIT_PLATFORM_UNKNOWN ? NOTE : FINE, "platform", NULL,
		    "%s, hypervisor %s", vmexit_platform_names[fp->platform], fp->hypervisor);
	if (fp->emulated)
		add(all, NOTE, "emulated", NULL, "%s: figures are no latencies", fp->emulated);
	if (*fp->module && strcmp(fp->module, VMEXITSTAT_VERSION))
		add(all, NOTE, "version", NULL, "module %s, tool " VMEXITSTAT_VERSION, fp->module);
}

static void look_at_clock(struct findings *all, const struct fingerprint *fp)
{
	if (!fp->tsc_khz)
		add(all, NOTE, "clock", NULL,
		    "the TSC's frequency is not known: no nanoseconds");
	else if (fp->tsc_exits)
		add(all, NOTE, "clock", NULL,
		    "reading the TSC seems to exit: every figure holds that as well");
	else if (!fp->tsc_invariant && !fp->emulated)
		add(all, NOTE, "clock", NULL,
		    "the TSC is not invariant: a cycle is not always as long");
	else
		add(all, FINE, "clock", NULL, "TSC, %.0f MHz, in steps of %u",
		    fp->tsc_khz / 1e3, fp->tsc_step);
}

static void look_at_machine(struct findings *all, const struct source *source)
{
	char err[SOURCE_ERR_LEN] = "";
	struct record rec = { 0 };	/* record_free() knows what a fingerprint owns */

	if (source->describe(&rec.fp, err, sizeof(err))) {
		add(all, WRONG, "machine", NULL, "%s", err);
	} else {
		fingerprint_fill(&rec.fp);
		look_at_platform(all, &rec.fp);
		look_at_clock(all, &rec.fp);
	}
	record_free(&rec);
}

static void look_at_probes(struct findings *all, const struct source *source)
{
	char err[SOURCE_ERR_LEN] = "", *reasons = xstrdup("");
	struct probe *probes = NULL;
	size_t nr = 0, i, without = 0;

	if (source->probes(&probes, &nr, err, sizeof(err)))
		add(all, WRONG, "probes", NULL, "%s", err);
	for (i = 0; i < nr; i++) {
		if (!probes[i].reason)
			continue;
		without++;
		if (!strstr(reasons, probes[i].reason))
			reasons = xappend(reasons, "; ", probes[i].reason);
	}
	if (without)
		add(all, without == nr ? WRONG : NOTE, "probes", "vmexitstat list",
		    "%zu of %zu not supported here: %s", without, nr, reasons);
	else if (nr)
		add(all, FINE, "probes", NULL, "all %zu", nr);
	probes_free(probes, nr);
	free(reasons);
}

static void print_text(const struct findings *all)
{
	size_t i;

	for (i = 0; i < all->nr; i++) {
		const struct finding *found = &all->list[i];

		printf("%-*s%-*s", STATE_WIDTH, state_names[found->state], WHAT_WIDTH, found->what);
		hang(found->text, STATE_WIDTH + WHAT_WIDTH);
		if (found->type)
			printf("%*s%s\n", STATE_WIDTH + WHAT_WIDTH, "", found->type);
	}
}

static void print_json(const struct findings *all)
{
	json_t *document = json_document("vmexitstat-doctor", 1);
	json_t *list = json_made(json_array()), *object;
	size_t i;

	for (i = 0; i < all->nr; i++) {
		object = json_made(json_object());
		json_set(object, "state", json_string(state_names[all->list[i].state]));
		json_set(object, "what", json_text(all->list[i].what));
		json_set(object, "text", json_text(all->list[i].text));
		json_set(object, "type", json_text(all->list[i].type));
		if (json_array_append_new(list, object))
			json_made(NULL);
	}
	json_set(document, "findings", list);
	json_print(document, stdout);
}

/* The module, or else user space: what is left to be told of the machine. */
static int examine(struct findings *all)
{
	const struct source *source = &source_module;
	char err[SOURCE_ERR_LEN] = "";
	size_t i;

	if (!look_at_module(all)) {
		source = &source_cpl3;
		if (source->open(err, sizeof(err)))
			return EXIT_CANNOT;
	}
	look_at_machine(all, source);
	look_at_probes(all, source);
	source->close();
	for (i = 0; i < all->nr; i++)
		if (all->list[i].state == WRONG)
			return EXIT_CANNOT;
	return 0;
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
		       "\vExit status: 0 the module can measure, 131 it cannot.",
	};
	struct measure_opts opts = { 0 };
	struct findings all = { 0 };
	size_t i;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &opts);
	ret = examine(&all);
	(opts.json ? print_json : print_text)(&all);
	for (i = 0; i < all.nr; i++) {
		free(all.list[i].text);
		free(all.list[i].type);
	}
	free(all.list);
	return ret;
}

// SPDX-License-Identifier: GPL-2.0
/* Whether the module answers, and if not, why. */
#include "cmd/doctor_module.h"

#include <errno.h>
#include <glob.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "source/module_file.h"
#include "source/obstacles.h"
#include "source/source.h"

/* linux/proc_ns.h: the machine's own has this number ever since they are numbered. */
#define INIT_USER_NS	"user:[4026531837]"
#define DKMS_KEY	"/var/lib/dkms/mok.key"
#define DKMS_CERT	"/var/lib/dkms/mok.pub"
/* As vmexit(8) has it. */
#define MAKE_KEY	"openssl req -new -x509 -newkey rsa:2048 -nodes -days 3650 " \
			"-subj /CN=vmexit/ -outform DER -keyout mok.key -out mok.der"

static bool is_capable(unsigned int cap)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };

	return !syscall(SYS_capget, &header, data) && data[0].effective >> cap & 1;
}

/* Its root is not the machine's. Not known without /proc. */
static bool in_user_namespace(void)
{
	char name[sizeof(INIT_USER_NS) + 16] = "";
	ssize_t len = readlink("/proc/self/ns/user", name, sizeof(name) - 1);

	return len > 0 && strcmp(name, INIT_USER_NS);
}

/* @type: what the machine's root would type; without "sudo". */
static void look_at_permission(struct findings *all, unsigned int cap, const char *name,
			       const char *doing, const char *type)
{
	char *sudo = xasprintf("sudo %s", type);

	if (in_user_namespace())
		findings_add(all, WRONG, "permission", sudo,
			     "a user namespace, as of a rootless container: %s needs %s outside of it",
			     doing, name);
	else if (!is_capable(cap))
		findings_add(all, WRONG, "permission", sudo,
			     "%s needs %s, which this process has not", doing, name);
	free(sudo);
}

static bool dkms_has_source(void)
{
	glob_t names;
	bool has = !glob("/usr/src/vmexit-*/dkms.conf", 0, NULL, &names);

	globfree(&names);
	return has;
}

/* There is none for this kernel. */
static void look_for_source(struct findings *all, const char *release)
{
	char *build = xasprintf("/lib/modules/%s/build/Makefile", release);
	char *other = module_file_any(), *type = xstrdup(""), *text;
	const bool headers = !access(build, F_OK), dkms = dkms_has_source();

	text = xasprintf("none for kernel %s, %s", release,
			 headers ? "whose headers are there" : "nor its headers");
	if (dkms)
		text = xappend(text, "; ", "DKMS has its source");
	if (*other)
		text = xappend(text, "; there is ", other);
	if (!headers) {
		free(type);
		type = xasprintf("apt-get install linux-headers-%s && ", release);
	}
	type = xappend(type, "", dkms ? "dkms autoinstall" : "make && make install");
	type = xappend(type, " && ", "modprobe vmexit");
	findings_add(all, WRONG, "module", type, "%s", text);
	free(text);
	free(type);
	free(other);
	free(build);
}

/* Where symbols have versions, as Debian's do, they decide and not the release: it may load. */
static void wrong_release(struct findings *all, const struct module_file *file)
{
	char *type = xasprintf("%s && modprobe vmexit", dkms_has_source() ?
			       "dkms install --force vmexit/" VMEXITSTAT_VERSION :
			       "make clean && make && make install");

	findings_add(all, WRONG, "module", type,
		     "not loaded; there is %s, but built for kernel %s", file->path, file->release);
	free(type);
}

static void unsigned_file(struct findings *all, const char *release, const char *path,
			  const char *who)
{
	const bool dkms = !access(DKMS_KEY, F_OK);
	char *type = xasprintf("/lib/modules/%s/build/scripts/sign-file sha256 %s %s && "
			       "mokutil --import %s && reboot",
			       release, dkms ? DKMS_KEY " " DKMS_CERT : "mok.key mok.der", path,
			       dkms ? DKMS_CERT : "mok.der"), *line;

	line = xasprintf("%s%s", dkms ? "" : MAKE_KEY " && ", type);
	findings_add(all, WRONG, "signature", line,
		     "%s has none, and this kernel (%s) takes no such module", path, who);
	free(line);
	free(type);
}

/* Whether that was what is wrong. */
static bool look_at_signature(struct findings *all, const char *release,
			      const struct module_file *file)
{
	const char *who = kernel_wants_signature();

	if (!who)
		return false;
	if (!file->is_signed) {
		unsigned_file(all, release, file->path, who);
		return true;
	}
	if (!*file->signer || kernel_knows_key(file->signer))
		return false;
	findings_add(all, WRONG, "signature", access(DKMS_CERT, F_OK) ?
		     "mokutil --import mok.der && reboot" :
		     "mokutil --import " DKMS_CERT " && reboot",
		     "%s is signed by \"%s\", a key that this kernel (%s) does not know",
		     file->path, file->signer, who);
	return true;
}

/* There is one: what modprobe would stumble over. */
static void look_at_file(struct findings *all, const char *release,
			 const struct module_file *file)
{
	char *override = modprobe_override();

	if (*file->release && strcmp(file->release, release))
		wrong_release(all, file);
	else if (look_at_signature(all, release, file))
		;	/* told */
	else if (!file->indexed)
		findings_add(all, WRONG, "module", "depmod && modprobe vmexit",
			     "not loaded; there is %s, which depmod has not seen", file->path);
	else if (*override)
		findings_add(all, WRONG, "module", "modprobe --ignore-install vmexit",
			     "not loaded: %s has modprobe do something else", override);
	else
		findings_add(all, WRONG, "module", "modprobe vmexit", "not loaded; there is %s",
			     file->path);
	free(override);
}

static void look_for_module(struct findings *all)
{
	struct module_file file;
	struct utsname un;

	uname(&un);
	if (kernel_takes_no_modules()) {
		findings_add(all, WRONG, "module", NULL, "this kernel takes none (CONFIG_MODULES)");
	} else if (kernel_takes_no_more_modules()) {
		/* systemd loads what is listed there before it sets sysctls. */
		findings_add(all, WRONG, "module",
			     "echo vmexit >/etc/modules-load.d/vmexit.conf && reboot",
			     "kernel.modules_disabled is set: none before the next boot");
	} else if (kernel_refuses_module()) {
		findings_add(all, WRONG, "module",
			     "editor /etc/default/grub && update-grub && reboot",
			     "the kernel's command line has it refused: module_blacklist=");
	} else if (module_file_find(un.release, &file)) {
		look_at_file(all, un.release, &file);
		module_file_free(&file);
	} else {
		look_for_source(all, un.release);
	}
}

bool doctor_module(struct findings *all)
{
	char err[SOURCE_ERR_LEN] = "";
	int ret = source_module.open(err, sizeof(err));

	switch (ret) {
	case 0:
		findings_add(all, FINE, "module", NULL, "loaded, and answers");
		look_at_permission(all, CAP_NET_ADMIN, "CAP_NET_ADMIN", "measuring", "vmexitstat");
		return true;
	case -ENETUNREACH:
		findings_add(all, WRONG, "namespace", "nsenter --target 1 --net vmexitstat", "%s",
			     err);
		break;
	case -ENOENT:
		look_for_module(all);
		look_at_permission(all, CAP_SYS_MODULE, "CAP_SYS_MODULE", "loading a module",
				   "modprobe vmexit");
		break;
	default:
		findings_add(all, WRONG, "module", NULL, "%s", err);
	}
	return false;
}

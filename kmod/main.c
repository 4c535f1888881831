// SPDX-License-Identifier: GPL-2.0
/* Load and unload. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "isolation.h"
#include "monitor.h"
#include "netlink.h"
#include "platform.h"
#include "probe.h"
#include "run.h"
#include "sysfs.h"

#define VMEXIT_LARGEST_MEMORY_MB	4096

static unsigned int max_memory_mb = 64;
module_param(max_memory_mb, uint, 0444);
MODULE_PARM_DESC(max_memory_mb,
		 "most memory all runs together may hold, MiB, 1 to 4096 (default 64)");

static char *emulated;
module_param(emulated, charp, 0444);
MODULE_PARM_DESC(emulated,
		 "say what emulates this machine; every record and view will carry it");

static char *ghcb = "auto";
module_param(ghcb, charp, 0444);
MODULE_PARM_DESC(ghcb,
		 "VMGEXIT by the module itself, in an SEV-ES or SEV-SNP guest: off, on, or auto, where the host is a KVM that does not end the VM over a faulty call (default)");

static bool monitor;
module_param(monitor, bool, 0444);
MODULE_PARM_DESC(monitor,
		 "measure a little all the time, for /sys/kernel/vmexit (default off; monitor/enabled there)");

static int __init vmexit_init(void)
{
	static const char *const uses[] = {
		[VMEXIT_GHCB_NEVER]	= "off",
		[VMEXIT_GHCB_AUTO]	= "auto",
		[VMEXIT_GHCB_ALWAYS]	= "on",
	};
	int use, err;

	if (!max_memory_mb || max_memory_mb > VMEXIT_LARGEST_MEMORY_MB) {
		pr_err("max_memory_mb=%u is not within 1 and %u\n",
		       max_memory_mb, VMEXIT_LARGEST_MEMORY_MB);
		return -EINVAL;
	}
	use = sysfs_match_string(uses, ghcb);
	if (use < 0) {
		pr_err("ghcb=%s is none of off, auto, on\n", ghcb);
		return -EINVAL;
	}
	err = vmexit_platform_init(emulated);
	if (err)
		return err;
	vmexit_isolation_init();
	err = vmexit_probe_init(use);
	if (err)
		return err;
	err = vmexit_run_init(vmexit_netlink_notify,
			      (size_t)max_memory_mb << 20);
	if (err)
		goto probes;
	err = vmexit_monitor_init();
	if (err)
		goto runs;
	err = vmexit_sysfs_init(monitor);
	if (err)
		goto monitor;
	err = vmexit_netlink_init();
	if (err)
		goto sysfs;
	return 0;

sysfs:
	vmexit_sysfs_exit();
monitor:
	vmexit_monitor_exit();
runs:
	vmexit_run_exit();
probes:
	vmexit_probe_exit();
	return err;
}
module_init(vmexit_init);

static void __exit vmexit_exit(void)
{
	vmexit_netlink_exit();
	vmexit_sysfs_exit();
	vmexit_monitor_exit();
	vmexit_run_exit();
	vmexit_probe_exit();
}
module_exit(vmexit_exit);

MODULE_DESCRIPTION("Measures what a VM exit costs, from inside the guest");
MODULE_AUTHOR("The vmexitstat developers");
MODULE_LICENSE("GPL");
MODULE_VERSION(VMEXIT_VERSION);

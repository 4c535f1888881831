// SPDX-License-Identifier: GPL-2.0
/* The module's monitor: figures over generic netlink, settings out of sysfs. */
#include "watch/monitor.h"

#include <errno.h>
#include <stdlib.h>

#include "source/fingerprint.h"
#include "source/module_attrs.h"

int monitor_open(struct fingerprint *fp, char *err, size_t len)
{
	int ret = source_module.open(err, len);

	if (ret)
		return ret;
	ret = source_module.describe(fp, err, len);
	if (ret)
		source_module.close();
	return ret;
}

void monitor_close(void)
{
	source_module.close();
}

int monitor_read(struct monitor *mon, char *err, size_t len)
{
	char *window;
	bool gone;
	int ret;

	*mon = (struct monitor){ 0 };
	ret = module_monitored(&mon->run);
	mon->state = read_line(MONITOR_DIR "state");
	mon->cpus = read_line(MONITOR_DIR "cpus");
	window = read_line(MONITOR_DIR "window_s");
	mon->window_s = (uint32_t)strtoul(window, NULL, 10);
	gone = !*mon->state || !*window;
	free(window);
	if (!ret && gone) {
		snprintf(err, len,
			 "%sstate cannot be read: the module was unloaded meanwhile, or /sys is not mounted",
			 MONITOR_DIR);
		return -ENOENT;
	}
	return ret ? module_fail(ret, "monitor (" MONITOR_DIR ")", err, len) : 0;
}

void monitor_free(struct monitor *mon)
{
	run_free(&mon->run);
	free(mon->state);
	free(mon->cpus);
}

// SPDX-License-Identifier: GPL-2.0
/* /sys/kernel/vmexit/monitor: what the monitor does. */
#include <linux/bitmap.h>
#include <linux/cpumask.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "monitor.h"
#include "sysfs.h"

static ssize_t enabled_show(struct kobject *kobj, struct kobj_attribute *attr,
			    char *buf)
{
	return sysfs_emit(buf, "%d\n", READ_ONCE(vmexit_monitor.enabled));
}

static ssize_t enabled_store(struct kobject *kobj, struct kobj_attribute *attr,
			     const char *buf, size_t len)
{
	bool enable;
	int err;

	err = kstrtobool(buf, &enable);
	if (err)
		return err;
	mutex_lock(&vmexit_monitor_lock);
	err = vmexit_monitor_enable(enable);
	mutex_unlock(&vmexit_monitor_lock);
	return err ?: len;
}

/* Why nothing is measured, though it is enabled. */
static ssize_t state_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	const char *reason;
	bool enabled;

	mutex_lock(&vmexit_monitor_lock);
	enabled = vmexit_monitor.enabled;
	reason = vmexit_monitor_idle_reason();
	mutex_unlock(&vmexit_monitor_lock);
	if (!enabled)
		return sysfs_emit(buf, "off\n");
	return sysfs_emit(buf, "%s%s\n", reason ? "waits: " : "runs",
			  reason ?: "");
}

static ssize_t longest_off_ns_show(struct kobject *kobj,
				   struct kobj_attribute *attr, char *buf)
{
	u64 cycles;

	mutex_lock(&vmexit_monitor_lock);
	cycles = vmexit_monitor_longest_off();
	mutex_unlock(&vmexit_monitor_lock);
	return sysfs_emit(buf, "%llu\n", vmexit_ns(cycles));
}

/* A number within bounds, and then the monitor starts anew by it. */
static ssize_t vmexit_store_u32(const char *buf, size_t len, u32 min, u32 max,
				u32 *to)
{
	u32 value;
	int err;

	err = kstrtou32(buf, 0, &value);
	if (err)
		return err;
	if (value < min || value > max)
		return -ERANGE;
	mutex_lock(&vmexit_monitor_lock);
	*to = value;
	vmexit_monitor_kick();
	mutex_unlock(&vmexit_monitor_lock);
	return len;
}

static ssize_t interval_ms_show(struct kobject *kobj,
				struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", READ_ONCE(vmexit_monitor.interval_ms));
}

static ssize_t interval_ms_store(struct kobject *kobj,
				 struct kobj_attribute *attr, const char *buf,
				 size_t len)
{
	return vmexit_store_u32(buf, len, VMEXIT_MONITOR_MIN_INTERVAL_MS,
				VMEXIT_MONITOR_MAX_INTERVAL_MS,
				&vmexit_monitor.interval_ms);
}

static ssize_t samples_show(struct kobject *kobj, struct kobj_attribute *attr,
			    char *buf)
{
	return sysfs_emit(buf, "%u\n", READ_ONCE(vmexit_monitor.samples));
}

static ssize_t samples_store(struct kobject *kobj, struct kobj_attribute *attr,
			     const char *buf, size_t len)
{
	return vmexit_store_u32(buf, len, 1, VMEXIT_MONITOR_MAX_SAMPLES,
				&vmexit_monitor.samples);
}

static ssize_t window_s_show(struct kobject *kobj, struct kobj_attribute *attr,
			     char *buf)
{
	return sysfs_emit(buf, "%u\n", READ_ONCE(vmexit_monitor.window_s));
}

static ssize_t window_s_store(struct kobject *kobj, struct kobj_attribute *attr,
			      const char *buf, size_t len)
{
	u32 seconds;
	int err;

	err = kstrtou32(buf, 0, &seconds);
	if (err)
		return err;
	if (seconds > VMEXIT_MONITOR_MAX_WINDOW_S)
		return -ERANGE;
	mutex_lock(&vmexit_monitor_lock);
	vmexit_monitor_set_window(seconds);
	mutex_unlock(&vmexit_monitor_lock);
	return len;
}

static ssize_t cpus_show(struct kobject *kobj, struct kobj_attribute *attr,
			 char *buf)
{
	ssize_t len;

	mutex_lock(&vmexit_monitor_lock);
	len = sysfs_emit(buf, "%*pbl\n", cpumask_pr_args(vmexit_monitor.cpus));
	mutex_unlock(&vmexit_monitor_lock);
	return len;
}

static ssize_t cpus_store(struct kobject *kobj, struct kobj_attribute *attr,
			  const char *buf, size_t len)
{
	cpumask_var_t cpus;
	int err;

	if (!alloc_cpumask_var(&cpus, GFP_KERNEL))
		return -ENOMEM;
	err = cpulist_parse(buf, cpus);
	if (err == -EOVERFLOW)
		err = -ERANGE;
	if (!err && cpumask_empty(cpus))
		err = -EINVAL;
	if (!err && !cpumask_subset(cpus, cpu_possible_mask))
		err = -ERANGE;
	if (!err) {
		mutex_lock(&vmexit_monitor_lock);
		cpumask_copy(vmexit_monitor.cpus, cpus);
		vmexit_monitor_kick();
		mutex_unlock(&vmexit_monitor_lock);
	}
	free_cpumask_var(cpus);
	return err ?: len;
}

static ssize_t probes_show(struct kobject *kobj, struct kobj_attribute *attr,
			   char *buf)
{
	const struct vmexit_probe *table;
	char name[VMEXIT_NAME_LEN];
	unsigned int nr, i;
	ssize_t len = 0;

	table = vmexit_probe_table(&nr);
	mutex_lock(&vmexit_monitor_lock);
	for (i = 0; i < nr; i++) {
		if (!vmexit_monitor_chosen(i))
			continue;
		vmexit_name_format(&table[i].id, name);
		len += sysfs_emit_at(buf, len, "%s%s", len ? " " : "", name);
	}
	mutex_unlock(&vmexit_monitor_lock);
	return len + sysfs_emit_at(buf, len, "\n");
}

/* One of the table that is supported here, by its name. */
static int vmexit_find_named(const char *name)
{
	const struct vmexit_probe *table;
	struct vmexit_id id;
	unsigned int nr, i;

	if (vmexit_name_parse(name, &id))
		return -EINVAL;
	table = vmexit_probe_table(&nr);
	for (i = 0; i < nr; i++)
		if (vmexit_id_equal(&table[i].id, &id) && !table[i].reason && !table[i].by_name)
			return i;
	return -EINVAL;
}

static int vmexit_parse_probes(char *names, unsigned long *probes)
{
	char *name;
	int found;

	while ((name = strsep(&names, " \t\n"))) {
		if (!*name)
			continue;
		found = vmexit_find_named(name);
		if (found < 0)
			return found;
		__set_bit(found, probes);
	}
	return 0;
}

static ssize_t probes_store(struct kobject *kobj, struct kobj_attribute *attr,
			    const char *buf, size_t len)
{
	unsigned long *probes;
	unsigned int nr;
	int err = -ENOMEM;
	char *names;

	vmexit_probe_table(&nr);
	probes = bitmap_zalloc(nr, GFP_KERNEL);
	names = kstrndup(buf, len, GFP_KERNEL);
	if (probes && names)
		err = vmexit_parse_probes(names, probes);
	if (!err && bitmap_empty(probes, nr))
		err = -EINVAL;
	if (!err) {
		mutex_lock(&vmexit_monitor_lock);
		err = vmexit_monitor_choose(probes);
		if (!err)
			vmexit_monitor_kick();
		mutex_unlock(&vmexit_monitor_lock);
	}
	kfree(names);
	bitmap_free(probes);
	return err ?: len;
}

static struct kobj_attribute vmexit_enabled_attr = __ATTR_RW(enabled);
static struct kobj_attribute vmexit_state_attr = __ATTR_RO(state);
static struct kobj_attribute vmexit_longest_off_ns_attr = __ATTR_RO(longest_off_ns);
static struct kobj_attribute vmexit_interval_ms_attr = __ATTR_RW(interval_ms);
static struct kobj_attribute vmexit_samples_attr = __ATTR_RW(samples);
static struct kobj_attribute vmexit_window_s_attr = __ATTR_RW(window_s);
static struct kobj_attribute vmexit_cpus_attr = __ATTR_RW(cpus);
static struct kobj_attribute vmexit_probes_attr = __ATTR_RW(probes);

static struct attribute *vmexit_monitor_attrs[] = {
	&vmexit_enabled_attr.attr,
	&vmexit_state_attr.attr,
	&vmexit_longest_off_ns_attr.attr,
	&vmexit_interval_ms_attr.attr,
	&vmexit_samples_attr.attr,
	&vmexit_window_s_attr.attr,
	&vmexit_cpus_attr.attr,
	&vmexit_probes_attr.attr,
	NULL
};

const struct attribute_group vmexit_sysfs_monitor = {
	.name = "monitor",
	.attrs = vmexit_monitor_attrs,
};

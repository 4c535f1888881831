// SPDX-License-Identifier: GPL-2.0
/* /sys/kernel/vmexit: the machine, and a directory a probe. */
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <asm/tsc.h>

#include "monitor.h"
#include "platform.h"
#include "sysfs.h"

/*
 * Rows of a histogram: four an octave from 2^8 to 2^32 cycles, what is shorter
 * or longer in the first and the last: 96, which fit a page however long the
 * numbers.
 */
#define VMEXIT_ROWS		96
#define VMEXIT_FIRST_OCTAVE	8

/* One of the table; the directories above are shared by paths. */
struct vmexit_sysfs_probe {
	struct kobject *exit;
	struct kobject *path;
};

static struct kobject *vmexit_root;
static const struct vmexit_probe *vmexit_table;
static unsigned int vmexit_table_size;
static struct vmexit_sysfs_probe *vmexit_dirs;

static ssize_t platform_show(struct kobject *kobj, struct kobj_attribute *attr,
			     char *buf)
{
	return sysfs_emit(buf, "%s\n", vmexit_platform_names[vmexit_platform.type]);
}

static ssize_t emulated_show(struct kobject *kobj, struct kobj_attribute *attr,
			     char *buf)
{
	return sysfs_emit(buf, "%s\n", vmexit_platform.emulated ?: "");
}

static ssize_t tsc_khz_show(struct kobject *kobj, struct kobj_attribute *attr,
			    char *buf)
{
	return sysfs_emit(buf, "%u\n", tsc_khz);
}

static ssize_t version_show(struct kobject *kobj, struct kobj_attribute *attr,
			    char *buf)
{
	return sysfs_emit(buf, "%s\n", VMEXIT_VERSION);
}

static struct kobj_attribute vmexit_platform_attr = __ATTR_RO(platform);
static struct kobj_attribute vmexit_emulated_attr = __ATTR_RO(emulated);
static struct kobj_attribute vmexit_tsc_khz_attr = __ATTR_RO(tsc_khz);
static struct kobj_attribute vmexit_version_attr = __ATTR_RO(version);

static const struct attribute *const vmexit_root_attrs[] = {
	&vmexit_platform_attr.attr,
	&vmexit_emulated_attr.attr,
	&vmexit_tsc_khz_attr.attr,
	&vmexit_version_attr.attr,
	NULL
};

/* Which of the table; there are a few dozen. */
static unsigned int vmexit_probe_of(const struct kobject *kobj)
{
	unsigned int i;

	for (i = 0; i < vmexit_table_size; i++)
		if (vmexit_dirs[i].path == kobj)
			break;
	return i;
}

static ssize_t supported_show(struct kobject *kobj, struct kobj_attribute *attr,
			      char *buf)
{
	unsigned int probe = vmexit_probe_of(kobj);
	const char *reason = vmexit_table[probe].reason;
	u64 status = vmexit_table[probe].status;

	mutex_lock(&vmexit_monitor_lock);
	if (!reason)
		reason = vmexit_monitor_reason(probe, &status);
	mutex_unlock(&vmexit_monitor_lock);
	if (reason && status)
		return sysfs_emit(buf, "%s 0x%llx\n", reason, status);
	return sysfs_emit(buf, "%s\n", reason ?: "yes");
}

static ssize_t route_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	unsigned int nr = vmexit_probe_of(kobj);
	struct vmexit_probe probe = vmexit_table[nr];
	struct vmexit_seen seen;
	struct vmexit_window *w;

	mutex_lock(&vmexit_monitor_lock);
	w = vmexit_monitor_window(nr);
	if (w) {
		vmexit_window_figures(w, vmexit_monitor.window_s);
		seen = vmexit_window_seen(w);
		vmexit_seen_tell(&seen, &probe);
	}
	mutex_unlock(&vmexit_monitor_lock);
	return sysfs_emit(buf, "%s\n", vmexit_route_names[probe.route]);
}

static struct vmexit_figures vmexit_figures_of(const struct kobject *kobj)
{
	struct vmexit_figures fig = { 0 };
	struct vmexit_window *w;

	mutex_lock(&vmexit_monitor_lock);
	w = vmexit_monitor_window(vmexit_probe_of(kobj));
	if (w)
		fig = *vmexit_window_figures(w, vmexit_monitor.window_s);
	mutex_unlock(&vmexit_monitor_lock);
	return fig;
}

/* A file that holds one number; ns only where there are samples. */
#define VMEXIT_FIGURE(_name, _expression)				\
static ssize_t _name##_show(struct kobject *kobj,			\
			    struct kobj_attribute *attr, char *buf)	\
{									\
	struct vmexit_figures fig = vmexit_figures_of(kobj);		\
									\
	return sysfs_emit(buf, "%llu\n", (u64)(_expression));		\
}									\
static struct kobj_attribute vmexit_##_name##_attr = __ATTR_RO(_name)

VMEXIT_FIGURE(executed, fig.executed);
VMEXIT_FIGURE(count, fig.count);
VMEXIT_FIGURE(disturbed, fig.disturbed);
VMEXIT_FIGURE(min_ns, vmexit_ns(fig.min));
VMEXIT_FIGURE(mean_ns, fig.count ? vmexit_ns(div64_u64(fig.sum, fig.count)) : 0);
VMEXIT_FIGURE(p50_ns, vmexit_ns(fig.p50));
VMEXIT_FIGURE(p99_ns, vmexit_ns(fig.p99));
VMEXIT_FIGURE(p999_ns, vmexit_ns(fig.p999));
VMEXIT_FIGURE(max_ns, vmexit_ns(fig.max));

/* Where a row begins: 2^k, and that and a quarter, a half, three quarters. */
static u64 vmexit_row_lower(unsigned int row)
{
	u64 octave = 1ULL << (VMEXIT_FIRST_OCTAVE + row / 4);

	return row ? octave + octave / 4 * (row % 4) : 0;
}

static ssize_t vmexit_emit_rows(char *buf, const struct vmexit_window *w,
				const struct vmexit_figures *fig)
{
	u32 bucket = vmexit_hist_index(fig->min);
	u32 last = vmexit_hist_index(fig->max);
	u64 count, end, end_ns;
	unsigned int row;
	ssize_t len = 0;

	for (row = 0; row < VMEXIT_ROWS && bucket <= last; row++) {
		/* Rows begin where buckets do. */
		end = row + 1 < VMEXIT_ROWS ? vmexit_row_lower(row + 1) : U64_MAX;
		for (count = 0; bucket <= last && vmexit_hist_lower(bucket) < end;
		     bucket++)
			count += vmexit_window_bucket(w, bucket);
		if (!count)
			continue;
		end_ns = min(vmexit_ns(end), vmexit_ns(fig->max) + 1);
		len += sysfs_emit_at(buf, len, "%llu %llu %llu\n",
				     vmexit_ns(vmexit_row_lower(row)), end_ns,
				     count);
	}
	return len;
}

static ssize_t histogram_show(struct kobject *kobj, struct kobj_attribute *attr,
			      char *buf)
{
	const struct vmexit_figures *fig;
	struct vmexit_window *w;
	ssize_t len = 0;

	mutex_lock(&vmexit_monitor_lock);
	w = vmexit_monitor_window(vmexit_probe_of(kobj));
	if (w) {
		fig = vmexit_window_figures(w, vmexit_monitor.window_s);
		if (fig->count)
			len = vmexit_emit_rows(buf, w, fig);
	}
	mutex_unlock(&vmexit_monitor_lock);
	return len;
}

static ssize_t reset_store(struct kobject *kobj, struct kobj_attribute *attr,
			   const char *buf, size_t len)
{
	if (!sysfs_streq(buf, "1"))
		return -EINVAL;
	mutex_lock(&vmexit_monitor_lock);
	vmexit_monitor_reset(vmexit_probe_of(kobj));
	mutex_unlock(&vmexit_monitor_lock);
	return len;
}

static struct kobj_attribute vmexit_supported_attr = __ATTR_RO(supported);
static struct kobj_attribute vmexit_route_attr = __ATTR_RO(route);
static struct kobj_attribute vmexit_histogram_attr = __ATTR_RO(histogram);
static struct kobj_attribute vmexit_reset_attr = __ATTR_WO(reset);

static const struct attribute *const vmexit_probe_attrs[] = {
	&vmexit_supported_attr.attr,
	&vmexit_route_attr.attr,
	&vmexit_executed_attr.attr,
	&vmexit_count_attr.attr,
	&vmexit_disturbed_attr.attr,
	&vmexit_min_ns_attr.attr,
	&vmexit_mean_ns_attr.attr,
	&vmexit_p50_ns_attr.attr,
	&vmexit_p99_ns_attr.attr,
	&vmexit_p999_ns_attr.attr,
	&vmexit_max_ns_attr.attr,
	&vmexit_histogram_attr.attr,
	&vmexit_reset_attr.attr,
	NULL
};

/* The directory of an exit and its parameter: one for all its paths. */
static struct kobject *vmexit_exit_dir(unsigned int probe, const char *name)
{
	unsigned int i;

	for (i = 0; i < probe; i++)
		if (!strcmp(kobject_name(vmexit_dirs[i].exit), name))
			return kobject_get(vmexit_dirs[i].exit);
	return kobject_create_and_add(name, vmexit_root);
}

static int vmexit_sysfs_add(unsigned int probe)
{
	struct vmexit_sysfs_probe *dir = &vmexit_dirs[probe];
	char name[VMEXIT_NAME_LEN];
	char *path;

	vmexit_name_format(&vmexit_table[probe].id, name);
	path = strchr(name, '/');
	*path++ = '\0';
	dir->exit = vmexit_exit_dir(probe, name);
	if (!dir->exit)
		return -ENOMEM;
	dir->path = kobject_create_and_add(path, dir->exit);
	if (!dir->path)
		return -ENOMEM;
	return sysfs_create_files(dir->path, vmexit_probe_attrs);
}

static int vmexit_sysfs_fill(bool monitor)
{
	unsigned int i;
	int err;

	err = sysfs_create_files(vmexit_root, vmexit_root_attrs);
	if (!err)
		err = sysfs_create_group(vmexit_root, &vmexit_sysfs_monitor);
	for (i = 0; i < vmexit_table_size && !err; i++)
		err = vmexit_sysfs_add(i);
	if (err || !monitor)
		return err;
	mutex_lock(&vmexit_monitor_lock);
	err = vmexit_monitor_enable(true);
	mutex_unlock(&vmexit_monitor_lock);
	return err;
}

int vmexit_sysfs_init(bool monitor)
{
	int err;

	vmexit_table = vmexit_probe_table(&vmexit_table_size);
	vmexit_dirs = kcalloc(vmexit_table_size, sizeof(*vmexit_dirs), GFP_KERNEL);
	if (!vmexit_dirs)
		return -ENOMEM;
	vmexit_root = kobject_create_and_add("vmexit", kernel_kobj);
	if (!vmexit_root) {
		kfree(vmexit_dirs);
		return -ENOMEM;
	}
	err = vmexit_sysfs_fill(monitor);
	if (err)
		vmexit_sysfs_exit();
	return err;
}

void vmexit_sysfs_exit(void)
{
	unsigned int i;

	/* Removed here and now, whenever the last reference goes. */
	for (i = 0; i < vmexit_table_size; i++)
		if (vmexit_dirs[i].path)
			kobject_del(vmexit_dirs[i].path);
	kobject_del(vmexit_root);
	for (i = 0; i < vmexit_table_size; i++) {
		kobject_put(vmexit_dirs[i].path);
		kobject_put(vmexit_dirs[i].exit);
	}
	kobject_put(vmexit_root);
	kfree(vmexit_dirs);
}

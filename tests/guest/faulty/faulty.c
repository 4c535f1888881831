// SPDX-License-Identifier: GPL-2.0
/*
 * Does what a debug kernel is there to catch, one fault a load, at load.
 *
 * A fault that goes uncaught says that the kernel was not built to see it: what it says of vmexit.ko would be
 * worth nothing then.
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

static char *fault = "none";
module_param(fault, charp, 0444);

static DEFINE_SPINLOCK(first);
static DEFINE_SPINLOCK(second);

static void use_after_free(void)
{
	/* Volatile, or the compiler keeps what it has read. */
	volatile char *p = kmalloc(64, GFP_KERNEL);

	if (!p)
		return;
	kfree((void *)p);
	p[8];
}

static void out_of_bounds(void)
{
	volatile char *p = kmalloc(64, GFP_KERNEL);

	if (!p)
		return;
	p[64];
	kfree((void *)p);
}

static void sleep_with_interrupts_off(void)
{
	local_irq_disable();
	kfree(kmalloc(64, GFP_KERNEL));
	local_irq_enable();
}

static void lock_in_both_orders(void)
{
	spin_lock(&first);
	spin_lock(&second);
	spin_unlock(&second);
	spin_unlock(&first);
	spin_lock(&second);
	spin_lock(&first);
	spin_unlock(&first);
	spin_unlock(&second);
}

static void leak(void)
{
	void *p;
	int i;

	/* Several: of one a pointer may be left on some stack. */
	for (i = 0; i < 10; i++) {
		p = kmalloc(64, GFP_KERNEL);
		OPTIMIZER_HIDE_VAR(p);
	}
}

static void on_timer(struct timer_list *timer)
{
}

static void free_what_is_armed(void)
{
	struct timer_list *timer = kmalloc(sizeof(*timer), GFP_KERNEL);

	if (!timer)
		return;
	timer_setup(timer, on_timer, 0);
	mod_timer(timer, jiffies + 3600 * HZ);
	kfree(timer);
}

static const struct {
	const char *name;
	void (*commit)(void);
} faults[] = {
	{ "use-after-free", use_after_free },
	{ "out-of-bounds", out_of_bounds },
	{ "sleep", sleep_with_interrupts_off },
	{ "locks", lock_in_both_orders },
	{ "leak", leak },
	{ "armed", free_what_is_armed },
};

static int __init faulty_init(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		if (strcmp(fault, faults[i].name))
			continue;
		faults[i].commit();
		return 0;
	}
	return strcmp(fault, "none") ? -EINVAL : 0;
}
module_init(faulty_init);

static void __exit faulty_exit(void)
{
}
module_exit(faulty_exit);

MODULE_DESCRIPTION("Faults for a debug kernel to catch");
MODULE_LICENSE("GPL");

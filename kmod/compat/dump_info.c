// SPDX-License-Identifier: GPL-2.0
/* 6.6 moved the family and the attributes of a dump request into struct genl_info. */
#include <net/genetlink.h>

struct nlattr **vmexit_try(struct netlink_callback *cb);
struct nlattr **vmexit_try(struct netlink_callback *cb)
{
	return genl_dumpit_info(cb)->info.family ? genl_dumpit_info(cb)->info.attrs : NULL;
}

// SPDX-License-Identifier: GPL-2.0
/* A platform is a line here: README.md "Add a platform" says what else. */
#include "platform.h"

static const struct platform platforms[] = {
	{ .name = "sim" },
	{ .name = "sev", .sev_status = SEV_STATUS_SEV, .has_c_bit = true },
	{
		.name = "sev-es",
		.sev_status = SEV_STATUS_SEV | SEV_STATUS_ES,
		.has_c_bit = true,
		.owns_vc = true,
	},
	{
		.name = "sev-snp",
		.sev_status = SEV_STATUS_SEV | SEV_STATUS_ES | SEV_STATUS_SNP,
		.has_c_bit = true,
		.owns_vc = true,
		.has_rmp = true,
	},
	{
		/* The paravisor below the guest takes its #VC. */
		.name = "vtom",
		.sev_status = SEV_STATUS_SEV | SEV_STATUS_ES | SEV_STATUS_SNP |
			      SEV_STATUS_VTOM,
		.is_hyperv = true,
	},
	{ .name = "tdx", .is_td = true },
};

const struct platform *platform_find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(platforms); i++)
		if (!strcmp(platforms[i].name, name))
			return &platforms[i];
	return NULL;
}

// SPDX-License-Identifier: GPL-2.0
/* What the views of a comparison say alike. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/util.h"
#include "view/compare_view.h"

char *compare_row_name(const struct row *row)
{
	struct vmexit_id id = compare_row_id(row);
	char name[VMEXIT_NAME_LEN], base[VMEXIT_NAME_LEN];

	if (row->kind == ROW_MEAN)
		return xasprintf("geometric mean, %s",
				 vmexit_path_names[row->id.path]);
	vmexit_name_format(&id, name);
	vmexit_name_format(&row->base_id, base);
	switch (row->kind) {
	case ROW_DIRECT:
		return xasprintf("%s : %s", name, vmexit_path_names[row->base_id.path]);
	case ROW_GUEST:
		return xasprintf("%s : own %s", name,
				 vmexit_path_names[row->base_id.path]);
	default:
		return xstrdup(name);
	}
}

double compare_ratio_percent(double ratio)
{
	return (ratio - 1) * 100;
}

char *compare_percent(double percent)
{
	/* Nobody wants "-0.0". */
	if (fabs(percent) < 0.05)
		percent = 0;
	return xasprintf("%+.*f %%", fabs(percent) < 999.95 ? 1 : 0, percent);
}

char *compare_interval(const struct evidence *ev)
{
	char *low = compare_percent(compare_ratio_percent(ev->low));
	char *high = compare_percent(compare_ratio_percent(ev->high));
	char *text = xasprintf("%.*s .. %s", (int)strcspn(low, " "), low, high);

	free(low);
	free(high);
	return text;
}

char *compare_allowance(const struct comparison *cmp)
{
	if (!(cmp->boot_cv > 0))
		return xstrdup("");
	return xasprintf("too few boots to tell, intervals between the sides allow for boots "
			 "that differ by %.3g %%", cmp->boot_cv * 100);
}

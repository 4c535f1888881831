/* SPDX-License-Identifier: GPL-2.0 */
/* vmexitstat compare --published: what there is. */
#ifndef VMEXITSTAT_CMD_GALLERY_LIST_H
#define VMEXITSTAT_CMD_GALLERY_LIST_H

#include <stdbool.h>

#include "compare/gallery.h"

/* To standard output, as text or as a document of JSON. */
void gallery_list(const struct sides *all, bool json);

#endif /* VMEXITSTAT_CMD_GALLERY_LIST_H */

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A bound on what jansson takes: a file of "[1],[1],..." needs fifty times its
 * size, and the kernel would end the tool without a word.
 */
#ifndef VMEXITSTAT_RECORD_JSON_LIMIT_H
#define VMEXITSTAT_RECORD_JSON_LIMIT_H

#include <stdbool.h>
#include <stddef.h>

/**
 * json_limit_set() - choose the bound
 * @bytes: jansson may hold at once; 0: half of this machine's memory, as it is
 *	without a call
 */
void json_limit_set(size_t bytes);

/* From here until json_limit_end(), jansson is out of memory at the bound. */
void json_limit_begin(void);
void json_limit_end(void);

/*
 * Whether jansson was refused memory since json_limit_begin(): its own error
 * is then whatever it stumbled over next.
 */
bool json_limit_hit(void);

#endif /* VMEXITSTAT_RECORD_JSON_LIMIT_H */

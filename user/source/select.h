/* SPDX-License-Identifier: GPL-2.0 */
/* Which of a source's probes are meant. */
#ifndef VMEXITSTAT_SOURCE_SELECT_H
#define VMEXITSTAT_SOURCE_SELECT_H

#include "source/source.h"

/**
 * struct select - what was asked for
 * @exits: a bit per enum vmexit_exit, 0: any
 * @paths: a bit per enum vmexit_path, 0: any
 * @names: probes by name, owned by argv
 * @nr_names: how many
 *
 * Nothing asked for: the default set. @exits and @paths choose from the
 * default set; @names come after what these chose, or alone.
 */
struct select {
	uint32_t exits;
	uint32_t paths;
	char **names;
	size_t nr_names;
};

/**
 * select_words() - read a list like "cpuid,rdmsr"
 * @names: table of vmexit/name.h
 * @nr: its length
 * @list: words between commas
 * @bits: on success, theirs are added
 *
 * Return: NULL, or the part of @list where the first unknown word is.
 */
const char *select_words(const char *const *names, unsigned int nr,
			 const char *list, uint32_t *bits);

/* Whether exit and path were asked for; names are not looked at. */
bool select_matches(const struct select *sel, const struct vmexit_id *id);

/**
 * select_probes() - the probes to measure
 * @sel: what was asked for
 * @source: whose table it is
 * @probes: table
 * @nr: its length
 * @ids: filled on success: the null probe first, none twice; owned by the
 *	caller
 * @nr_ids: how many
 *
 * Return: 0, or -1 with what is wrong told on standard error.
 */
int select_probes(const struct select *sel, const struct source *source,
		  const struct probe *probes, size_t nr,
		  struct vmexit_id **ids, size_t *nr_ids);

#endif /* VMEXITSTAT_SOURCE_SELECT_H */

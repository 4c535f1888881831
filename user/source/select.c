// SPDX-License-Identifier: GPL-2.0
/* Which of a source's probes are meant. */
#include "source/select.h"

#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/nearest.h"
#include "lib/util.h"

struct chosen {
	struct vmexit_id *ids;
	size_t nr;
};

const char *select_words(const char *const *names, unsigned int nr,
			 const char *list, uint32_t *bits)
{
	uint32_t found = 0;

	for (;;) {
		size_t len = strcspn(list, ",");
		int word = vmexit_name_find(names, nr, list, len);

		if (word < 0)
			return list;
		found |= 1U << word;
		if (!list[len])
			break;
		list += len + 1;
	}
	*bits |= found;
	return NULL;
}

bool select_matches(const struct select *sel, const struct vmexit_id *id)
{
	return (!sel->exits || sel->exits >> id->exit & 1) &&
	       (!sel->paths || sel->paths >> id->path & 1);
}

static void choose(struct chosen *chosen, const struct vmexit_id *id)
{
	size_t i;

	for (i = 0; i < chosen->nr; i++)
		if (vmexit_id_equal(&chosen->ids[i], id))
			return;
	chosen->ids = xrealloc(chosen->ids, chosen->nr + 1,
			       sizeof(*chosen->ids));
	chosen->ids[chosen->nr++] = *id;
}

/* A role is that of the probe there is: the id becomes that one's. */
static bool in_table(const struct probe *probes, size_t nr, struct vmexit_id *id)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (!vmexit_id_equal(&probes[i].id, id) &&
		    !(vmexit_is_role(id) && vmexit_same_exit(&probes[i].id, id)))
			continue;
		*id = probes[i].id;
		return true;
	}
	return false;
}

/* CPUID is harmless with any leaf, an IPI to any CPU, on a path that has it at all. */
static bool takes_any(const struct probe *probes, size_t nr,
		      const struct vmexit_id *id)
{
	size_t i;

	if (id->exit != VMEXIT_EXIT_CPUID && !vmexit_is_ipi(id->exit))
		return false;
	for (i = 0; i < nr; i++)
		if (probes[i].id.exit == id->exit &&
		    probes[i].id.path == id->path)
			return true;
	return false;
}

static void complain_unknown(const char *name, const struct source *source,
			     const struct probe *probes, size_t nr)
{
	char (*names)[VMEXIT_NAME_LEN] = xcalloc(nr, sizeof(*names));
	const char **known = xcalloc(nr, sizeof(*known));
	char *offer;
	size_t i;

	for (i = 0; i < nr; i++) {
		vmexit_name_format(&probes[i].id, names[i]);
		known[i] = names[i];
	}
	offer = nearest(name, known, nr);
	complain("unknown probe '%s' for source %s%s", name, source->name,
		 *offer ? offer : " ('vmexitstat list' shows what there is)");
	free(offer);
	free(known);
	free(names);
}

static int choose_named(struct chosen *chosen, const char *name,
			const struct source *source, const struct probe *probes,
			size_t nr)
{
	struct vmexit_id id;

	if (!vmexit_name_parse(name, &id)) {
		if (!strchr(name, '/'))
			id.path = source->path;
		if (in_table(probes, nr, &id) || takes_any(probes, nr, &id)) {
			choose(chosen, &id);
			return 0;
		}
	}
	complain_unknown(name, source, probes, nr);
	return -1;
}

int select_probes(const struct select *sel, const struct source *source,
		  const struct probe *probes, size_t nr,
		  struct vmexit_id **ids, size_t *nr_ids)
{
	const bool filtered = sel->exits || sel->paths;
	struct vmexit_id null = { .path = source->path };
	struct chosen chosen = { 0 };
	size_t i, matches = 0;

	/* Net figures need it, whatever was asked for. */
	if (in_table(probes, nr, &null))
		choose(&chosen, &null);
	for (i = 0; i < nr; i++) {
		if ((sel->nr_names && !filtered) || !probes[i].is_default ||
		    !select_matches(sel, &probes[i].id))
			continue;
		choose(&chosen, &probes[i].id);
		matches++;
	}
	if (filtered && !matches) {
		complain("source %s: no default probe of this exit and path; see 'vmexitstat list'",
			 source->name);
		goto bad;
	}
	for (i = 0; i < sel->nr_names; i++)
		if (choose_named(&chosen, sel->names[i], source, probes, nr))
			goto bad;
	if (chosen.nr > VMEXIT_MAX_PROBES) {
		complain("%zu probes are too many at once: at most %d",
			 chosen.nr, VMEXIT_MAX_PROBES);
		goto bad;
	}
	*ids = chosen.ids;
	*nr_ids = chosen.nr;
	return 0;
bad:
	free(chosen.ids);
	return -1;
}

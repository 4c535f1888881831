// SPDX-License-Identifier: GPL-2.0
/* The tables of the record's form as a file. */
#include "record/json.h"

#include <assert.h>

#include <vmexit/tsc.h>

const char *const json_states[JSON_NR_STATES] = {
	[VMEXIT_RESULT_PENDING]		= "pending",
	[VMEXIT_RESULT_DONE]		= "done",
	[VMEXIT_RESULT_UNSUPPORTED]	= "unsupported",
	[VMEXIT_RESULT_CANCELLED]	= "cancelled",
	[VMEXIT_RESULT_OFFLINE]		= "offline",
};

#define MEMBER(type, member, as) \
	{ .name = #member, .kind = (as), .offset = offsetof(type, member) }
#define WORD(type, member, table, nr) \
	{ .name = #member, .kind = JSON_KIND_WORD, \
	  .offset = offsetof(type, member), .words = (table), .nr_words = (nr) }

/* Came later than version 1. */
#define WORD_LATER(type, member, table, nr) \
	{ .name = #member, .kind = JSON_KIND_WORD, \
	  .offset = offsetof(type, member), .words = (table), .nr_words = (nr), \
	  .absent = "" }

#define FP(member, as)	MEMBER(struct fingerprint, member, JSON_KIND_##as)
/* Came later than version 1. */
#define FP_LATER(member, as, text) \
	{ .name = #member, .kind = JSON_KIND_##as, \
	  .offset = offsetof(struct fingerprint, member), .absent = (text) }
const struct json_member json_fingerprint[] = {
	WORD(struct fingerprint, platform, vmexit_platform_names,
	     VMEXIT_NR_PLATFORMS),
	FP(hypervisor, STRING),
	FP(evidence, LIST),
	FP_LATER(isolation, STRING, ""),
	FP_LATER(vmpl, STRING, ""),
	FP_LATER(sys_hypervisor, STRING, ""),
	FP_LATER(dmi, STRING, ""),
	FP(cpu_model, STRING),
	FP(microcode, STRING),
	FP(kernel, STRING),
	FP(boot_id, STRING),
	FP(cmdline, STRING),
	FP(mitigations, STRING),
	FP(clocksource, STRING),
	FP(idle, STRING),
	FP(swiotlb, STRING),
	FP(tsc_khz, U32),
	FP_LATER(tsc_step, U32, ""),
	FP(tsc_invariant, BOOL),
	FP(tsc_exits, BOOL),
	FP_LATER(bracket, STRING, VMEXIT_BRACKET_UNSAID),
	FP(module, STRING),
	FP(emulated, NULLABLE),
	{ .name = NULL }
};

#define SET(member, as)	MEMBER(struct settings, member, JSON_KIND_##as)
const struct json_member json_settings[] = {
	SET(source, STRING),
	SET(samples, U64),
	SET(warmup, U32),
	SET(batch_us, U32),
	SET(cpus, STRING),
	SET(serial, BOOL),
	{ .name = NULL }
};

#define RUN(member, as)	MEMBER(struct run, member, JSON_KIND_##as)
const struct json_member json_run[] = {
	RUN(started, STRING),
	RUN(elapsed_ms, U64),
	RUN(steal_ms, U64),
	{ .name = NULL }
};

#define RES(member, as)	MEMBER(struct result, member, JSON_KIND_##as)
const struct json_member json_result[] = {
	{ .name = "probe", .kind = JSON_KIND_PROBE,
	  .offset = offsetof(struct result, id) },
	WORD(struct result, route, vmexit_route_names, VMEXIT_NR_ROUTES),
	WORD_LATER(struct result, basis, vmexit_basis_names, VMEXIT_NR_BASES),
	WORD_LATER(struct result, expected, vmexit_route_names, VMEXIT_NR_ROUTES),
	RES(cpu, U32),
	WORD(struct result, state, json_states, JSON_NR_STATES),
	RES(reason, NULLABLE),
	RES(executed, U64),
	RES(disturbed, U64),
	RES(count, U64),
	RES(min, U64),
	RES(max, U64),
	RES(sum, U64),
	RES(span, U64),
	{ .name = NULL }
};

static_assert(offsetof(struct fingerprint, nr_evidence) ==
	      offsetof(struct fingerprint, evidence) + sizeof(char **),
	      "JSON_KIND_LIST finds the length right behind the list");

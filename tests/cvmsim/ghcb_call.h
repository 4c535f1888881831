/* SPDX-License-Identifier: GPL-2.0 */
/* One call by page, between those who check it (ghcb.c) and answer it (ghcb_serve.c). */
#ifndef CVMSIM_GHCB_CALL_H
#define CVMSIM_GHCB_CALL_H

#include "ghcb.h"

#define GHCB_FIELD(name)	(offsetof(struct ghcb, name) / 8)

/* A call, read once: the guest may change the page meanwhile. */
struct ghcb_request {
	u64 exit_code;
	u64 info_1;
	u64 info_2;
	u8 valid[sizeof(((struct ghcb *)0)->valid)];
};

static inline void ghcb_set_valid(struct ghcb *ghcb, u32 field)
{
	ghcb->valid[field / 8] |= 1 << field % 8;
}

/* sw_exit_info_1 and 2 of an answer. */
void ghcb_answer(struct ghcb *ghcb, u64 info_1, u64 info_2);

/* @reason: GHCB_ERR_* */
void ghcb_refuse(struct ghcb *ghcb, u64 reason);

void ghcb_answer_gp(struct ghcb *ghcb);

/* Do what a call asks for, that brought what it needs, and answer it. */
void ghcb_serve(struct vcpu *v, struct ghcb *ghcb, const struct ghcb_request *req);

#endif /* CVMSIM_GHCB_CALL_H */

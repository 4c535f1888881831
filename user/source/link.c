// SPDX-License-Identifier: GPL-2.0
/* libnl, with what it leaves to its users: extended acks, errors of dumps. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/socket.h>
#include <linux/genetlink.h>
#include <linux/vmexit.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

#include "source/link.h"
#include "lib/util.h"

#define WHY_LEN		256
/* VMEXIT_MAX_PROBES nests and a CPU list fit. */
#define REQUEST_SIZE	16384

static struct nl_sock *sock, *events;
static int family;
static char why[WHY_LEN];

/* One request's answer as it comes in. */
struct answer {
	link_reply_fn *reply;
	void *arg;
	int err;
	bool done;
};

/* libnl has error codes of its own; those of the kernel come as -errno. */
static int link_errno(int nl_err)
{
	switch (-nl_err) {
	case NLE_OBJ_NOTFOUND:
		return -ENOENT;
	case NLE_NOMEM:
		return -ENOMEM;
	case NLE_PERM:
	case NLE_NOACCESS:
		return -EPERM;
	case NLE_AF_NOSUPPORT:
		return -EAFNOSUPPORT;
	default:
		return -EIO;
	}
}

static void note_why(const void *tlvs, int len)
{
	static struct nla_policy policy[NLMSGERR_ATTR_MAX + 1] = {
		[NLMSGERR_ATTR_MSG] = { .type = NLA_STRING },
	};
	struct nlattr *attrs[NLMSGERR_ATTR_MAX + 1];

	if (len > 0 && !nla_parse(attrs, NLMSGERR_ATTR_MAX,
				  (struct nlattr *)tlvs, len, policy) &&
	    attrs[NLMSGERR_ATTR_MSG])
		snprintf(why, sizeof(why), "%s",
			 nla_get_string(attrs[NLMSGERR_ATTR_MSG]));
}

static struct nla_policy top_policy[VMEXIT_A_MAX + 1] = {
	[VMEXIT_A_INFO] = { .type = NLA_NESTED },
	[VMEXIT_A_PROBE] = { .type = NLA_NESTED },
	[VMEXIT_A_RUN] = { .type = NLA_NESTED },
	[VMEXIT_A_RESULT] = { .type = NLA_NESTED },
	[VMEXIT_A_COOKIE] = { .type = NLA_U64 },
};

static int on_valid(struct nl_msg *msg, void *arg)
{
	struct nlattr *attrs[VMEXIT_A_MAX + 1];
	struct answer *answer = arg;

	if (genlmsg_parse(nlmsg_hdr(msg), 0, attrs, VMEXIT_A_MAX,
			  top_policy))
		answer->err = -EPROTO;
	else if (!answer->err && answer->reply)
		answer->err = answer->reply(answer->arg, attrs);
	return NL_OK;
}

/* A dump's end carries its error, which libnl does not look at. */
static int on_finish(struct nl_msg *msg, void *arg)
{
	struct nlmsghdr *hdr = nlmsg_hdr(msg);
	struct answer *answer = arg;

	answer->done = true;
	if (nlmsg_datalen(hdr) >= (int)sizeof(int)) {
		int err = *(int *)nlmsg_data(hdr);

		if (err && !answer->err)
			answer->err = err;
		if (hdr->nlmsg_flags & NLM_F_ACK_TLVS)
			note_why((char *)nlmsg_data(hdr) +
					 NLMSG_ALIGN(sizeof(int)),
				 nlmsg_datalen(hdr) -
					 NLMSG_ALIGN(sizeof(int)));
	}
	return NL_STOP;
}

static int on_ack(struct nl_msg *msg, void *arg)
{
	struct answer *answer = arg;

	(void)msg;
	answer->done = true;
	return NL_STOP;
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *error, void *arg)
{
	struct nlmsghdr *hdr = (struct nlmsghdr *)((char *)error - NLMSG_HDRLEN);
	struct answer *answer = arg;
	int len = sizeof(*error);

	(void)from;
	answer->err = error->error;
	answer->done = true;
	/* Without NETLINK_CAP_ACK the request follows, then the attributes. */
	if (!(hdr->nlmsg_flags & NLM_F_CAPPED))
		len += NLMSG_ALIGN(error->msg.nlmsg_len) - NLMSG_HDRLEN;
	if (hdr->nlmsg_flags & NLM_F_ACK_TLVS)
		note_why((char *)error + len, nlmsg_datalen(hdr) - len);
	return NL_STOP;
}

static struct nl_sock *connect_socket(void)
{
	struct nl_sock *s = nl_socket_alloc();

	if (s && genl_connect(s) < 0) {
		nl_socket_free(s);
		s = NULL;
	}
	return s;
}

int link_open(void)
{
	int on = 1;

	sock = connect_socket();
	if (!sock)
		return -EAFNOSUPPORT;
	nl_socket_enable_msg_peek(sock);
	/* A kernel without them answers all the same, in fewer words. */
	setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_EXT_ACK, &on,
		   sizeof(on));
	setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_CAP_ACK, &on,
		   sizeof(on));
	setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_GET_STRICT_CHK,
		   &on, sizeof(on));
	family = genl_ctrl_resolve(sock, VMEXIT_GENL_NAME);
	if (family < 0) {
		link_close();
		return link_errno(family);
	}
	return 0;
}

void link_close(void)
{
	nl_socket_free(sock);
	nl_socket_free(events);
	sock = NULL;
	events = NULL;
}

struct nl_msg *link_request_new(int cmd, bool dump)
{
	struct nl_msg *msg = or_die(nlmsg_alloc_size(REQUEST_SIZE));

	or_die(genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0,
			   dump ? NLM_F_DUMP : NLM_F_ACK, (uint8_t)cmd,
			   VMEXIT_GENL_VERSION));
	return msg;
}

int link_request(struct nl_msg *msg, link_reply_fn *reply, void *arg)
{
	struct answer answer = { .reply = reply, .arg = arg };
	struct nl_cb *cb = or_die(nl_cb_alloc(NL_CB_DEFAULT));
	int err;

	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_valid, &answer);
	nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_finish, &answer);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_ack, &answer);
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, &answer);
	why[0] = '\0';

	err = nl_send_auto(sock, msg);
	nlmsg_free(msg);
	while (err >= 0 && !answer.done)
		err = nl_recvmsgs(sock, cb);
	nl_cb_put(cb);
	if (!answer.done && err < 0)
		return link_errno(err);
	return answer.err;
}

const char *link_why(void)
{
	return why;
}

int link_subscribe(void)
{
	int group;

	group = genl_ctrl_resolve_grp(sock, VMEXIT_GENL_NAME, VMEXIT_MCGRP_RUN);
	if (group < 0)
		return link_errno(group);
	if (!events)
		events = connect_socket();
	if (!events || nl_socket_add_membership(events, group) < 0)
		return -EIO;
	return nl_socket_get_fd(events);
}

void link_drain(void)
{
	char buf[4096];

	while (recv(nl_socket_get_fd(events), buf, sizeof(buf),
		    MSG_DONTWAIT) > 0)
		;
}

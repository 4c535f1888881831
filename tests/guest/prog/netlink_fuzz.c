// SPDX-License-Identifier: GPL-2.0
/*
 * Sends malformed requests to the vmexit family, seeded, over a raw socket:
 * a library would not let most of them out.
 *
 *	netlink_fuzz SEED COUNT
 *
 * Half of them start from a well-formed request and damage it, so that they
 * get past the first checks; the rest is noise behind a valid header. Each one
 * asks for an ack, and each must be answered. Prints how many were refused and
 * how many taken; exits 1 where an answer is missing.
 */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/vmexit.h>

#define ANSWER_MS	5000

struct request {
	struct nlmsghdr hdr;
	struct genlmsghdr genl;
	char body[4000];
};

static uint64_t state;
static unsigned int refused, taken;

/* xorshift64*: the same sequence for a seed on every machine. */
static uint32_t draw(uint32_t below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (uint32_t)((state * 0x2545f4914f6cdd1dULL) >> 33) % below;
}

static void put(struct request *req, uint16_t type, const void *data,
		size_t len)
{
	struct nlattr *attr = (void *)((char *)req + NLMSG_ALIGN(req->hdr.nlmsg_len));

	if (NLMSG_ALIGN(req->hdr.nlmsg_len) + NLA_HDRLEN + NLA_ALIGN(len) >
	    sizeof(*req))
		return;
	attr->nla_type = type;
	attr->nla_len = (uint16_t)(NLA_HDRLEN + len);
	memset((char *)attr + NLA_HDRLEN, 0, NLA_ALIGN(len));
	memcpy((char *)attr + NLA_HDRLEN, data, len);
	req->hdr.nlmsg_len = (uint32_t)((char *)attr - (char *)req) +
			     (uint32_t)NLA_HDRLEN + (uint32_t)NLA_ALIGN(len);
}

static void put_probe(struct request *req, uint32_t exit, uint32_t param)
{
	struct {
		struct nlattr a;
		uint32_t av;
		struct nlattr b;
		uint32_t bv;
	} nest = {
		{ 8, VMEXIT_A_PROBE_EXIT }, exit,
		{ 8, VMEXIT_A_PROBE_PARAM }, param,
	};

	put(req, VMEXIT_A_PROBE | NLA_F_NESTED, &nest, sizeof(nest));
}

static void well_formed(struct request *req)
{
	uint64_t samples = 1 + draw(50), cookie = draw(4);
	uint32_t warmup = draw(10), batch = 1 + draw(200);

	req->genl.cmd = (uint8_t)(1 + draw(VMEXIT_CMD_MAX));
	switch (req->genl.cmd) {
	case VMEXIT_CMD_START:
		put_probe(req, VMEXIT_EXIT_NULL, 0);
		put_probe(req, VMEXIT_EXIT_CPUID, draw(2) ? draw(32) : 0x40000000);
		put(req, VMEXIT_A_CPUS, "0", 2);
		put(req, VMEXIT_A_SAMPLES, &samples, sizeof(samples));
		put(req, VMEXIT_A_WARMUP, &warmup, sizeof(warmup));
		put(req, VMEXIT_A_BATCH_US, &batch, sizeof(batch));
		break;
	case VMEXIT_CMD_STOP:
	case VMEXIT_CMD_GET_RUN:
	case VMEXIT_CMD_GET_RESULTS:
		put(req, VMEXIT_A_COOKIE, &cookie, sizeof(cookie));
		break;
	default:
		break;
	}
}

static void noise(struct request *req)
{
	unsigned int nr = draw(12);
	char data[64];
	unsigned int i;

	req->genl.cmd = (uint8_t)draw(draw(2) ? VMEXIT_CMD_MAX + 3 : 256);
	while (nr--) {
		for (i = 0; i < sizeof(data); i++)
			data[i] = (char)draw(256);
		put(req, (uint16_t)(draw(VMEXIT_A_MAX + 4) |
				    (draw(2) ? NLA_F_NESTED : 0)),
		    data, draw(sizeof(data)));
	}
}

static void damage(struct request *req)
{
	unsigned int nr = 1 + draw(4);
	uint32_t len = req->hdr.nlmsg_len - (uint32_t)NLMSG_HDRLEN - GENL_HDRLEN;

	while (nr--) {
		switch (draw(4)) {
		case 0:	/* a byte of the attributes */
			if (len)
				req->body[draw(len)] = (char)draw(256);
			break;
		case 1:	/* cut short */
			req->hdr.nlmsg_len -= draw(len ? len : 1);
			return;
		case 2:	/* the command: attributes of another one */
			req->genl.cmd = (uint8_t)draw(VMEXIT_CMD_MAX + 2);
			break;
		default:	/* one attribute too many */
			put(req, (uint16_t)draw(VMEXIT_A_MAX + 2),
			    &req->genl, draw(16));
			len = req->hdr.nlmsg_len - (uint32_t)NLMSG_HDRLEN -
			      GENL_HDRLEN;
			break;
		}
	}
}

/* Reads until the ack, the error or the dump's end of @seq. */
static bool answered(int fd, uint32_t seq)
{
	static char buf[65536];
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	struct nlmsghdr *hdr;
	int len;

	while (poll(&pfd, 1, ANSWER_MS) == 1) {
		len = (int)recv(fd, buf, sizeof(buf), 0);
		for (hdr = (void *)buf; len > 0 && NLMSG_OK(hdr, (uint32_t)len);
		     hdr = NLMSG_NEXT(hdr, len)) {
			if (hdr->nlmsg_seq != seq)
				continue;
			if (hdr->nlmsg_type != NLMSG_ERROR &&
			    hdr->nlmsg_type != NLMSG_DONE)
				continue;
			if (*(int *)NLMSG_DATA(hdr))
				refused++;
			else
				taken++;
			return true;
		}
	}
	return false;
}

static int open_socket(void)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);

	if (fd < 0 || bind(fd, (void *)&addr, sizeof(addr))) {
		perror("netlink");
		exit(2);
	}
	return fd;
}

static uint16_t find_family(int fd)
{
	struct request req = {
		.hdr = {
			.nlmsg_len = NLMSG_HDRLEN + GENL_HDRLEN,
			.nlmsg_type = GENL_ID_CTRL,
			.nlmsg_flags = NLM_F_REQUEST,
		},
		.genl = { .cmd = CTRL_CMD_GETFAMILY, .version = 1 },
	};
	static char buf[8192];
	struct nlattr *attr;
	int len;

	put(&req, CTRL_ATTR_FAMILY_NAME, VMEXIT_GENL_NAME,
	    sizeof(VMEXIT_GENL_NAME));
	if (send(fd, &req, req.hdr.nlmsg_len, 0) < 0)
		return 0;
	len = (int)recv(fd, buf, sizeof(buf), 0);
	if (len < (int)(NLMSG_HDRLEN + GENL_HDRLEN) ||
	    ((struct nlmsghdr *)buf)->nlmsg_type == NLMSG_ERROR)
		return 0;
	for (attr = (void *)(buf + NLMSG_HDRLEN + GENL_HDRLEN);
	     (char *)attr < buf + len && attr->nla_len;
	     attr = (void *)((char *)attr + NLA_ALIGN(attr->nla_len)))
		if (attr->nla_type == CTRL_ATTR_FAMILY_ID)
			return *(uint16_t *)((char *)attr + NLA_HDRLEN);
	return 0;
}

int main(int argc, char **argv)
{
	unsigned int i, count;
	struct request req;
	uint16_t family;
	int fd;

	if (argc != 3)
		return 2;
	state = strtoull(argv[1], NULL, 0) * 2 + 1;
	count = (unsigned int)strtoul(argv[2], NULL, 0);
	fd = open_socket();
	family = find_family(fd);
	if (!family) {
		fprintf(stderr, "no family " VMEXIT_GENL_NAME "\n");
		return 2;
	}
	for (i = 1; i <= count; i++) {
		memset(&req, 0, sizeof(req));
		req.hdr.nlmsg_len = NLMSG_HDRLEN + GENL_HDRLEN;
		req.hdr.nlmsg_type = family;
		req.hdr.nlmsg_seq = i;
		req.genl.version = VMEXIT_GENL_VERSION;
		if (draw(2)) {
			well_formed(&req);
			damage(&req);
		} else {
			noise(&req);
		}
		req.hdr.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
		if (draw(3) == 0)
			req.hdr.nlmsg_flags |= NLM_F_DUMP;
		if (send(fd, &req, req.hdr.nlmsg_len, 0) < 0 ||
		    !answered(fd, i)) {
			printf("request %u of seed %s: no answer (%s)\n", i,
			       argv[1], strerror(errno));
			return 1;
		}
		/* A new socket now and then: runs die with their owner. */
		if (draw(64) == 0) {
			close(fd);
			fd = open_socket();
		}
	}
	printf("%u requests: %u refused, %u taken\n", count, refused, taken);
	return 0;
}

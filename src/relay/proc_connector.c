#define _GNU_SOURCE
#include "proc_connector.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "fd.h"

#define NETLINK_CONNECTOR_PROTOCOL 11
#define PROC_GROUP 1

/* Asked for; the kernel doubles it. What is not root's gets no more than net.core.rmem_max. */
#define RECEIVE_BYTES (8 * 1024 * 1024)

/* What the kernel counts for one event that waits. */
#define EVENT_BYTES 768U

/*
 * Events that are none of ours ring the bell at random, ten times on average before the queue is full: that it fills without
 * a ring happens once in 20,000 times, and is noticed then.
 */
#define RINGS_PER_QUEUE 10U

/* struct sockaddr_nl. */
struct netlink_address {
	sa_family_t family;
	unsigned short unused;
	uint32_t port;
	uint32_t groups;
};

/* struct sock_filter and struct sock_fprog: classic BPF, see the kernel's networking/filter documentation. */
struct filter_step {
	uint16_t code;
	uint8_t if_true;
	uint8_t if_false;
	uint32_t value;
};

struct filter {
	unsigned short count;
	const struct filter_step *steps;
};

enum { LOAD = 0x20, KEEP = 0x07, IF_EQUAL = 0x15, IF_EQUAL_KEPT = 0x1d, AND = 0x54, RETURN = 0x06 };
#define ALL 0xffffffffU
/* Where a load gives a random number: SKF_AD_OFF + SKF_AD_RANDOM. */
#define RANDOM (0xfffff000U + 56U)

/* Where words of a message stand, see proc_event.c. The process that acted is at one place in all three events. */
enum { WHAT = 36, THREAD = 52, ACTOR = 56, FORK_THREAD = 60, FORK_PROCESS = 64 };
/* Classic BPF loads big-endian words. */
#define WHAT_FORK htonl(1U)
#define WHAT_EXEC htonl(2U)
#define WHAT_EXIT htonl(0x80000000U)

/* Steps of the bell's filter around those for each process. */
enum { BELL_HEAD = 6, BELL_TAIL = 5, BELL_STEPS_EACH = 2 };

static bool
subscribe(const struct proc_connector *connector)
{
	struct netlink_address group = {.family = AF_NETLINK, .groups = PROC_GROUP};
	unsigned char request[PROC_EVENT_REQUEST_BYTES];
	proc_event_request(request, connector->token, true);
	return bind(connector->fd, (const struct sockaddr *)&group, sizeof group) == 0 &&
	       send(connector->fd, request, sizeof request, 0) == (ssize_t)sizeof request;
}

/* Others' events may stand before the answer; none of ours can, since nothing of ours runs. */
static bool
is_granted(const struct proc_connector *connector)
{
	unsigned char message[PROC_EVENT_MAX_BYTES];
	struct proc_event event;
	ssize_t got;
	while ((got = recv(connector->fd, message, sizeof message, MSG_DONTWAIT)) >= 0 || errno == EINTR)
		if (got > 0 && proc_event_parse(&event, message, (size_t)got, connector->token) &&
		    event.kind == PROC_EVENT_ANSWER)
			return event.value == 0;
	return false;
}

static int
open_socket(void)
{
	return fd_keep(socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_CONNECTOR_PROTOCOL));
}

bool
proc_connector_open(struct proc_connector *connector)
{
	*connector = PROC_CONNECTOR_VOID;
	connector->fd = open_socket();
	if (connector->fd < 0)
		return false;
	connector->token = (uint32_t)getpid();
	if (subscribe(connector) && is_granted(connector))
		return true;
	proc_connector_close(connector);
	return false;
}

static int
attach_filter(int fd, const struct filter_step *steps, size_t count)
{
	struct filter filter = {(unsigned short)count, steps};
	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
}

void
proc_connector_tune(const struct proc_connector *connector)
{
	static const int room = RECEIVE_BYTES;
	static const struct filter_step steps[] = {
		{LOAD, 0, 0, WHAT},
		{IF_EQUAL, 11, 0, 0 /* exec */},
		{IF_EQUAL, 2, 0, 0 /* fork */},
		{IF_EQUAL, 5, 0, 0 /* exit */},
		{RETURN, 0, 0, 0},
		/* A fork of a thread is none of a process. */
		{LOAD, 0, 0, FORK_THREAD},
		{KEEP, 0, 0, 0},
		{LOAD, 0, 0, FORK_PROCESS},
		{IF_EQUAL_KEPT, 4, 5, 0},
		/* Nor is a thread's end. */
		{LOAD, 0, 0, THREAD},
		{KEEP, 0, 0, 0},
		{LOAD, 0, 0, ACTOR},
		{IF_EQUAL_KEPT, 0, 1, 0},
		{RETURN, 0, 0, ALL},
		{RETURN, 0, 0, 0},
	};
	struct filter_step filled[sizeof steps / sizeof steps[0]];
	memcpy(filled, steps, sizeof steps);
	filled[1].value = WHAT_EXEC;
	filled[2].value = WHAT_FORK;
	filled[3].value = WHAT_EXIT;
	attach_filter(connector->fd, filled, sizeof steps / sizeof steps[0]);
	if (setsockopt(connector->fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room) != 0)
		setsockopt(connector->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
}

int
proc_connector_receive(const struct proc_connector *connector, struct proc_event events[PROC_CONNECTOR_BATCH])
{
	static unsigned char messages[PROC_CONNECTOR_BATCH][PROC_EVENT_MAX_BYTES];
	static struct netlink_address senders[PROC_CONNECTOR_BATCH];
	static struct iovec places[PROC_CONNECTOR_BATCH];
	static struct mmsghdr headers[PROC_CONNECTOR_BATCH];
	for (int i = 0; i < PROC_CONNECTOR_BATCH; i++) {
		places[i] = (struct iovec){messages[i], PROC_EVENT_MAX_BYTES};
		headers[i].msg_hdr = (struct msghdr){
			.msg_name = &senders[i], .msg_namelen = sizeof senders[i], .msg_iov = &places[i], .msg_iovlen = 1};
	}
	int got;
	do
		got = recvmmsg(connector->fd, headers, PROC_CONNECTOR_BATCH, MSG_DONTWAIT, NULL);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return errno == ENOBUFS ? -1 : 0;
	for (int i = 0; i < got; i++) {
		/* Only the kernel's own port is 0. */
		bool is_kernel = senders[i].port == 0;
		if (!is_kernel || !proc_event_parse(&events[i], messages[i], headers[i].msg_len, connector->token))
			events[i].kind = PROC_EVENT_OTHER;
	}
	return got;
}

/* A power of two, less one: the bits of a random number that must be 0 for a ring. */
static uint32_t
bell_odds(const struct proc_connector *connector)
{
	int room = 0;
	socklen_t bytes = sizeof room;
	uint32_t odds = 1;
	getsockopt(connector->fd, SOL_SOCKET, SO_RCVBUF, &room, &bytes);
	uint32_t events = room > 0 ? (uint32_t)room / EVENT_BYTES : 0;
	while (odds * 2 * RINGS_PER_QUEUE <= events)
		odds *= 2;
	return odds - 1;
}

static size_t
write_bell_filter(struct filter_step *steps, const pid_t *pids, size_t count, uint32_t odds)
{
	const struct filter_step head[BELL_HEAD] = {
		{LOAD, 0, 0, WHAT},
		{IF_EQUAL, 3, 0, WHAT_FORK},
		{IF_EQUAL, 2, 0, WHAT_EXEC},
		{IF_EQUAL, 1, 0, WHAT_EXIT},
		{RETURN, 0, 0, 0},
		{LOAD, 0, 0, ACTOR},
	};
	const struct filter_step tail[BELL_TAIL] = {
		{LOAD, 0, 0, RANDOM},
		{AND, 0, 0, odds},
		{IF_EQUAL, 0, 1, 0},
		{RETURN, 0, 0, ALL},
		{RETURN, 0, 0, 0},
	};
	struct filter_step *next = steps;
	memcpy(next, head, sizeof head);
	next += BELL_HEAD;
	for (size_t i = 0; i < count; i++) {
		*next++ = (struct filter_step){IF_EQUAL, 0, 1, htonl((uint32_t)pids[i])};
		*next++ = (struct filter_step){RETURN, 0, 0, ALL};
	}
	memcpy(next, tail, sizeof tail);
	return BELL_HEAD + BELL_TAIL + BELL_STEPS_EACH * count;
}

int
proc_connector_open_bell(const struct proc_connector *connector, const pid_t *pids, size_t count)
{
	struct filter_step steps[BELL_HEAD + BELL_TAIL + BELL_STEPS_EACH * PROC_CONNECTOR_BELL_MOST];
	struct proc_connector bell = PROC_CONNECTOR_VOID;
	bell.fd = open_socket();
	if (bell.fd < 0)
		return -1;
	size_t length = write_bell_filter(steps, pids, count, bell_odds(connector));
	if (attach_filter(bell.fd, steps, length) == 0 && subscribe(&bell))
		return bell.fd;
	proc_connector_close(&bell);
	return -1;
}

void
proc_connector_hush_bell(int bell)
{
	char message[PROC_EVENT_MAX_BYTES];
	while (recv(bell, message, sizeof message, MSG_DONTWAIT) >= 0 || errno == EINTR || errno == ENOBUFS)
		;
}

void
proc_connector_close(struct proc_connector *connector)
{
	fd_close(&connector->fd);
}

#define _GNU_SOURCE
#include "agent_client.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../protocol/frame.h"
#include "agent_socket.h"
#include "agent_start.h"
#include "fd.h"
#include "json_scan.h"

/*
 * Pauses between attempts to connect: short at first, an agent that starts is there after some 100 ms; long in the end, since
 * a loop of commands leaves many a copy of us behind that waits for the same agent.
 */
static const int RETRY_DELAYS_MS[] = {10, 10, 20, 20, 40, 80, 120, 200, 200, 200, 400, 800, 1000};
#define RETRY_DELAYS (sizeof RETRY_DELAYS_MS / sizeof RETRY_DELAYS_MS[0])

/*
 * A command that takes no longer than this runs undisturbed: what is to be told of it is told by the detached copy, and the
 * agent does not wake up beside it.
 */
#define OPEN_AFTER_MS 3

/* When an agent is started again after the last start brought none; longer after each. */
#define RESTART_AFTER_MS 5000
#define LONGEST_RESTART_MS 30000

/* Where there never was one. A session that goes on and had one waits for the next as long as its frames have room. */
#define MAX_STARTS 3

/*
 * Without a first agent or, while the queue is full, without a word of it for so long, recording is given up. One that is there and
 * busy is waited for: nobody else does.
 */
#define GIVE_UP_AFTER_MS 30000

/* So much may wait to be sent before the queue counts as full. */
#define FULL_BELOW_BYTES ((size_t)1 << 20)

static void
give_up(struct agent_client *client, const char *code, const char *failure)
{
	fd_close(&client->fd);
	client->state = AGENT_GIVEN_UP;
	client->failure_code = code;
	client->failure = failure;
}

static void
start_if_due(struct agent_client *client, int64_t now)
{
	bool is_first = client->starts == 0 && (client->is_in_a_hurry || client->attempts > 0);
	int64_t pause = (int64_t)RESTART_AFTER_MS * client->starts;
	bool is_again = client->starts > 0 && (client->starts < MAX_STARTS || client->was_welcome) &&
	    now - client->start_at > (pause < LONGEST_RESTART_MS ? pause : LONGEST_RESTART_MS);
	if (!is_first && !is_again)
		return;
	bool can_start = client->node != NULL && client->bundle != NULL && access(client->node, X_OK) == 0 &&
	    access(client->bundle, R_OK) == 0;
	/* That of another host is none of ours: should nothing come of it, the next attempt is the first. */
	if (can_start && agent_start(client->socket_path, client->node, client->bundle) > 0)
		return;
	client->starts++;
	client->start_at = now;
	if (!can_start && !client->was_welcome)
		give_up(client, "AGENT_MISSING", "Cannot start the agent: Node or the release is missing");
}

static void
retry_later(struct agent_client *client, int64_t now)
{
	bool may_wait = client->was_welcome && !client->is_in_a_hurry;
	if (!may_wait && now - client->progress_at > GIVE_UP_AFTER_MS) {
		give_up(client, "AGENT_UNREACHABLE", "Cannot reach the agent: nobody answers");
		return;
	}
	start_if_due(client, now);
	if (client->state == AGENT_GIVEN_UP)
		return;
	size_t step = client->attempts < RETRY_DELAYS ? client->attempts : RETRY_DELAYS - 1;
	client->attempts++;
	client->retry_at = now + RETRY_DELAYS_MS[step];
}

static void
connect_now(struct agent_client *client, int64_t now)
{
	int fd = agent_socket_connect(client->socket_path);
	if (fd == AGENT_SOCKET_FOREIGN) {
		give_up(client, "SOCKET_FOREIGN", "Cannot trust the agent's socket: it or its folder is not this user's alone");
		return;
	}
	if (fd < 0) {
		retry_later(client, now);
		return;
	}
	client->fd = fd;
	client->state = AGENT_GREETING;
	if (!client->was_full)
		client->progress_at = now; /* there is one: it has its time to answer */
	client->hello_sent = 0;
	client->is_blocked = false;
	client->decoder.start = client->decoder.end = 0;
}

/* The agent went away: it is looked for again, and told where we were. */
static void
lose_connection(struct agent_client *client, int64_t now)
{
	fd_close(&client->fd);
	if (client->state == AGENT_SENDING) {
		client->attempts = 0;
		client->starts = 0;
	}
	client->progress_at = now; /* it was there until now; and an idle session makes no progress for hours */
	client->state = AGENT_WAITING;
	client->retry_at = now + RETRY_DELAYS_MS[0];
}

/* Returns whether all of it went out. */
static bool
send_bytes(struct agent_client *client, const unsigned char *bytes, size_t length, size_t *sent, int64_t now)
{
	while (*sent < length) {
		ssize_t written = send(client->fd, bytes + *sent, length - *sent, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (written >= 0) {
			*sent += (size_t)written;
		} else if (errno == EAGAIN || errno == ENOBUFS) {
			client->is_blocked = true;
			return false;
		} else if (errno != EINTR) {
			lose_connection(client, now);
			return false;
		}
	}
	return true;
}

static void
send_frames(struct agent_client *client, int64_t now)
{
	if (!send_bytes(client, client->hello, client->hello_bytes, &client->hello_sent, now))
		return;
	while (client->state == AGENT_SENDING && !client->is_blocked) {
		const unsigned char *bytes;
		size_t sent = 0;
		size_t length = frame_queue_unsent(client->queue, &bytes);
		if (length == 0)
			return;
		send_bytes(client, bytes, length, &sent, now);
		frame_queue_mark_sent(client->queue, sent);
	}
}

static void
receive_welcome(struct agent_client *client, const struct frame *frame)
{
	char text[1024];
	unsigned long long offset = 0;
	size_t length = frame->payload_bytes < sizeof text ? frame->payload_bytes : sizeof text - 1;
	memcpy(text, frame->payload, length);
	text[length] = '\0';
	json_scan_number(text, "offset", &offset);
	frame_queue_rewind(client->queue, offset);
	client->state = AGENT_SENDING;
	client->was_welcome = true;
}

static void
receive_frame(struct agent_client *client, const struct frame *frame, int64_t now)
{
	client->progress_at = now;
	if (frame->type == FRAME_WELCOME && client->state == AGENT_GREETING)
		receive_welcome(client, frame);
	else if (frame->type == FRAME_ACK && frame->payload_bytes >= 8 && client->state == AGENT_SENDING)
		frame_queue_acknowledge(client->queue, frame_read_number(frame->payload, 8));
}

static void
receive(struct agent_client *client, int64_t now)
{
	unsigned char *place;
	size_t room = frame_decoder_room(&client->decoder, &place);
	ssize_t got = recv(client->fd, place, room, MSG_DONTWAIT);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		lose_connection(client, now);
		return;
	}
	frame_decoder_add(&client->decoder, (size_t)got);
	struct frame frame;
	int more;
	while ((more = frame_decoder_next(&client->decoder, &frame)) > 0)
		receive_frame(client, &frame, now);
	if (more < 0)
		lose_connection(client, now); /* not our protocol: what talks there may be replaced by a right one */
}

static bool
is_full(const struct agent_client *client)
{
	return !frame_queue_has_room(client->queue, FULL_BELOW_BYTES);
}

void
agent_client_open(struct agent_client *client, int64_t now)
{
	client->progress_at = now;
	client->state = AGENT_WAITING;
	client->retry_at = now + OPEN_AFTER_MS;
}

struct pollfd
agent_client_poll(const struct agent_client *client)
{
	struct pollfd poll = {.fd = client->fd, .events = POLLIN};
	if (client->is_blocked)
		poll.events |= POLLOUT;
	return poll;
}

int
agent_client_timeout(const struct agent_client *client, int64_t now)
{
	int64_t due = -1;
	if (client->state == AGENT_WAITING)
		due = client->retry_at;
	else if (client->state != AGENT_GIVEN_UP && is_full(client))
		due = client->progress_at + GIVE_UP_AFTER_MS + 1;
	if (due < 0)
		return -1;
	return due <= now ? 0 : (int)(due - now);
}

void
agent_client_work(struct agent_client *client, int64_t now, short revents)
{
	if (client->state == AGENT_GIVEN_UP)
		return;
	if (client->state == AGENT_WAITING) {
		if (now < client->retry_at)
			return;
		connect_now(client, now);
	}
	if ((revents & (POLLIN | POLLHUP | POLLERR)) != 0 && client->fd >= 0)
		receive(client, now);
	if ((revents & POLLOUT) != 0)
		client->is_blocked = false;
	if (client->fd >= 0 && !client->is_blocked)
		send_frames(client, now);
	bool may_be_full = client->state != AGENT_GIVEN_UP && (client->state != AGENT_WAITING || client->was_welcome);
	bool is_full_now = may_be_full && is_full(client);
	if (is_full_now && !client->was_full)
		client->progress_at = now; /* from now on the command waits, and the agent's time runs */
	client->was_full = is_full_now;
	if (is_full_now && now - client->progress_at > GIVE_UP_AFTER_MS)
		give_up(client, "AGENT_STALLED", "Cannot go on recording: the agent acknowledged nothing for 30 s");
}

bool
agent_client_is_done(const struct agent_client *client)
{
	return client->state == AGENT_GIVEN_UP || client->queue->acked == client->queue->end;
}

void
agent_client_close(struct agent_client *client)
{
	fd_close(&client->fd);
}

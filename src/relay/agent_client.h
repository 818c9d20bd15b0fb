/*
 * Brings the frames of one session to the agent: finds or starts one, sends, keeps until acknowledged, and does it again
 * when the agent goes away. Never waits: its owner polls, and calls agent_client_work.
 */
#ifndef AGENT_CLIENT_H
#define AGENT_CLIENT_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frame_decoder.h"
#include "frame_queue.h"

enum agent_state { AGENT_WAITING, AGENT_GREETING, AGENT_SENDING, AGENT_GIVEN_UP };

struct agent_client {
	struct frame_queue *queue;
	const char *socket_path;
	const char *node;
	const char *bundle;
	/* The whole HELLO frame. */
	const unsigned char *hello;
	size_t hello_bytes;
	size_t hello_sent;
	enum agent_state state;
	int fd;
	/* The socket is full: more can be sent when poll says so. */
	bool is_blocked;
	/* The queue was full when we looked last. */
	bool was_full;
	/* An agent has served this session: one may come back though none can be started from here. */
	bool was_welcome;
	/* The command is over. An agent is started at the first failure to find one, and none is waited for that does not come. */
	bool is_in_a_hurry;
	unsigned attempts;
	unsigned starts;
	/* Milliseconds of the monotonic clock. */
	int64_t start_at;
	int64_t retry_at;
	int64_t progress_at;
	/* Why it was given up: a stable code and a sentence. */
	const char *failure_code;
	const char *failure;
	struct frame_decoder decoder;
};

#define AGENT_CLIENT_VOID ((struct agent_client){.fd = -1})

void agent_client_open(struct agent_client *client, int64_t now);

/* The descriptor and what to poll it for; descriptor -1 where there is none. */
struct pollfd agent_client_poll(const struct agent_client *client);

/* Milliseconds until agent_client_work is due though nothing happened; -1: never. */
int agent_client_timeout(const struct agent_client *client, int64_t now);

/* Connects, receives and sends what can be done now. revents: what poll said, 0 without. */
void agent_client_work(struct agent_client *client, int64_t now, short revents);

/* Everything is safe, or nothing more can be done for it. */
bool agent_client_is_done(const struct agent_client *client);

void agent_client_close(struct agent_client *client);

#endif

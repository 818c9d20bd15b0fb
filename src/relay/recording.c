#define _GNU_SOURCE
#include "recording.h"

#include <fcntl.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "../protocol/frame.h"
#include "failure_log.h"
#include "fd.h"

/* The detached copy gives up after so long; sooner where no agent is found at all. */
#define DELIVERY_MS 600000

uint64_t
clock_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000U + (uint64_t)now.tv_nsec / 1000U;
}

int64_t
clock_ms(void)
{
	return (int64_t)(clock_us() / 1000U);
}

uint64_t
recording_elapsed(const struct recording *recording)
{
	return clock_us() - recording->started_us;
}

int
recording_open(struct recording *recording)
{
	recording->started_us = clock_us();
	if (recording->hello.failed || frame_queue_open(&recording->queue) != 0)
		return -1;
	recording->client.queue = &recording->queue;
	recording->client.hello = (const unsigned char *)recording->hello.text;
	recording->client.hello_bytes = recording->hello.length;
	return 0;
}

bool
recording_is_over(const struct recording *recording)
{
	return recording->queue.ring == NULL || recording->client.state == AGENT_GIVEN_UP;
}

void
recording_connect(struct recording *recording)
{
	if (!recording_is_over(recording) && !recording->client.was_welcome)
		agent_client_open(&recording->client, clock_ms());
}

bool
recording_wait_for_welcome(struct recording *recording, int milliseconds)
{
	int64_t deadline = clock_ms() + milliseconds;
	recording->client.is_in_a_hurry = true;
	recording_connect(recording);
	recording->client.retry_at = clock_ms();
	while (!recording_is_over(recording) && !recording->client.was_welcome) {
		int64_t left = deadline - clock_ms();
		int timeout = agent_client_timeout(&recording->client, clock_ms());
		if (left <= 0)
			break;
		if (timeout < 0 || timeout > left)
			timeout = (int)left;
		struct pollfd fd = agent_client_poll(&recording->client);
		recording_work(recording, poll(&fd, 1, timeout) > 0 ? fd.revents : 0);
	}
	return !recording_is_over(recording) && recording->client.was_welcome;
}

void
recording_wait_for_room(struct recording *recording, size_t bytes)
{
	while (!recording_has_room(recording, bytes)) {
		struct pollfd fd = agent_client_poll(&recording->client);
		int timeout = agent_client_timeout(&recording->client, clock_ms());
		recording_work(recording, poll(&fd, 1, timeout) > 0 ? fd.revents : 0);
	}
}

bool
recording_has_room(const struct recording *recording, size_t bytes)
{
	return recording_is_over(recording) || frame_queue_has_room(&recording->queue, bytes);
}

void
recording_push(struct recording *recording, unsigned char type, const void *payload, size_t bytes)
{
	if (!recording_is_over(recording))
		frame_queue_push(&recording->queue, type, recording_elapsed(recording), payload, bytes);
}

static void
put_short(unsigned char *bytes, unsigned value)
{
	bytes[0] = (unsigned char)value;
	bytes[1] = (unsigned char)(value >> 8);
}

void
recording_resize(struct recording *recording, const struct winsize *size)
{
	unsigned char payload[8];
	put_short(payload, size->ws_col);
	put_short(payload + 2, size->ws_row);
	put_short(payload + 4, size->ws_xpixel);
	put_short(payload + 6, size->ws_ypixel);
	recording_push(recording, FRAME_RESIZE, payload, sizeof payload);
}

void
recording_capture(struct recording *recording, int descriptor, const void *bytes, size_t length)
{
	if (!recording_is_over(recording))
		frame_queue_push_capture(
			&recording->queue, (unsigned char)descriptor, recording_elapsed(recording), bytes, length);
}

void
recording_end(struct recording *recording, struct ending ending)
{
	unsigned char payload[2] = {ending.by_signal ? 1 : 0, (unsigned char)ending.value};
	recording_push(recording, FRAME_END, payload, sizeof payload);
}

void
recording_work(struct recording *recording, short revents)
{
	if (recording->queue.ring == NULL)
		return;
	agent_client_work(&recording->client, clock_ms(), revents);
	if (recording->client.state == AGENT_GIVEN_UP && !recording->is_noted) {
		recording->is_noted = true;
		failure_log_append(
			recording->root, recording->client.failure_code, recording->command, recording->client.failure);
	}
}

/* The detached copy's whole work: it holds nothing of the user's and leaves when all is safe. */
static _Noreturn void
deliver(struct recording *recording)
{
	struct agent_client *client = &recording->client;
	int64_t deadline = clock_ms() + DELIVERY_MS;
	setsid();
	if (chdir("/") != 0)
		_exit(1);
	/* Signals stay blocked: that of the terminal, when it goes, is not for us. */
	fd_leave_standard();
	fd_close_others(&client->fd, 1);
	client->is_in_a_hurry = true;
	if (client->state == AGENT_WAITING)
		client->retry_at = clock_ms();
	for (;;) {
		int64_t now = clock_ms();
		if (agent_client_is_done(client) || now > deadline)
			break;
		int timeout = agent_client_timeout(client, now);
		if (timeout < 0 || timeout > deadline - now)
			timeout = (int)(deadline - now) + 1;
		struct pollfd fd = agent_client_poll(client);
		short revents = poll(&fd, 1, timeout) > 0 ? fd.revents : 0;
		recording_work(recording, revents);
	}
	if (!recording->is_noted && !agent_client_is_done(client))
		failure_log_append(recording->root, "AGENT_UNREACHABLE", recording->command,
			"Cannot deliver the end of a recording: the agent acknowledges nothing");
	_exit(0);
}

void
recording_finish(struct recording *recording)
{
	if (recording_is_over(recording))
		return;
	recording_work(recording, 0);
	if (!agent_client_is_done(&recording->client) && fork() == 0)
		deliver(recording);
	agent_client_close(&recording->client);
}

#define _GNU_SOURCE
#include "verdict_gate.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "../protocol/frame.h"
#include "agent_socket.h"
#include "agent_start.h"
#include "fd.h"
#include "frame_decoder.h"
#include "recording.h"

/* An agent that has said nothing by then is not there. */
#define VERDICT_MS 3000
/* One that spoke and went away has a successor soon; until then a command that may need approval does not run. */
#define SUCCESSOR_MS 30000
#define RETRY_MS 10
/* When an agent is started again after the last start brought none. */
#define RESTART_MS 5000

/* Questions are short, and so are their answers. */
#define MAX_LINE_BYTES 1024

struct gate {
	struct hello_facts *facts;
	struct passage passage;
	int fd;
	/* The agent has spoken on this connection. */
	bool has_heard;
	int64_t deadline;
	struct frame_decoder decoder;
};

static void
sleep_ms(int count)
{
	struct timespec time = {0, count * 1000000L};
	nanosleep(&time, NULL);
}

static void
say(const unsigned char *text, size_t length)
{
	fd_write_all(2, text, length);
}

/* A line of the controlling terminal, without its end; empty where none can come. */
static void
read_line(char line[MAX_LINE_BYTES])
{
	ssize_t got = -1;
	int terminal = fd_open("/dev/tty", O_RDWR);
	line[0] = '\0';
	if (terminal < 0)
		return;
	while ((got = read(terminal, line, MAX_LINE_BYTES - 1)) < 0 && errno == EINTR)
		;
	close(terminal);
	line[got > 0 ? got : 0] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
}

/* What was typed before the question was seen is no answer to it. */
static void
forget_typed_ahead(void)
{
	int terminal = fd_open("/dev/tty", O_RDWR);
	if (terminal < 0)
		return;
	tcflush(terminal, TCIFLUSH);
	close(terminal);
}

static bool
keep_answer(struct hello_facts *facts, const char *line)
{
	if (facts->answer_count == HELLO_MAX_ANSWERS)
		return false;
	char *copy = strdup(line);
	if (copy == NULL)
		return false;
	facts->answers[facts->answer_count++] = copy;
	return true;
}

static void
answer(struct gate *gate, const struct frame *frame)
{
	unsigned char message[FRAME_HEADER_BYTES + MAX_LINE_BYTES];
	char line[MAX_LINE_BYTES];
	if (frame_read_number(frame->payload + 2, 2) < gate->facts->answer_count)
		return; /* it was sent along */
	forget_typed_ahead();
	say(frame->payload + VERDICT_HEADER_BYTES, frame->payload_bytes - VERDICT_HEADER_BYTES);
	read_line(line);
	if (!keep_answer(gate->facts, line))
		return;
	size_t length = strlen(line);
	frame_encode_header(message, length, FRAME_ANSWER, 0);
	memcpy(message + FRAME_HEADER_BYTES, line, length);
	if (send(gate->fd, message, FRAME_HEADER_BYTES + length, MSG_NOSIGNAL) < 0)
		return; /* the agent is gone, which the next read tells */
}

static void
run(struct gate *gate, const struct frame *frame)
{
	unsigned char value = frame->payload[1];
	size_t length = frame->payload_bytes - VERDICT_HEADER_BYTES;
	gate->passage.kind = PASSAGE_RUN;
	gate->passage.records = (value & RUN_RECORD) != 0;
	gate->passage.reports_processes = (value & RUN_PROCESSES) != 0;
	gate->passage.verdicts = strndup((const char *)frame->payload + VERDICT_HEADER_BYTES, length);
}

static void
stop(struct gate *gate, const struct frame *frame)
{
	gate->passage.kind = PASSAGE_STOP;
	gate->passage.status = frame->payload[1];
	say(frame->payload + VERDICT_HEADER_BYTES, frame->payload_bytes - VERDICT_HEADER_BYTES);
}

static void
receive_frame(struct gate *gate, const struct frame *frame)
{
	if (frame->type != FRAME_VERDICT || frame->payload_bytes < VERDICT_HEADER_BYTES)
		return;
	gate->has_heard = true;
	switch (frame->payload[0]) {
	case VERDICT_SAY:
		say(frame->payload + VERDICT_HEADER_BYTES, frame->payload_bytes - VERDICT_HEADER_BYTES);
		break;
	case VERDICT_ASK:
		answer(gate, frame);
		break;
	case VERDICT_RUN:
		run(gate, frame);
		break;
	case VERDICT_STOP:
		stop(gate, frame);
		break;
	default:
		break;
	}
}

/* Returns false when the connection is of no more use. */
static bool
receive(struct gate *gate)
{
	unsigned char *place;
	struct frame frame;
	int more = 0;
	size_t room = frame_decoder_room(&gate->decoder, &place);
	ssize_t got = recv(gate->fd, place, room, MSG_DONTWAIT);
	if (got < 0)
		return errno == EAGAIN || errno == EINTR;
	if (got == 0)
		return false;
	frame_decoder_add(&gate->decoder, (size_t)got);
	while (gate->passage.kind == PASSAGE_UNKNOWN && (more = frame_decoder_next(&gate->decoder, &frame)) > 0)
		receive_frame(gate, &frame);
	return more >= 0;
}

static bool
send_ask(struct gate *gate)
{
	struct json_writer ask = JSON_WRITER_VOID;
	gate->facts->frame_type = FRAME_ASK;
	hello_write(&ask, gate->facts);
	bool is_sent = !ask.failed && fd_write_all(gate->fd, ask.text, ask.length) == 0;
	json_free(&ask);
	return is_sent;
}

/* One connection, until there is a verdict or the agent is gone. */
static void
talk(struct gate *gate)
{
	gate->decoder.start = gate->decoder.end = 0;
	gate->has_heard = false;
	if (!send_ask(gate))
		return;
	while (gate->passage.kind == PASSAGE_UNKNOWN) {
		struct pollfd socket = {.fd = gate->fd, .events = POLLIN};
		int64_t left = gate->deadline - clock_ms();
		/* Once it has spoken, it may think as long as an approver does. */
		int ready = poll(&socket, 1, gate->has_heard ? -1 : left > 0 ? (int)left : 0);
		if (ready == 0 || (ready > 0 && !receive(gate)))
			break;
	}
	if (gate->has_heard)
		gate->deadline = clock_ms() + SUCCESSOR_MS;
}

static bool
can_start(const struct settings *settings)
{
	return settings->node != NULL && settings->agent != NULL && access(settings->node, X_OK) == 0 &&
	       access(settings->agent, R_OK) == 0;
}

struct passage
verdict_gate_pass(struct hello_facts *facts)
{
	static struct gate gate;
	const struct settings *settings = facts->settings;
	int64_t start_at = -RESTART_MS;
	gate = (struct gate){.facts = facts, .fd = -1, .deadline = clock_ms() + VERDICT_MS};
	while (gate.passage.kind == PASSAGE_UNKNOWN && clock_ms() < gate.deadline) {
		gate.fd = agent_socket_connect(settings->socket);
		if (gate.fd == AGENT_SOCKET_FOREIGN)
			break;
		if (gate.fd >= 0) {
			talk(&gate);
			fd_close(&gate.fd);
			if (!gate.has_heard)
				sleep_ms(RETRY_MS); /* what listens there leaves just now, or is none of ours */
			else
				start_at = -RESTART_MS;
			continue;
		}
		if (clock_ms() - start_at > RESTART_MS && can_start(settings) &&
		    agent_start(settings->socket, settings->node, settings->agent) <= 0)
			start_at = clock_ms();
		sleep_ms(RETRY_MS);
	}
	return gate.passage;
}

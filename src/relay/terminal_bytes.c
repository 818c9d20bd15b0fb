#define _GNU_SOURCE
#include "terminal_bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../protocol/frame.h"
#include "fd.h"
#include "terminal_jobs.h"

/*
 * What the command wrote before it ended or stopped is in the kernel's buffers, which hold less than this. Output beyond
 * it comes from processes that go on, and is not waited for.
 */
#define MAX_DRAIN_BYTES ((size_t)256 * 1024)

/* Until the echo of a key is found, so many pieces of output are looked through. */
#define EVIDENCE_LOOKS 4

/* Output of the command. */

/* Reads what is there. Returns its length, 0 where nothing is. */
static size_t
read_output(struct terminal_session *session, unsigned char *place)
{
	size_t length = 0;
	while (length < PASS_BYTES) {
		ssize_t got = read(session->setup->pty->master, place + length, READ_BYTES);
		if (got > 0) {
			length += (size_t)got;
			continue;
		}
		if (got < 0 && errno == EINTR)
			continue;
		session->is_master_dry = true;
		session->is_pty_unused = got == 0 || errno != EAGAIN; /* EIO */
		break;
	}
	return length;
}

void
terminal_pass_output(struct terminal_session *session)
{
	struct recording *recording = session->recording;
	bool is_recorded = !recording_is_over(recording);
	unsigned char *place = session->unrecorded;
	bool undo = !terminal_is_borrowed(session) && terminal_output_adds_returns(session->tty->fd) &&
	            terminal_output_adds_returns(session->setup->pty->master);
	if (is_recorded)
		place = frame_queue_reserve(
			&recording->queue, FRAME_OUTPUT, recording_elapsed(recording), PASS_BYTES + READ_BYTES);
	size_t length = read_output(session, place);
	if (length == 0)
		return;
	if (is_recorded)
		frame_queue_commit(&recording->queue, length);
	if (session->evidence != NULL)
		echo_evidence_add(session->evidence, place, length);
	terminal_output_pass(&session->output, (const char *)place, length, undo);
}

bool
terminal_may_read_output(const struct terminal_session *session)
{
	return !session->is_hung_up && !session->is_pty_unused && terminal_output_is_empty(&session->output) &&
	       recording_has_room(session->recording, PASS_BYTES + READ_BYTES);
}

void
terminal_drain_output(struct terminal_session *session)
{
	if (session->is_hung_up)
		return;
	terminal_output_flush(&session->output);
	session->is_master_dry = false;
	for (size_t passed = 0; passed < MAX_DRAIN_BYTES && !session->is_master_dry; passed += PASS_BYTES) {
		recording_wait_for_room(session->recording, PASS_BYTES + READ_BYTES);
		terminal_pass_output(session);
		terminal_output_flush(&session->output);
	}
}

/* Keys of the user. */

static void
note_modes(struct terminal_session *session, const struct termios *modes)
{
	bool is_hidden = echo_evidence_is_hidden(modes);
	const unsigned char payload[1] = {is_hidden ? 0 : 1};
	if (is_hidden == session->is_hidden)
		return;
	session->is_hidden = is_hidden;
	recording_push(session->recording, FRAME_ECHO, payload, sizeof payload);
}

/* Has the command's terminal take now what was written to it, and make the echo. */
static void
settle_keys(const struct terminal_session *session)
{
	struct pollfd slave = {
		.fd = ioctl(session->setup->pty->master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC), .events = POLLIN};
	poll(&slave, 1, 0);
	fd_close(&slave.fd);
}

static bool
is_echoed(struct terminal_session *session, const char *keys, size_t count, bool is_strict)
{
	static struct echo_evidence evidence;
	bool is_shown = false;
	echo_evidence_begin(&evidence);
	session->evidence = &evidence;
	session->is_master_dry = false;
	for (int look = 0; look < EVIDENCE_LOOKS && !is_shown && !session->is_master_dry && terminal_may_read_output(session); look++) {
		terminal_pass_output(session);
		is_shown = echo_evidence_shows(&evidence, keys, count, is_strict);
	}
	session->evidence = NULL;
	return is_shown;
}

/*
 * Passes keys on and records them, but for passwords. The command may switch echo off at any moment, so its modes count
 * before the keys are written and after they were taken; where a line is read, what was typed counts when it was echoed.
 */
static void
pass_recorded(struct terminal_session *session)
{
	struct terminal_keys *keys = &session->keys;
	const char *first = keys->bytes + keys->start;
	struct termios before;
	struct termios after;
	if (tcgetattr(keys->master, &before) != 0) {
		terminal_keys_go_on(keys);
		return;
	}
	note_modes(session, &before);
	if (terminal_may_read_output(session))
		terminal_pass_output(session); /* what is shown from now on came after the keys */
	terminal_keys_go_on(keys);
	size_t count = (size_t)(keys->bytes + keys->start - first);
	settle_keys(session);
	if (count == 0 || session->is_pty_unused || tcgetattr(keys->master, &after) != 0)
		return;
	bool is_drawn = echo_evidence_is_drawn(&before) && echo_evidence_is_drawn(&after);
	bool is_hidden = echo_evidence_is_hidden(&after);
	if (!echo_evidence_is_hidden(&before) && (is_drawn || is_echoed(session, first, count, is_hidden)))
		recording_push(session->recording, FRAME_INPUT, first, count);
	note_modes(session, &after);
}

void
terminal_pass_keys(struct terminal_session *session)
{
	if (session->setup->records_input && !recording_is_over(session->recording))
		pass_recorded(session);
	else
		terminal_keys_go_on(&session->keys);
}

void
terminal_read_keys(struct terminal_session *session)
{
	if (!key_rival_leaves(&session->rival, session->tty, clock_ms()) || terminal_keys_read(&session->keys) == 0)
		return;
	terminal_pass_keys(session);
	terminal_keys_signal(&session->keys);
}

void
terminal_record_typed_ahead(struct terminal_session *session)
{
	if (session->setup->records_input && session->tty->ahead_count > 0)
		recording_push(session->recording, FRAME_INPUT, session->tty->ahead, session->tty->ahead_count);
	session->tty->ahead_count = 0;
}

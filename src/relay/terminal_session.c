#define _GNU_SOURCE
#include "terminal_session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../protocol/frame.h"
#include "echo_evidence.h"
#include "fd.h"
#include "key_rival.h"
#include "late_output.h"
#include "monitor.h"
#include "process_facts.h"
#include "process_watch.h"
#include "terminal_keys.h"
#include "terminal_output.h"

/* Output is read up to so much before it is written: one system call for the user's terminal instead of sixteen. */
#define PASS_BYTES ((size_t)32 * 1024)
/* The room that is asked for: the last read may bring as much as the kernel keeps. */
#define READ_BYTES ((size_t)16 * 1024)

/* Frames wait for each other no longer than it takes to pass so much output. */
#define SEND_BYTES ((size_t)128 * 1024)

/*
 * What the command wrote before it ended or stopped is in the kernel's buffers, which hold less than this. Output beyond
 * it comes from processes that go on, and is not waited for.
 */
#define MAX_DRAIN_BYTES ((size_t)256 * 1024)

/* A shell may give us the terminal a moment after our start; another relay gives it back when its command ends. */
#define RETRY_BORROW_MS 20
#define START_LOOKS 10

/* Until the echo of a key is found, so many pieces of output are looked through. */
#define EVIDENCE_LOOKS 4

enum {
	POLL_MONITOR,
	POLL_MASTER,
	POLL_TTY,
	POLL_AGENT,
	POLL_SIGNALS,
	POLL_PROCESSES,
	POLL_CAPTURE,
	POLL_COUNT = POLL_CAPTURE + STREAM_CAPTURE_POLLS
};

struct terminal_session {
	const struct terminal_session_setup *setup;
	struct tty_user *tty;
	struct recording *recording;
	struct monitor monitor;
	/* 0: not yet started. */
	pid_t command;
	/* The command was stopped because it wants the terminal, which another relay has. */
	bool waits_for_terminal;
	/* Looks at who has the terminal that are still due. */
	int looks_left;
	/* The window's, as both terminals had it last. */
	struct winsize size;
	bool is_hung_up;
	bool has_ended;
	bool is_master_dry;
	/* The last read said that nobody else has the PTY. */
	bool is_pty_unused;
	int start_error;
	/* There was no process for the command. */
	bool is_powerless;
	struct monitor_message end;
	struct terminal_output output;
	struct terminal_keys keys;
	struct key_rival rival;
	/* As the agent was told last: the terminal hides what is typed. */
	bool is_hidden;
	/* Where output is looked at for the echo of keys; NULL while it is not. */
	struct echo_evidence *evidence;
	unsigned char unrecorded[PASS_BYTES + READ_BYTES];
};

static bool
is_borrowed(const struct terminal_session *session)
{
	return session->tty->loan->is_out;
}

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

static void
pass_output(struct terminal_session *session)
{
	struct recording *recording = session->recording;
	bool is_recorded = !recording_is_over(recording);
	unsigned char *place = session->unrecorded;
	bool undo = !is_borrowed(session) && terminal_output_adds_returns(session->tty->fd) &&
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

static bool
may_read_output(const struct terminal_session *session)
{
	return !session->is_hung_up && !session->is_pty_unused && terminal_output_is_empty(&session->output) &&
	       recording_has_room(session->recording, PASS_BYTES + READ_BYTES);
}

/*
 * Passes on all that was written until now. The kernel first moves on what is on its way when it is asked to read,
 * whereas the event that output is there may come late.
 */
static void
drain_output(struct terminal_session *session)
{
	if (session->is_hung_up)
		return;
	terminal_output_flush(&session->output);
	session->is_master_dry = false;
	for (size_t passed = 0; passed < MAX_DRAIN_BYTES && !session->is_master_dry; passed += PASS_BYTES) {
		recording_wait_for_room(session->recording, PASS_BYTES + READ_BYTES);
		pass_output(session);
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
	for (int look = 0; look < EVIDENCE_LOOKS && !is_shown && !session->is_master_dry && may_read_output(session); look++) {
		pass_output(session);
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
	if (may_read_output(session))
		pass_output(session); /* what is shown from now on came after the keys */
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

static void
pass_keys(struct terminal_session *session)
{
	if (session->setup->records_input && !recording_is_over(session->recording))
		pass_recorded(session);
	else
		terminal_keys_go_on(&session->keys);
}

static void
read_keys(struct terminal_session *session)
{
	if (!key_rival_leaves(&session->rival, session->tty, clock_ms()) || terminal_keys_read(&session->keys) == 0)
		return;
	pass_keys(session);
	terminal_keys_signal(&session->keys);
}

static void
record_typed_ahead(struct terminal_session *session)
{
	if (session->setup->records_input && session->tty->ahead_count > 0)
		recording_push(session->recording, FRAME_INPUT, session->tty->ahead, session->tty->ahead_count);
	session->tty->ahead_count = 0;
}

static void
hang_up(struct terminal_session *session)
{
	/* The user's terminal is gone: so is the command's. The kernel tells the command. */
	session->is_hung_up = true;
	session_file_remove(session->setup->file);
	fd_close(&session->setup->pty->master);
}

/* The window. */

static void
pass_size(struct terminal_session *session)
{
	struct winsize size;
	if (ioctl(session->tty->fd, TIOCGWINSZ, &size) != 0 || memcmp(&size, &session->size, sizeof size) == 0)
		return;
	session->size = size;
	ioctl(session->setup->pty->master, TIOCSWINSZ, &size);
	recording_resize(session->recording, &size);
}

/* A size that the command gave its terminal is one that it would have given the user's. */
static void
return_size(struct terminal_session *session)
{
	struct winsize size;
	if (session->is_hung_up || ioctl(session->setup->pty->master, TIOCGWINSZ, &size) != 0 ||
	    memcmp(&size, &session->size, sizeof size) == 0)
		return;
	session->size = size;
	ioctl(session->tty->fd, TIOCSWINSZ, &size);
}

/* The terminal's loan. */

static bool
may_borrow(const struct terminal_session *session)
{
	return tty_user_is_foreground(session->tty);
}

static void
return_terminal(struct terminal_session *session, const struct termios *modes, const char *keys, size_t count)
{
	struct termios now = *modes;
	tty_user_return(session->tty, &now, keys, count);
}

/* Returns false where another relay has it. */
static bool
borrow_terminal(struct terminal_session *session)
{
	if (!tty_user_borrow(session->tty, session->setup->pty->master))
		return false;
	record_typed_ahead(session);
	return true;
}

static void
return_for_now(struct terminal_session *session)
{
	struct termios modes;
	if (!is_borrowed(session))
		return;
	if (session->is_hung_up || tcgetattr(session->setup->pty->master, &modes) != 0)
		modes = session->tty->start;
	return_terminal(session, &modes, NULL, 0);
}

/* The command goes on: with the terminal where it may have it. */
static void
go_on(struct terminal_session *session, bool with_terminal)
{
	if (with_terminal && !session->is_hung_up && borrow_terminal(session)) {
		session->waits_for_terminal = false;
		monitor_send(&session->monitor, MONITOR_FOREGROUND);
	} else if (!session->waits_for_terminal) {
		monitor_send(&session->monitor, MONITOR_BACKGROUND);
	}
}

/* Looks whether we came to the foreground without being told, as by `fg` of a job that runs. */
static void
borrow_if_possible(struct terminal_session *session)
{
	bool wants = session->waits_for_terminal || session->setup->places->is_standard[0];
	if (!wants || is_borrowed(session) || session->is_hung_up || session->command == 0 || !may_borrow(session))
		return;
	if (!borrow_terminal(session))
		return;
	session->waits_for_terminal = false;
	pass_size(session);
	monitor_send(&session->monitor, MONITOR_FOREGROUND);
}

/* Job control. */

/* Ctrl-Z stops a script around the command as well; a command that stops itself stops alone. */
static bool
stops_whole_group(int signal)
{
	return signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

static void
suspend(struct terminal_session *session, int signal)
{
	drain_output(session);
	return_size(session);
	return_for_now(session);
	recording_push(session->recording, FRAME_SUSPEND, NULL, 0);
	recording_work(session->recording, 0);
	/* In an orphaned process group the kernel throws the signal away, as it would have done for the command. */
	signal_set_take_default(signal, stops_whole_group(signal));
	signal_set_take(SIGCONT);
	recording_push(session->recording, FRAME_RESUME, NULL, 0);
	pass_size(session);
	go_on(session, session->setup->places->is_standard[0] && may_borrow(session));
}

static void
on_stopped(struct terminal_session *session, int signal)
{
	bool wants_terminal = (signal == SIGTTIN || signal == SIGTTOU) && !is_borrowed(session);
	if (!wants_terminal || session->is_hung_up || !may_borrow(session)) {
		suspend(session, signal);
		return;
	}
	session->waits_for_terminal = true;
	go_on(session, true);
}

static void
on_continued(struct terminal_session *session)
{
	if (is_borrowed(session) && may_borrow(session))
		tty_user_renew(session->tty);
	else if (is_borrowed(session))
		return_for_now(session);
	else
		borrow_if_possible(session);
	pass_size(session);
}

/* Another relay, which has the terminal and passes the user's interrupt key on to its process group. */
static bool
is_relay(pid_t pid)
{
	char own[32];
	char other[32];
	return process_name_read(getpid(), own, sizeof own) && process_name_read(pid, other, sizeof other) &&
	       strcmp(own, other) == 0;
}

/* The user's terminal has been hung up, whether or not the loop has seen it. */
static bool
is_terminal_gone(const struct terminal_session *session)
{
	struct termios modes;
	return session->is_hung_up || tcgetattr(session->tty->fd, &modes) != 0;
}

/*
 * Whether all of the command's process group is meant. The terminal sends these to its whole foreground group; a shell whose
 * terminal is gone hangs its jobs up, whole.
 */
static bool
is_for_group(const struct terminal_session *session, int signal, struct signal_note note)
{
	if (signal == SIGHUP || signal == SIGCONT)
		return note.from_kernel || is_terminal_gone(session);
	if (signal == SIGINT || signal == SIGQUIT || signal == SIGTSTP)
		return note.from_kernel || is_relay(note.sender);
	return false;
}

static void
on_resized(struct terminal_session *session, struct signal_note note)
{
	pass_size(session);
	/* A new size is a signal to the foreground of the command's terminal: elsewhere the command is told by us. */
	if (!note.from_kernel || !is_borrowed(session))
		kill(note.from_kernel ? -session->command : session->command, SIGWINCH);
}

static void
forward(struct terminal_session *session, int signal, struct signal_note note)
{
	if (is_for_group(session, signal, note))
		kill(-session->command, signal);
	else
		signal_set_pass(session->command, signal, note);
}

static void
handle_signals(struct terminal_session *session)
{
	if (session->command == 0 || !signal_set_any())
		return;
	for (int signal = 1; signal < SIGNAL_COUNT; signal++) {
		struct signal_note note = signal_set_take(signal);
		if (!note.came)
			continue;
		if (signal == SIGCONT)
			on_continued(session);
		if (signal == SIGWINCH)
			on_resized(session, note);
		else
			forward(session, signal, note);
	}
}

/* The loop. */

/* The command has what was handed to us; from now on only it decides how long that stays open. */
static void
on_started(struct terminal_session *session, pid_t command)
{
	session->command = command;
	process_watch_command(session->recording->processes, command);
	if (!session->setup->keeps_streams)
		fd_leave_standard();
	fd_close_inherited();
}

static void
handle_message(struct terminal_session *session, const struct monitor_message *message)
{
	if (message->kind == MONITOR_STARTED) {
		on_started(session, message->value);
	} else if (message->kind == MONITOR_FAILED) {
		session->start_error = message->value;
	} else if (message->kind == MONITOR_POWERLESS) {
		session->is_powerless = session->has_ended = true;
	} else if (message->kind == MONITOR_STOPPED) {
		on_stopped(session, message->value);
	} else if (message->kind == MONITOR_ENDED) {
		session->end = *message;
		session->has_ended = true;
	}
}

static void
receive_messages(struct terminal_session *session)
{
	struct monitor_message message;
	int received = 0;
	while (!session->has_ended && (received = monitor_receive(&session->monitor, &message)) > 0)
		handle_message(session, &message);
	if (session->has_ended || received == 0)
		return;
	/* The monitor was killed; with the terminal gone that is what has to happen, and nobody knows more. */
	session->has_ended = true;
	memset(&session->end, 0, sizeof session->end);
	session->end.value = SIGHUP;
	session->end.modes = session->tty->start;
}

static void
prepare_poll(const struct terminal_session *session, struct pollfd fds[POLL_COUNT])
{
	bool reads_output = may_read_output(session);
	bool waits = terminal_keys_are_waiting(&session->keys);
	/* Not before the command has its terminal: until then a Ctrl-Z would be a signal to nobody. */
	bool reads_keys = is_borrowed(session) && session->command != 0 && !waits && !session->rival.is_waited_for;
	fds[POLL_MONITOR] = (struct pollfd){.fd = session->monitor.socket, .events = POLLIN};
	fds[POLL_MASTER] = (struct pollfd){.fd = -1};
	if (!session->is_hung_up && (reads_output || waits)) {
		fds[POLL_MASTER].fd = session->setup->pty->master;
		fds[POLL_MASTER].events = (short)((reads_output ? POLLIN : 0) | (waits ? POLLOUT : 0));
	}
	fds[POLL_TTY] = (struct pollfd){.fd = session->is_hung_up ? -1 : session->tty->fd};
	fds[POLL_TTY].events = (short)((reads_keys ? POLLIN : 0) | (terminal_output_is_empty(&session->output) ? 0 : POLLOUT));
	fds[POLL_SIGNALS] = signal_set_poll();
	fds[POLL_AGENT] = agent_client_poll(&session->recording->client);
	fds[POLL_PROCESSES] = process_watch_poll(session->recording->processes);
	stream_capture_poll(session->setup->capture, fds + POLL_CAPTURE);
}

static bool
has_unsent(const struct terminal_session *session)
{
	const struct agent_client *client = &session->recording->client;
	return client->state == AGENT_SENDING && !client->is_blocked && recording_unsent(session->recording) > 0;
}

/* Of two times to wait; -1: none. */
static int
sooner(int timeout, int other)
{
	return timeout < 0 || (other >= 0 && other < timeout) ? other : timeout;
}

/* Returns -1: nothing is due until something happens. */
static int
next_timeout(struct terminal_session *session)
{
	int64_t now = clock_ms();
	int timeout = -1;
	if (has_unsent(session))
		return 0; /* frames go when the user's terminal has nothing for us to do */
	if (!recording_is_over(session->recording))
		timeout = agent_client_timeout(&session->recording->client, now);
	timeout = sooner(timeout, process_watch_timeout(session->recording->processes, now));
	timeout = sooner(timeout, key_rival_timeout(&session->rival, now));
	if (session->waits_for_terminal || (session->looks_left > 0 && !is_borrowed(session)))
		timeout = sooner(timeout, RETRY_BORROW_MS);
	return timeout;
}

static bool
must_send(const struct terminal_session *session, int ready)
{
	return ready <= 0 || recording_unsent(session->recording) >= SEND_BYTES;
}

static void
handle_descriptors(struct terminal_session *session, const struct pollfd fds[POLL_COUNT])
{
	if (((fds[POLL_TTY].revents | fds[POLL_MASTER].revents) & POLLIN) != 0)
		process_watch_stir(session->recording->processes);
	if ((fds[POLL_TTY].revents & POLLIN) != 0)
		read_keys(session);
	if ((fds[POLL_MASTER].revents & POLLOUT) != 0)
		pass_keys(session);
	if ((fds[POLL_TTY].revents & POLLOUT) != 0)
		terminal_output_go_on(&session->output);
	if ((fds[POLL_MASTER].revents & (POLLIN | POLLHUP)) != 0 && may_read_output(session))
		pass_output(session);
	if ((fds[POLL_TTY].revents & (POLLHUP | POLLERR)) != 0 || session->keys.is_gone || session->output.is_gone)
		hang_up(session);
	if (fds[POLL_MONITOR].revents != 0)
		receive_messages(session);
}

/*
 * What was written before a process began is told before it: by a shell's marks the agent knows under which command it
 * runs. That output is there may come later than the event.
 */
static void
follow_processes(struct terminal_session *session, short revents)
{
	if (may_read_output(session))
		pass_output(session);
	process_watch_work(session->recording->processes, revents);
}

static void
run_loop(struct terminal_session *session)
{
	struct pollfd fds[POLL_COUNT];
	while (!session->has_ended) {
		prepare_poll(session, fds);
		int timeout = next_timeout(session);
		int ready = poll(fds, POLL_COUNT, timeout);
		if (ready > 0 && !session->is_hung_up)
			handle_descriptors(session, fds);
		else if (ready > 0 && fds[POLL_MONITOR].revents != 0)
			receive_messages(session);
		if (ready > 0)
			stream_capture_work(session->setup->capture, fds + POLL_CAPTURE);
		if (fds[POLL_AGENT].revents != 0 || must_send(session, ready))
			recording_work(session->recording, ready > 0 ? fds[POLL_AGENT].revents : 0);
		if (ready > 0 && fds[POLL_PROCESSES].revents != 0)
			follow_processes(session, fds[POLL_PROCESSES].revents);
		else
			process_watch_work(session->recording->processes, 0);
		if (ready > 0 && fds[POLL_SIGNALS].revents != 0)
			signal_set_read();
		handle_signals(session);
		key_rival_look(&session->rival, session->tty, clock_ms());
		if (timeout > 0 && ready == 0 && session->looks_left > 0)
			session->looks_left--;
		if (!is_borrowed(session))
			borrow_if_possible(session);
	}
}

/* The end. */

/* Whether somebody whom the command left behind may still write. */
static bool
is_output_to_come(const struct terminal_session *session)
{
	return !session->is_hung_up && !session->is_pty_unused;
}

static void
let_monitor_go(struct terminal_session *session)
{
	const struct terminal_session_setup *setup = session->setup;
	bool is_left = is_output_to_come(session) && late_output_leave(setup->pty, setup->tty, &session->monitor);
	fd_close(&session->monitor.socket);
	if (is_left)
		return;
	/* Waited for, so that its processor time, and by it the command's, counts as ours. */
	while (waitpid(session->monitor.pid, NULL, 0) < 0 && errno == EINTR)
		;
}

static struct ending
finish(struct terminal_session *session)
{
	struct ending ending = ending_of_status(session->end.value);
	drain_output(session);
	if (!is_output_to_come(session))
		fd_close(&session->monitor.socket); /* it ends while we tidy up */
	process_watch_finish(session->recording->processes);
	/* Keys that did not fit into the command's terminal come after those that did. */
	size_t room = sizeof session->end.keys - session->end.key_count;
	size_t more = session->keys.end - session->keys.start;
	more = more < room ? more : room;
	return_size(session);
	memcpy(session->end.keys + session->end.key_count, session->keys.bytes + session->keys.start, more);
	return_terminal(session, &session->end.modes, session->end.keys, session->end.key_count + more);
	stream_capture_finish(session->setup->capture);
	let_monitor_go(session);
	if (session->start_error == 0)
		return ending;
	if (session->setup->places->is_standard[2])
		command_tell_failure(session->tty->fd, session->setup->command, session->start_error);
	return ending_of_start_failure(session->start_error);
}

bool
terminal_session_run(const struct terminal_session_setup *setup, struct ending *ending)
{
	static struct terminal_session session;
	session.setup = setup;
	session.tty = setup->tty;
	session.recording = setup->recording;
	session.looks_left = START_LOOKS;
	session.output.tty = setup->tty;
	session.keys.tty = setup->tty;
	session.keys.master = setup->pty->master;
	if (ioctl(setup->pty->master, TIOCGWINSZ, &session.size) != 0)
		memset(&session.size, 0, sizeof session.size);
	if (setup->places->is_standard[0] && may_borrow(&session))
		borrow_terminal(&session);
	const struct monitor_setup start = {
		setup->command, setup->signals, setup->tty, setup->pty, setup->capture, setup->places};
	if (monitor_start(&session.monitor, &start) != 0) {
		return_for_now(&session);
		return false;
	}
	fd_close(&setup->pty->slave);
	process_watch_expect(setup->recording->processes, session.monitor.pid);
	stream_capture_started(setup->capture);
	recording_connect(setup->recording);
	run_loop(&session);
	if (session.is_powerless) {
		return_for_now(&session);
		fd_close(&session.monitor.socket);
		waitpid(session.monitor.pid, NULL, 0);
		return false;
	}
	*ending = finish(&session);
	return true;
}

#define _GNU_SOURCE
#include "terminal_session.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fd.h"
#include "late_output.h"
#include "process_watch.h"
#include "terminal_bytes.h"
#include "terminal_jobs.h"

/* A shell may give us the terminal a moment after our start; another relay gives it back when its command ends. */
#define RETRY_BORROW_MS 20
#define START_LOOKS 10

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

static void
hang_up(struct terminal_session *session)
{
	/* The user's terminal is gone: so is the command's. The kernel tells the command. */
	session->is_hung_up = true;
	session_file_remove(session->setup->file);
	fd_close(&session->setup->pty->master);
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
		terminal_on_stopped(session, message->value);
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
	bool reads_output = terminal_may_read_output(session);
	bool waits = terminal_keys_are_waiting(&session->keys);
	/* Not before the command has its terminal: until then a Ctrl-Z would be a signal to nobody. */
	bool reads_keys = terminal_is_borrowed(session) && session->command != 0 && !waits && !session->rival.is_waited_for;
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

/* Milliseconds until frames have to go; -1: none have, or none can. */
static int
send_timeout(struct terminal_session *session, int64_t now)
{
	const struct agent_client *client = &session->recording->client;
	if (client->state != AGENT_SENDING || client->is_blocked)
		return -1;
	send_pace_look(&session->pace, &session->recording->queue, now);
	return send_pace_timeout(&session->pace, &session->recording->queue, now);
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
	int timeout = send_timeout(session, now);
	if (!recording_is_over(session->recording))
		timeout = sooner(timeout, agent_client_timeout(&session->recording->client, now));
	timeout = sooner(timeout, process_watch_timeout(session->recording->processes, now));
	timeout = sooner(timeout, key_rival_timeout(&session->rival, now));
	if (session->waits_for_terminal || (session->looks_left > 0 && !terminal_is_borrowed(session)))
		timeout = sooner(timeout, RETRY_BORROW_MS);
	return timeout;
}

static void
handle_descriptors(struct terminal_session *session, const struct pollfd fds[POLL_COUNT])
{
	if (((fds[POLL_TTY].revents | fds[POLL_MASTER].revents) & POLLIN) != 0)
		process_watch_stir(session->recording->processes);
	if ((fds[POLL_TTY].revents & POLLIN) != 0)
		terminal_read_keys(session);
	if ((fds[POLL_MASTER].revents & POLLOUT) != 0)
		terminal_pass_keys(session);
	if ((fds[POLL_TTY].revents & POLLOUT) != 0)
		terminal_output_go_on(&session->output);
	if ((fds[POLL_MASTER].revents & (POLLIN | POLLHUP)) != 0 && terminal_may_read_output(session))
		terminal_pass_output(session);
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
	if (terminal_may_read_output(session))
		terminal_pass_output(session);
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
		int due = send_timeout(session, clock_ms());
		if (fds[POLL_AGENT].revents != 0 || due == 0 || (due < 0 && ready <= 0))
			recording_work(session->recording, ready > 0 ? fds[POLL_AGENT].revents : 0);
		if (ready > 0 && fds[POLL_PROCESSES].revents != 0)
			follow_processes(session, fds[POLL_PROCESSES].revents);
		else
			process_watch_work(session->recording->processes, 0);
		if (ready > 0 && fds[POLL_SIGNALS].revents != 0)
			signal_set_read();
		terminal_handle_signals(session);
		key_rival_look(&session->rival, session->tty, clock_ms());
		if (timeout > 0 && ready == 0 && session->looks_left > 0)
			session->looks_left--;
		if (!terminal_is_borrowed(session))
			terminal_borrow_if_possible(session);
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
	terminal_drain_output(session);
	if (!is_output_to_come(session))
		fd_close(&session->monitor.socket); /* it ends while we tidy up */
	process_watch_finish(session->recording->processes);
	/* Keys that did not fit into the command's terminal come after those that did. */
	size_t room = sizeof session->end.keys - session->end.key_count;
	size_t more = session->keys.end - session->keys.start;
	more = more < room ? more : room;
	terminal_return_size(session);
	memcpy(session->end.keys + session->end.key_count, session->keys.bytes + session->keys.start, more);
	terminal_return(session, &session->end.modes, session->end.keys, session->end.key_count + more);
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
	if (setup->places->is_standard[0] && terminal_may_borrow(&session))
		terminal_borrow(&session);
	const struct monitor_setup start = {
		setup->command, setup->signals, setup->tty, setup->pty, setup->capture, setup->places};
	if (monitor_start(&session.monitor, &start) != 0) {
		terminal_return_for_now(&session);
		return false;
	}
	fd_close(&setup->pty->slave);
	process_watch_expect(setup->recording->processes, session.monitor.pid);
	stream_capture_started(setup->capture);
	recording_connect(setup->recording);
	run_loop(&session);
	if (session.is_powerless) {
		terminal_return_for_now(&session);
		fd_close(&session.monitor.socket);
		waitpid(session.monitor.pid, NULL, 0);
		return false;
	}
	*ending = finish(&session);
	return true;
}

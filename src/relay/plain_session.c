#define _GNU_SOURCE
#include "plain_session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fd.h"
#include "process_watch.h"

/* The child. What it says about its start goes through a pipe that closes when it has become the command. */
static _Noreturn void
become_command(const struct plain_session *session, int failure)
{
	stream_capture_enter(session->capture);
	signal_set_restore(session->signals);
	int error = command_execute(session->command);
	fd_write_all(failure, &error, sizeof error);
	command_tell_failure(2, session->command, error);
	_exit(127);
}

/* Returns whether the terminal's keys reach the command by themselves. */
static bool
is_from_terminal(int signal, struct signal_note note)
{
	return note.from_kernel && (signal == SIGINT || signal == SIGQUIT || signal == SIGTSTP || signal == SIGHUP ||
	                            signal == SIGWINCH || signal == SIGCONT);
}

/* What somebody sent to us is for the command; what a terminal sends goes to our whole process group, and so to both. */
static void
handle_signals(pid_t command)
{
	if (!signal_set_any())
		return;
	for (int signal = 1; signal < SIGNAL_COUNT; signal++) {
		struct signal_note note = signal_set_take(signal);
		if (note.came && !is_from_terminal(signal, note))
			signal_set_pass(command, signal, note);
	}
}

/* Returns whether the command has ended. A stopped command stops us, so that the shell sees the job stop. */
static bool
look_after(pid_t command, int *status)
{
	while (waitpid(command, status, WNOHANG | WUNTRACED) == command) {
		if (!WIFSTOPPED(*status))
			return true;
		signal_set_take_default(WSTOPSIG(*status), false);
		/* Went on, by SIGCONT or because nobody may stop here. */
		signal_set_take(SIGCONT);
		kill(command, SIGCONT);
	}
	return false;
}

enum { POLL_AGENT, POLL_SIGNALS, POLL_PROCESSES, POLL_CAPTURE, POLL_COUNT = POLL_CAPTURE + STREAM_CAPTURE_POLLS };

static int
wait_for_end(const struct plain_session *session, pid_t command)
{
	struct recording *recording = session->recording;
	struct pollfd fds[POLL_COUNT];
	int status = 0;
	while (!look_after(command, &status)) {
		fds[POLL_AGENT] = agent_client_poll(&recording->client);
		fds[POLL_SIGNALS] = signal_set_poll();
		fds[POLL_PROCESSES] = process_watch_poll(recording->processes);
		stream_capture_poll(session->capture, fds + POLL_CAPTURE);
		int timeout = recording_is_over(recording) ? -1 : agent_client_timeout(&recording->client, clock_ms());
		int watch = process_watch_timeout(recording->processes, clock_ms());
		if (watch >= 0 && (timeout < 0 || timeout > watch))
			timeout = watch;
		int ready = poll(fds, POLL_COUNT, timeout);
		if (ready > 0)
			stream_capture_work(session->capture, fds + POLL_CAPTURE);
		recording_work(recording, ready > 0 ? fds[POLL_AGENT].revents : 0);
		process_watch_work(recording->processes, ready > 0 ? fds[POLL_PROCESSES].revents : 0);
		if (ready > 0 && fds[POLL_SIGNALS].revents != 0)
			signal_set_read();
		handle_signals(command);
	}
	return status;
}

bool
plain_session_run(const struct plain_session *session, struct ending *ending)
{
	int ends[2];
	int error;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	int failure_in = fd_keep(ends[0]);
	int failure_out = fd_keep(ends[1]);
	/* Not vfork: a Ctrl-Z that stops the child before it is the command must not find us waiting for it. */
	pid_t child = fork();
	if (child == 0)
		become_command(session, failure_out);
	fd_close(&failure_out);
	stream_capture_started(session->capture);
	if (child < 0) {
		fd_close(&failure_in);
		return false;
	}
	if (!session->keeps_streams)
		fd_leave_standard();
	fd_close_inherited();
	process_watch_expect(session->recording->processes, 0);
	process_watch_command(session->recording->processes, child);
	recording_connect(session->recording);
	int status = wait_for_end(session, child);
	stream_capture_finish(session->capture);
	process_watch_finish(session->recording->processes);
	bool has_failed = read(failure_in, &error, sizeof error) == (ssize_t)sizeof error;
	fd_close(&failure_in);
	*ending = has_failed ? ending_of_start_failure(error) : ending_of_status(status);
	return true;
}

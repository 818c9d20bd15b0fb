#define _GNU_SOURCE
#include "monitor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fd.h"
#include "time_slice.h"

/* A command whose relay was killed gets so long to leave by itself before it is killed as well. */
#define FAREWELL_MS 200

struct monitor_state {
	struct monitor_setup setup;
	int socket;
	pid_t command;
};

static int
send_message(int socket, const struct monitor_message *message)
{
	size_t bytes = offsetof(struct monitor_message, keys) + message->key_count;
	return send(socket, message, bytes, MSG_NOSIGNAL) < 0 ? -1 : 0;
}

static void
report(const struct monitor_state *state, enum monitor_kind kind, int value)
{
	struct monitor_message message;
	memset(&message, 0, offsetof(struct monitor_message, keys));
	message.kind = kind;
	message.value = value;
	send_message(state->socket, &message);
}

/* The child: its own process group, the PTY in place of terminals, everything else as the user had it. */
static _Noreturn void
become_command(const struct monitor_state *state)
{
	const struct monitor_setup *setup = &state->setup;
	setpgid(0, 0);
	if (setup->tty->loan->is_out)
		tcsetpgrp(setup->pty->slave, getpid());
	terminal_places_take(setup->places, setup->pty);
	stream_capture_enter(setup->capture);
	signal_set_restore(setup->signals);
	int error = command_execute(setup->command);
	report(state, MONITOR_FAILED, error);
	if (!setup->places->is_standard[2])
		command_tell_failure(2, setup->command, error);
	_exit(127);
}

static void
signal_group(const struct monitor_state *state, int signal)
{
	kill(-state->command, signal);
}

/* What was typed and not read goes back to the user's terminal, for whoever reads there next. */
static void
take_unread_keys(const struct monitor_state *state, struct monitor_message *message)
{
	int slave = state->setup.pty->slave;
	struct termios direct = message->modes;
	direct.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL);
	direct.c_cc[VMIN] = 0;
	direct.c_cc[VTIME] = 0;
	if (tcsetattr(slave, TCSANOW, &direct) != 0)
		return;
	ssize_t got = read(slave, message->keys, sizeof message->keys);
	message->key_count = got > 0 ? (size_t)got : 0;
	tcsetattr(slave, TCSANOW, &message->modes);
}

static void
report_end(struct monitor_state *state, int status)
{
	struct monitor_message message;
	int slave = state->setup.pty->slave;
	memset(&message, 0, offsetof(struct monitor_message, keys));
	message.kind = MONITOR_ENDED;
	message.value = status;
	/* In the foreground: else what the command left running would be hung up when we go. */
	tcsetpgrp(slave, getpgrp());
	if (tcgetattr(slave, &message.modes) != 0)
		message.modes = state->setup.tty->loan->before;
	else if (state->setup.tty->loan->is_out)
		take_unread_keys(state, &message);
	/* Closed before the report: the relay sees by it whether somebody else still has the PTY. */
	close(slave);
	send_message(state->socket, &message);
}

/* Returns whether the command has ended. */
static bool
look_after_command(struct monitor_state *state)
{
	int status;
	while (waitpid(state->command, &status, WNOHANG | WUNTRACED) == state->command) {
		if (!WIFSTOPPED(status)) {
			report_end(state, status);
			return true;
		}
		report(state, MONITOR_STOPPED, WSTOPSIG(status));
	}
	return false;
}

/*
 * The relay was killed. Whoever did it meant the command, which is to end as well; its terminal is gone. The user's
 * terminal gets its modes back.
 */
static _Noreturn void
end_without_relay(const struct monitor_state *state)
{
	struct timespec farewell = {0, FAREWELL_MS * 1000000L};
	const struct tty_user *tty = state->setup.tty;
	if (tty->loan->is_out)
		tty_set_modes(tty->fd, &tty->loan->before);
	signal_group(state, SIGHUP);
	signal_group(state, SIGCONT);
	nanosleep(&farewell, NULL);
	if (waitpid(state->command, NULL, WNOHANG) == 0)
		kill(state->command, SIGKILL);
	_exit(1);
}

static void
obey(const struct monitor_state *state)
{
	struct monitor_message message;
	ssize_t got = recv(state->socket, &message, sizeof message, MSG_DONTWAIT);
	if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
		end_without_relay(state);
	if (got < (ssize_t)offsetof(struct monitor_message, modes))
		return;
	if (message.kind == MONITOR_FOREGROUND)
		tcsetpgrp(state->setup.pty->slave, state->command);
	signal_group(state, SIGCONT);
}

static void
wait_for_end_of_relay(int socket)
{
	struct monitor_message message;
	ssize_t got;
	do
		got = recv(socket, &message, sizeof message, 0);
	while (got > 0 || (got < 0 && errno == EINTR));
}

/* A SIGHUP of our own, when the PTY goes, is not passed on: the command gets those that the relay gets. */
static _Noreturn void
watch_command(struct monitor_state *state)
{
	for (;;) {
		struct pollfd fds[2] = {{.fd = state->socket, .events = POLLIN}, signal_set_poll()};
		int ready = poll(fds, 2, -1);
		signal_set_read();
		if (look_after_command(state))
			break;
		if (ready > 0 && fds[0].revents != 0)
			obey(state);
	}
	wait_for_end_of_relay(state->socket);
	_exit(0);
}

static _Noreturn void
be_monitor(struct monitor_state *state)
{
	const struct pty *pty = state->setup.pty;
	int kept[] = {state->socket, pty->slave, state->setup.tty->fd, signal_set_fd()};
	setsid();
	ioctl(pty->slave, TIOCSCTTY, 0);
	/* In our memory until it is the command: it starts sooner where nothing is copied first. */
	state->command = vfork();
	if (state->command < 0)
		state->command = fork(); /* a filter of system calls may know only the one */
	if (state->command == 0)
		become_command(state);
	close(pty->master);
	if (state->command < 0) {
		report(state, MONITOR_POWERLESS, errno);
		_exit(1);
	}
	report(state, MONITOR_STARTED, (int)state->command);
	/* Should the relay be killed, the terminal is to have its modes back before the shell writes on it. */
	time_slice_shorten();
	fd_leave_standard();
	fd_close_others(kept, sizeof kept / sizeof kept[0]);
	watch_command(state);
}

int
monitor_start(struct monitor *monitor, const struct monitor_setup *setup)
{
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return -1;
	struct monitor_state state = {.setup = *setup, .socket = fd_keep(ends[1])};
	monitor->socket = fd_keep(ends[0]);
	monitor->pid = fork();
	if (monitor->pid == 0) {
		fd_close(&monitor->socket);
		be_monitor(&state);
	}
	int error = errno;
	fd_close(&state.socket);
	if (monitor->pid < 0)
		fd_close(&monitor->socket);
	errno = error;
	return monitor->pid < 0 ? -1 : 0;
}

int
monitor_receive(const struct monitor *monitor, struct monitor_message *message)
{
	ssize_t got = recv(monitor->socket, message, sizeof *message, MSG_DONTWAIT);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	return got <= 0 ? -1 : 1;
}

void
monitor_send(const struct monitor *monitor, enum monitor_kind kind)
{
	struct monitor_message message;
	memset(&message, 0, offsetof(struct monitor_message, keys));
	message.kind = kind;
	send_message(monitor->socket, &message);
}

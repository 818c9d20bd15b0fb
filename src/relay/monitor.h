/*
 * The monitor: the small process between relay and command. It leads the command's session, so that the command's process
 * group has a parent in it (else the kernel throws Ctrl-Z away), gives the command its terminal, sees it stop, learns
 * exactly how it ended, and holds the session together for processes that the command leaves behind. When the relay was
 * killed it gives the user's terminal back.
 *
 * Relay and monitor talk over a socket pair in messages of one struct.
 */
#ifndef MONITOR_H
#define MONITOR_H

#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

#include "command.h"
#include "pty.h"
#include "signal_set.h"
#include "stream_capture.h"
#include "terminal_places.h"
#include "tty_user.h"

/* As much as the kernel keeps of typed keys for one terminal. */
#define MONITOR_KEY_BYTES 4096

enum monitor_kind {
	/* To the relay; value: process id, errno, signal, status of waitpid. */
	MONITOR_STARTED = 1,
	/* The system gives no process for the command. */
	MONITOR_POWERLESS,
	MONITOR_FAILED,
	MONITOR_STOPPED,
	MONITOR_ENDED,
	/* To the monitor: a stopped command goes on, with its terminal or without. */
	MONITOR_FOREGROUND,
	MONITOR_BACKGROUND
};

struct monitor_message {
	enum monitor_kind kind;
	int value;
	/* Of MONITOR_ENDED: the modes that the command left, and what was typed and not read. */
	struct termios modes;
	size_t key_count;
	char keys[MONITOR_KEY_BYTES];
};

struct monitor {
	pid_t pid;
	int socket;
};

#define MONITOR_VOID ((struct monitor){.pid = -1, .socket = -1})

struct monitor_setup {
	const struct command *command;
	const struct signal_state *signals;
	const struct tty_user *tty;
	const struct pty *pty;
	const struct stream_capture *capture;
	const struct terminal_places *places;
};

/*
 * Starts it, and it starts the command: in the foreground of its PTY where the user's terminal is out on loan.
 *
 * Returns 0, or -1 with errno set.
 */
int monitor_start(struct monitor *monitor, const struct monitor_setup *setup);

/* Returns 1 for a message, 0 where none is there, -1 where none will come. */
int monitor_receive(const struct monitor *monitor, struct monitor_message *message);

void monitor_send(const struct monitor *monitor, enum monitor_kind kind);

#endif

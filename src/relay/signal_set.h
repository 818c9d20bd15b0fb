/*
 * Signals that somebody sends to the relay and means for the command. All are blocked, nothing is done in handlers: a
 * descriptor tells of them, and what it told is kept as notes until somebody takes it. So nothing of it has to be undone in
 * a child that becomes the command, but for the mask.
 */
#ifndef SIGNAL_SET_H
#define SIGNAL_SET_H

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#define SIGNAL_COUNT 65

struct signal_state {
	/* As the command is to find them. */
	sigset_t mask;
	bool is_child_ignored;
};

/* What arrived since the last look. */
struct signal_note {
	/* Set: it came. */
	bool came;
	/* The kernel sent it: a key of the terminal, or its end. */
	bool from_kernel;
	/* Who sent it, where it was not the kernel. */
	pid_t sender;
	/* sigqueue(3) gave it a value. */
	bool has_value;
	union sigval value;
};

/*
 * Blocks everything; the state is what signal_set_restore puts back. What was ignored is told of as well: the command
 * ignores it by itself, or has thought better of it.
 *
 * Returns false where the system gives no descriptor: nothing is changed then.
 */
bool signal_set_catch(struct signal_state *state);

/* In a child, before it becomes the command: all as it was. */
void signal_set_restore(const struct signal_state *state);

/* In a child that becomes something of ours: nothing ignored, nothing blocked. */
void signal_set_default_all(void);

/* What to poll, and what to do when it says so. */
struct pollfd signal_set_poll(void);
void signal_set_read(void);

/* The descriptor: for a child that keeps it, and that is told of its own signals by it. */
int signal_set_fd(void);

/* Takes the note of one signal. Signals of our own process are not noted. */
struct signal_note signal_set_take(int signal);

/* Sends it on, value included, to one process. */
void signal_set_pass(pid_t target, int signal, struct signal_note note);

/* Whether any came since the last call. */
bool signal_set_any(void);

/* Stops or ends this process by a signal as if nobody caught it; returns when it went on (or was not stopped at all). */
void signal_set_take_default(int signal, bool whole_group);

#endif

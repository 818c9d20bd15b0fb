/*
 * Signals that somebody sends to the relay and means for the command. They are blocked but while the loop waits, and a
 * handler only takes notes.
 */
#ifndef SIGNAL_SET_H
#define SIGNAL_SET_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#define SIGNAL_COUNT 65

struct signal_state {
	/* As the command is to find them. */
	sigset_t mask;
	struct sigaction actions[SIGNAL_COUNT];
	bool is_changed[SIGNAL_COUNT];
};

/* What arrived since the last look. */
struct signal_note {
	/* Set: it came. */
	bool came;
	/* The kernel sent it: a key of the terminal, or its end. */
	bool from_kernel;
	/* Who sent it, where it was not the kernel. */
	pid_t sender;
};

/* Catches everything that can be caught; the state is what signal_set_restore puts back. */
void signal_set_catch(struct signal_state *state);

/* In a child, before it becomes the command: all as it was. */
void signal_set_restore(const struct signal_state *state);

/* In a child that becomes something of ours: nothing ignored, nothing blocked. */
void signal_set_default_all(void);

/* In a child that goes on catching: from now on it is the one whose own signals are not noted. */
void signal_set_adopt(void);

/* The mask to wait with. */
const sigset_t *signal_set_waiting_mask(const struct signal_state *state);

/* Takes the note of one signal. Signals of our own process are not noted. */
struct signal_note signal_set_take(int signal);

/* Whether any came. */
bool signal_set_any(void);

/* Stops or ends this process by a signal as if nobody caught it; returns when it went on (or was not stopped at all). */
void signal_set_take_default(int signal, bool whole_group);

#endif

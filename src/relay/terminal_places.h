/*
 * Where the user's terminal is among our descriptors, by whatever name it was opened. The command gets its PTY there, opened
 * as the terminal was: for reading or writing only, or not to wait. Another terminal, and all else, it gets as it is.
 */
#ifndef TERMINAL_PLACES_H
#define TERMINAL_PLACES_H

#include <stdbool.h>
#include <stddef.h>

#include "pty.h"
#include "tty_user.h"

/* Higher ones are not looked at: each costs a system call, and people redirect low ones. */
#define TERMINAL_PLACES 32

struct terminal_places {
	size_t count;
	struct {
		int fd;
		/* As of open(2). */
		int flags;
	} list[TERMINAL_PLACES];
	/* Whether 0 to 2 are among them. */
	bool is_standard[3];
};

/* tty   found, not yet opened: what is close-on-exec is ours, and no such place */
void terminal_places_find(struct terminal_places *places, const struct tty_user *tty);

/* In the child that becomes the command: the PTY in these places. */
void terminal_places_take(const struct terminal_places *places, const struct pty *pty);

#endif

/* Keys on their way from the user's terminal to the command's. */
#ifndef TERMINAL_KEYS_H
#define TERMINAL_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "tty_user.h"

/* Larger than any paste that arrives in one piece. */
#define TERMINAL_KEY_BYTES ((size_t)64 * 1024)

struct terminal_keys {
	const struct tty_user *tty;
	int master;
	/* The terminal has no more keys and never will: it is gone. */
	bool is_gone;
	size_t start;
	size_t end;
	char bytes[TERMINAL_KEY_BYTES];
};

bool terminal_keys_are_waiting(const struct terminal_keys *keys);

/* Reads keys; those before must be out. Returns their number. */
size_t terminal_keys_read(struct terminal_keys *keys);

/* Passes on what waits, as far as the command's terminal takes it. */
void terminal_keys_go_on(struct terminal_keys *keys);

/*
 * An interrupt key is a signal for everybody in the foreground, for example the script around the command, and not for
 * the command alone: our process group gets it as well, as the terminal would have done.
 */
void terminal_keys_signal(const struct terminal_keys *keys);

#endif

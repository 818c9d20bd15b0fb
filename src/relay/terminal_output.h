/* Output on its way to the user's terminal: written at once, and what does not fit now waits here. */
#ifndef TERMINAL_OUTPUT_H
#define TERMINAL_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "tty_user.h"

/* The most that may be passed at once. */
#define TERMINAL_OUTPUT_BYTES ((size_t)64 * 1024)

struct terminal_output {
	const struct tty_user *tty;
	/* Nobody reads any more; everything is thrown away. */
	bool is_gone;
	/* The piece before ended in a carriage return that was held back. */
	bool holds_return;
	size_t start;
	size_t end;
	char bytes[TERMINAL_OUTPUT_BYTES + 1];
};

bool terminal_output_is_empty(const struct terminal_output *output);

/*
 * Passes a piece on; the one before must be out.
 *
 * undo_newlines   The user's terminal turns "\n" into "\r\n", as the command's own has done already. Where its modes are
 *                 left alone, the pair is made one again on its way, so that it arrives as a pair and not as "\r\r\n".
 */
void terminal_output_pass(struct terminal_output *output, const char *bytes, size_t length, bool undo_newlines);

/* Writes what waits, as far as the terminal takes it. */
void terminal_output_go_on(struct terminal_output *output);

/* Writes what waits, and waits itself. */
void terminal_output_flush(struct terminal_output *output);

/* Whether the modes of a terminal make "\r\n" of "\n". */
bool terminal_output_adds_returns(int fd);

#endif

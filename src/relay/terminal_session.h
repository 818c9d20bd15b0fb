/*
 * Runs a command in a PTY of its own, between the user's terminal and the command.
 *
 * The user's terminal is *out on loan* while the command has it: it is raw, and keys go to the command's PTY, which makes
 * signals of Ctrl-C and Ctrl-Z. It is *shared* while the command's input is no terminal, or it runs in the background:
 * modes and keys are left alone, because others (a pipeline, a script, the shell) may need them; when the command asks
 * for the terminal after all, as `less` does behind a pipe, the kernel stops it, and it is given the terminal then.
 */
#ifndef TERMINAL_SESSION_H
#define TERMINAL_SESSION_H

#include <stdbool.h>

#include "command.h"
#include "ending.h"
#include "pty.h"
#include "recording.h"
#include "session_file.h"
#include "signal_set.h"
#include "stream_capture.h"
#include "terminal_places.h"
#include "tty_user.h"

struct terminal_session_setup {
	const struct command *command;
	const struct signal_state *signals;
	struct tty_user *tty;
	struct pty *pty;
	struct session_file *file;
	struct recording *recording;
	struct stream_capture *capture;
	/* Keys are recorded, too. */
	bool records_input;
	/* Descriptors that are the user's terminal: the PTY takes their place. */
	const struct terminal_places *places;
	/* Descriptors 0 to 2 stay open here as well, since something is to be said there at the end. */
	bool keeps_streams;
};

/*
 * Runs it to its end: the terminal has its modes back, and everything that was written has arrived.
 *
 * Returns false where the system gives no process, or no descriptor: nothing has begun then.
 */
bool terminal_session_run(const struct terminal_session_setup *setup, struct ending *ending);

#endif

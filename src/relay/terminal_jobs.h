/*
 * The loan of the user's terminal, stops and continuations, signals, and the window's size: what a command in a PTY of its own
 * would have had of the user's terminal by itself.
 */
#ifndef TERMINAL_JOBS_H
#define TERMINAL_JOBS_H

#include "terminal_state.h"

bool terminal_is_borrowed(const struct terminal_session *session);

/* Whether the user's terminal may be borrowed: we are in its foreground. */
bool terminal_may_borrow(const struct terminal_session *session);

/* Returns false where another relay has it. */
bool terminal_borrow(struct terminal_session *session);

/* Looks whether we came to the foreground without being told, as by `fg` of a job that runs. */
void terminal_borrow_if_possible(struct terminal_session *session);

/* Gives it back, as tty_user_return does. */
void terminal_return(struct terminal_session *session, const struct termios *modes, const char *keys, size_t count);

/* Gives it back with the modes that the command has set until now. */
void terminal_return_for_now(struct terminal_session *session);

/* The user's window to the command. */
void terminal_pass_size(struct terminal_session *session);

/* A size that the command gave its terminal is one that it would have given the user's. */
void terminal_return_size(struct terminal_session *session);

/* The command was stopped by this signal: so are we, unless all that it wants is the terminal. */
void terminal_on_stopped(struct terminal_session *session, int signal);

/* Signals that came: most are for the command. */
void terminal_handle_signals(struct terminal_session *session);

#endif

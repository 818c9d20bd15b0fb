#define _GNU_SOURCE
#include "terminal_jobs.h"

#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../protocol/frame.h"
#include "process_facts.h"
#include "terminal_bytes.h"

/* The window. */

void
terminal_pass_size(struct terminal_session *session)
{
	struct winsize size;
	if (ioctl(session->tty->fd, TIOCGWINSZ, &size) != 0 || memcmp(&size, &session->size, sizeof size) == 0)
		return;
	session->size = size;
	ioctl(session->setup->pty->master, TIOCSWINSZ, &size);
	recording_resize(session->recording, &size);
}

void
terminal_return_size(struct terminal_session *session)
{
	struct winsize size;
	if (session->is_hung_up || ioctl(session->setup->pty->master, TIOCGWINSZ, &size) != 0 ||
	    memcmp(&size, &session->size, sizeof size) == 0)
		return;
	session->size = size;
	ioctl(session->tty->fd, TIOCSWINSZ, &size);
}

/* The terminal's loan. */

bool
terminal_is_borrowed(const struct terminal_session *session)
{
	return session->tty->loan->is_out;
}

bool
terminal_may_borrow(const struct terminal_session *session)
{
	return tty_user_is_foreground(session->tty);
}

void
terminal_return(struct terminal_session *session, const struct termios *modes, const char *keys, size_t count)
{
	struct termios now = *modes;
	tty_user_return(session->tty, &now, keys, count);
}

bool
terminal_borrow(struct terminal_session *session)
{
	if (!tty_user_borrow(session->tty, session->setup->pty->master))
		return false;
	terminal_record_typed_ahead(session);
	return true;
}

void
terminal_return_for_now(struct terminal_session *session)
{
	struct termios modes;
	if (!terminal_is_borrowed(session))
		return;
	if (session->is_hung_up || tcgetattr(session->setup->pty->master, &modes) != 0)
		modes = session->tty->start;
	terminal_return(session, &modes, NULL, 0);
}

/* The command goes on: with the terminal where it may have it. */
static void
go_on(struct terminal_session *session, bool with_terminal)
{
	if (with_terminal && !session->is_hung_up && terminal_borrow(session)) {
		session->waits_for_terminal = false;
		monitor_send(&session->monitor, MONITOR_FOREGROUND);
	} else if (!session->waits_for_terminal) {
		monitor_send(&session->monitor, MONITOR_BACKGROUND);
	}
}

void
terminal_borrow_if_possible(struct terminal_session *session)
{
	bool wants = session->waits_for_terminal || session->setup->places->is_standard[0];
	if (!wants || terminal_is_borrowed(session) || session->is_hung_up || session->command == 0)
		return;
	if (!terminal_may_borrow(session) || !terminal_borrow(session))
		return;
	session->waits_for_terminal = false;
	terminal_pass_size(session);
	monitor_send(&session->monitor, MONITOR_FOREGROUND);
}

/* Job control. */

/* Ctrl-Z stops a script around the command as well; a command that stops itself stops alone. */
static bool
stops_whole_group(int signal)
{
	return signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

static void
suspend(struct terminal_session *session, int signal)
{
	terminal_drain_output(session);
	terminal_return_size(session);
	terminal_return_for_now(session);
	recording_push(session->recording, FRAME_SUSPEND, NULL, 0);
	recording_work(session->recording, 0);
	/* In an orphaned process group the kernel throws the signal away, as it would have done for the command. */
	signal_set_take_default(signal, stops_whole_group(signal));
	signal_set_take(SIGCONT);
	recording_push(session->recording, FRAME_RESUME, NULL, 0);
	terminal_pass_size(session);
	go_on(session, session->setup->places->is_standard[0] && terminal_may_borrow(session));
}

void
terminal_on_stopped(struct terminal_session *session, int signal)
{
	bool wants_terminal = (signal == SIGTTIN || signal == SIGTTOU) && !terminal_is_borrowed(session);
	if (!wants_terminal || session->is_hung_up || !terminal_may_borrow(session)) {
		suspend(session, signal);
		return;
	}
	session->waits_for_terminal = true;
	go_on(session, true);
}

static void
on_continued(struct terminal_session *session)
{
	if (terminal_is_borrowed(session) && terminal_may_borrow(session))
		tty_user_renew(session->tty);
	else if (terminal_is_borrowed(session))
		terminal_return_for_now(session);
	else
		terminal_borrow_if_possible(session);
	terminal_pass_size(session);
}

/* Another relay, which has the terminal and passes the user's interrupt key on to its process group. */
static bool
is_relay(pid_t pid)
{
	char own[32];
	char other[32];
	return process_name_read(getpid(), own, sizeof own) && process_name_read(pid, other, sizeof other) &&
	       strcmp(own, other) == 0;
}

/* The user's terminal has been hung up, whether or not the loop has seen it. */
static bool
is_terminal_gone(const struct terminal_session *session)
{
	struct termios modes;
	return session->is_hung_up || tcgetattr(session->tty->fd, &modes) != 0;
}

/*
 * Whether all of the command's process group is meant. The terminal sends these to its whole foreground group; a shell whose
 * terminal is gone hangs its jobs up, whole.
 */
static bool
is_for_group(const struct terminal_session *session, int signal, struct signal_note note)
{
	if (signal == SIGHUP || signal == SIGCONT)
		return note.from_kernel || is_terminal_gone(session);
	if (signal == SIGINT || signal == SIGQUIT || signal == SIGTSTP)
		return note.from_kernel || is_relay(note.sender);
	return false;
}

static void
on_resized(struct terminal_session *session, struct signal_note note)
{
	terminal_pass_size(session);
	/* A new size is a signal to the foreground of the command's terminal: elsewhere the command is told by us. */
	if (!note.from_kernel || !terminal_is_borrowed(session))
		kill(note.from_kernel ? -session->command : session->command, SIGWINCH);
}

static void
forward(struct terminal_session *session, int signal, struct signal_note note)
{
	if (is_for_group(session, signal, note))
		kill(-session->command, signal);
	else
		signal_set_pass(session->command, signal, note);
}

void
terminal_handle_signals(struct terminal_session *session)
{
	if (session->command == 0 || !signal_set_any())
		return;
	for (int signal = 1; signal < SIGNAL_COUNT; signal++) {
		struct signal_note note = signal_set_take(signal);
		if (!note.came)
			continue;
		if (signal == SIGCONT)
			on_continued(session);
		if (signal == SIGWINCH)
			on_resized(session, note);
		else
			forward(session, signal, note);
	}
}

#define _GNU_SOURCE
#include "signal_set.h"

#include <string.h>
#include <unistd.h>

enum { NOTE_CAME = 1, NOTE_FROM_KERNEL = 2 };

static volatile sig_atomic_t notes[SIGNAL_COUNT];
static volatile sig_atomic_t senders[SIGNAL_COUNT];
static volatile sig_atomic_t any_note;
static volatile sig_atomic_t own_pid;

static void
take_note(int signal, siginfo_t *info, void *context)
{
	(void)context;
	/* Ours: sent to our whole process group, as the terminal would have done. */
	if (info->si_code <= 0 && info->si_pid == own_pid && signal != SIGCHLD)
		return;
	senders[signal] = info->si_code > 0 ? 0 : (sig_atomic_t)info->si_pid;
	notes[signal] = info->si_code > 0 ? NOTE_CAME | NOTE_FROM_KERNEL : NOTE_CAME;
	any_note = 1;
}

/* Faults are our own, stops by the terminal's rules are avoided, and two cannot be caught. */
static bool
is_left_alone(int signal)
{
	return signal == SIGKILL || signal == SIGSTOP || signal == SIGSEGV || signal == SIGBUS || signal == SIGILL ||
	       signal == SIGFPE || signal == SIGTTIN;
}

static void
change(struct signal_state *state, int signal, void (*handler)(int, siginfo_t *, void *))
{
	struct sigaction action;
	memset(&action, 0, sizeof action);
	sigfillset(&action.sa_mask);
	if (handler == NULL) {
		action.sa_handler = SIG_IGN;
	} else {
		action.sa_sigaction = handler;
		action.sa_flags = SA_SIGINFO;
	}
	if (sigaction(signal, &action, &state->actions[signal]) != 0)
		return;
	state->is_changed[signal] = true;
}

/* Of the C library, for its threads. */
static bool
is_internal(int signal)
{
	return signal >= 32 && signal < SIGRTMIN;
}

void
signal_set_catch(struct signal_state *state)
{
	sigset_t all;
	own_pid = (sig_atomic_t)getpid();
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &state->mask);
	for (int signal = 1; signal < SIGNAL_COUNT; signal++) {
		if (is_left_alone(signal) || is_internal(signal))
			continue;
		/* What was ignored is caught as well: the command ignores it by itself, or has thought better of it. */
		/* Touching the terminal from the background must not stop us; a pipe without reader is told by errno. */
		change(state, signal, signal == SIGTTOU || signal == SIGPIPE ? NULL : take_note);
	}
}

void
signal_set_restore(const struct signal_state *state)
{
	for (int signal = 1; signal < SIGNAL_COUNT; signal++)
		if (state->is_changed[signal])
			sigaction(signal, &state->actions[signal], NULL);
	sigprocmask(SIG_SETMASK, &state->mask, NULL);
}

static void
set_default(int signal)
{
	struct sigaction action;
	memset(&action, 0, sizeof action);
	action.sa_handler = SIG_DFL;
	sigaction(signal, &action, NULL);
}

void
signal_set_default_all(void)
{
	sigset_t none;
	for (int signal = 1; signal < SIGNAL_COUNT; signal++)
		if (!is_internal(signal))
			set_default(signal);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

void
signal_set_adopt(void)
{
	own_pid = (sig_atomic_t)getpid();
	for (int signal = 0; signal < SIGNAL_COUNT; signal++)
		notes[signal] = 0;
}

const sigset_t *
signal_set_waiting_mask(const struct signal_state *state)
{
	return &state->mask;
}

struct signal_note
signal_set_take(int signal)
{
	struct signal_note note = {notes[signal] != 0, (notes[signal] & NOTE_FROM_KERNEL) != 0, senders[signal]};
	notes[signal] = 0;
	return note;
}

bool
signal_set_any(void)
{
	bool any = any_note != 0;
	any_note = 0;
	return any;
}

void
signal_set_take_default(int signal, bool whole_group)
{
	struct sigaction caught;
	sigset_t only;
	if (signal != SIGKILL && signal != SIGSTOP) {
		sigaction(signal, NULL, &caught);
		set_default(signal);
	}
	kill(whole_group ? 0 : getpid(), signal);
	sigemptyset(&only);
	sigaddset(&only, signal);
	sigprocmask(SIG_UNBLOCK, &only, NULL); /* here it takes effect */
	sigprocmask(SIG_BLOCK, &only, NULL);
	if (signal != SIGKILL && signal != SIGSTOP)
		sigaction(signal, &caught, NULL);
}

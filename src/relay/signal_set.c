#define _GNU_SOURCE
#include "signal_set.h"

#include <stdint.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "fd.h"

static struct signal_note notes[SIGNAL_COUNT];
static bool any_note;
static int notes_fd = -1;

/* Of the C library, for its threads. */
static bool
is_internal(int signal)
{
	return signal >= 32 && signal < SIGRTMIN;
}

static void
set_disposition(int signal, void (*disposition)(int))
{
	struct sigaction action;
	memset(&action, 0, sizeof action);
	action.sa_handler = disposition;
	sigaction(signal, &action, NULL);
}

bool
signal_set_catch(struct signal_state *state)
{
	sigset_t all;
	struct sigaction child;
	sigfillset(&all);
	notes_fd = fd_keep(signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK));
	if (notes_fd < 0)
		return false;
	sigprocmask(SIG_SETMASK, &all, &state->mask);
	/* Ignored, it would take away how our children ended. */
	sigaction(SIGCHLD, NULL, &child);
	state->is_child_ignored = child.sa_handler == SIG_IGN;
	if (state->is_child_ignored)
		set_disposition(SIGCHLD, SIG_DFL);
	return true;
}

void
signal_set_restore(const struct signal_state *state)
{
	if (state->is_child_ignored)
		set_disposition(SIGCHLD, SIG_IGN);
	sigprocmask(SIG_SETMASK, &state->mask, NULL);
}

void
signal_set_default_all(void)
{
	sigset_t none;
	for (int signal = 1; signal < SIGNAL_COUNT; signal++)
		if (!is_internal(signal))
			set_disposition(signal, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

struct pollfd
signal_set_poll(void)
{
	return (struct pollfd){.fd = notes_fd, .events = POLLIN};
}

int
signal_set_fd(void)
{
	return notes_fd;
}

static void
take_note(const struct signalfd_siginfo *info)
{
	bool from_kernel = info->ssi_code > 0;
	if (info->ssi_signo >= SIGNAL_COUNT)
		return;
	/* Ours: sent to our whole process group as the terminal would have done, or the word of a pipe without reader. */
	if (!from_kernel && info->ssi_pid == (uint32_t)getpid())
		return;
	/* Of our own children: who waits for them looks by itself. */
	if (from_kernel && info->ssi_signo == SIGCHLD)
		return;
	struct signal_note *note = &notes[info->ssi_signo];
	note->from_kernel = from_kernel || (note->came && note->from_kernel);
	note->sender = from_kernel ? 0 : (pid_t)info->ssi_pid;
	note->has_value = info->ssi_code == SI_QUEUE;
	note->value.sival_ptr = (void *)(uintptr_t)info->ssi_ptr;
	note->came = true;
	any_note = true;
}

void
signal_set_read(void)
{
	struct signalfd_siginfo told;
	while (notes_fd >= 0 && read(notes_fd, &told, sizeof told) == (ssize_t)sizeof told) {
		take_note(&told);
		/* Of a real-time signal each one counts: the next is left to the system until this one's note is taken. */
		if ((int)told.ssi_signo >= SIGRTMIN)
			return;
	}
}

void
signal_set_pass(pid_t target, int signal, struct signal_note note)
{
	if (note.has_value)
		sigqueue(target, signal, note.value);
	else
		kill(target, signal);
}

struct signal_note
signal_set_take(int signal)
{
	struct signal_note note = notes[signal];
	notes[signal] = (struct signal_note){.came = false};
	return note;
}

bool
signal_set_any(void)
{
	bool any = any_note;
	any_note = false;
	return any;
}

void
signal_set_take_default(int signal, bool whole_group)
{
	struct sigaction before;
	sigset_t only;
	bool is_choice = signal != SIGKILL && signal != SIGSTOP;
	if (is_choice) {
		sigaction(signal, NULL, &before);
		set_disposition(signal, SIG_DFL);
	}
	kill(whole_group ? 0 : getpid(), signal);
	sigemptyset(&only);
	sigaddset(&only, signal);
	sigprocmask(SIG_UNBLOCK, &only, NULL); /* here it takes effect */
	sigprocmask(SIG_BLOCK, &only, NULL);
	if (is_choice)
		sigaction(signal, &before, NULL);
	signal_set_read();
}

#define _GNU_SOURCE
#include "terminal_keys.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

bool
terminal_keys_are_waiting(const struct terminal_keys *keys)
{
	return keys->start < keys->end;
}

static bool
has_key(const struct terminal_keys *keys, const struct termios *modes, int which)
{
	cc_t key = modes->c_cc[which];
	return key != _POSIX_VDISABLE && memchr(keys->bytes, key, keys->end) != NULL;
}

void
terminal_keys_signal(const struct terminal_keys *keys)
{
	struct termios modes;
	if (tcgetattr(keys->master, &modes) != 0 || (modes.c_lflag & ISIG) == 0)
		return;
	bool interrupts = has_key(keys, &modes, VINTR);
	bool quits = has_key(keys, &modes, VQUIT);
	if ((!interrupts && !quits) || !tty_user_signals_us(keys->tty))
		return;
	/* The relay takes no notice of its own signal; the command has it by the key. */
	if (interrupts)
		kill(0, SIGINT);
	if (quits)
		kill(0, SIGQUIT);
}

void
terminal_keys_go_on(struct terminal_keys *keys)
{
	while (keys->start < keys->end) {
		ssize_t written = write(keys->master, keys->bytes + keys->start, keys->end - keys->start);
		if (written > 0)
			keys->start += (size_t)written;
		else if (written < 0 && errno == EINTR)
			continue;
		else if (written < 0 && errno == EAGAIN)
			return;
		else
			keys->start = keys->end; /* EIO: nobody has the command's terminal any more */
	}
}

size_t
terminal_keys_read(struct terminal_keys *keys)
{
	ssize_t got = read(keys->tty->fd, keys->bytes, sizeof keys->bytes);
	keys->start = 0;
	keys->end = got > 0 ? (size_t)got : 0;
	if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
		keys->is_gone = true;
	return keys->end;
}

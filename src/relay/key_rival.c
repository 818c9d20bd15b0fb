#define _GNU_SOURCE
#include "key_rival.h"

#include <sys/ioctl.h>

#include "tty_modes.h"

/* A program that waits for keys has them long before. */
#define PATIENCE_MS 20

static bool
are_ours(const struct key_rival *rival, const struct tty_user *tty, const struct termios *modes)
{
	return tty_modes_equal(modes, &tty->raw) || (rival->has_accepted && tty_modes_equal(modes, &rival->accepted));
}

static void
wait_for_it(struct key_rival *rival, int count, int64_t now_ms)
{
	rival->is_waited_for = true;
	rival->count = count;
	rival->look_at_ms = now_ms + PATIENCE_MS;
}

bool
key_rival_leaves(struct key_rival *rival, const struct tty_user *tty, int64_t now_ms)
{
	struct termios modes;
	int count;
	if (tcgetattr(tty->fd, &modes) != 0 || are_ours(rival, tty, &modes) || ioctl(tty->fd, FIONREAD, &count) != 0)
		return true;
	wait_for_it(rival, count, now_ms);
	return false;
}

void
key_rival_look(struct key_rival *rival, const struct tty_user *tty, int64_t now_ms)
{
	struct termios modes;
	int count;
	if (!rival->is_waited_for || now_ms < rival->look_at_ms)
		return;
	rival->is_waited_for = false;
	if (tcgetattr(tty->fd, &modes) != 0 || are_ours(rival, tty, &modes))
		return;
	if (ioctl(tty->fd, FIONREAD, &count) != 0 || count == 0)
		return;
	if (count < rival->count) {
		wait_for_it(rival, count, now_ms);
		return;
	}
	rival->has_accepted = true;
	rival->accepted = modes;
}

int
key_rival_timeout(const struct key_rival *rival, int64_t now_ms)
{
	if (!rival->is_waited_for)
		return -1;
	return rival->look_at_ms > now_ms ? (int)(rival->look_at_ms - now_ms) : 0;
}

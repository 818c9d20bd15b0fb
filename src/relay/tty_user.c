#define _GNU_SOURCE
#include "tty_user.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "fd.h"
#include "tty_modes.h"

/* Documentation/admin-guide/devices.txt of Linux: `/dev/tty`, which stands for another, and pseudo-terminals. */
#define CONTROLLING_TERMINAL makedev(5, 0)
#define PTS_MAJOR 136

/* The device number of an open terminal, also where it was opened as `/dev/tty`. */
static bool
read_number(int fd, dev_t *rdev)
{
	unsigned number;
	if (ioctl(fd, (ioctl_request)TIOCGDEV, &number) != 0)
		return false;
	/* As the kernel packs it: twelve bits of the major number among twenty of the minor. */
	*rdev = makedev((number >> 8) & 0xfff, (number & 0xff) | ((number >> 12) & 0xfff00));
	return true;
}

bool
tty_find_controlling(dev_t *rdev)
{
	int fd = fd_open("/dev/tty", O_RDONLY | O_NOCTTY);
	if (fd < 0)
		return false;
	bool is_known = read_number(fd, rdev);
	close(fd);
	return is_known;
}

/* A pseudo-terminal by its number. Returns false for another terminal, or one of another mount namespace. */
static bool
name_by_number(struct tty_user *tty, bool is_dev_known)
{
	struct stat place;
	if (major(tty->rdev) != PTS_MAJOR)
		return false;
	snprintf(tty->path, sizeof tty->path, "/dev/pts/%u", minor(tty->rdev));
	if (stat(tty->path, &place) != 0 || place.st_rdev != tty->rdev || (is_dev_known && place.st_dev != tty->dev))
		return false;
	tty->dev = place.st_dev;
	return true;
}

static void
name_terminal(struct tty_user *tty)
{
	bool is_alias = tty->rdev == CONTROLLING_TERMINAL;
	if ((!is_alias || read_number(tty->fd, &tty->rdev)) && name_by_number(tty, !is_alias))
		return;
	if (ttyname_r(tty->fd, tty->path, sizeof tty->path) != 0)
		tty->path[0] = '\0';
}

bool
tty_user_find(struct tty_user *tty)
{
	static const int ORDER[] = {1, 0, 2};
	struct stat place;
	for (size_t i = 0; i < 3; i++) {
		int fd = ORDER[i];
		struct termios modes;
		if (tcgetattr(fd, &modes) != 0 || fstat(fd, &place) != 0)
			continue;
		tty->fd = fd;
		tty->dev = place.st_dev;
		tty->rdev = place.st_rdev;
		name_terminal(tty);
		return true;
	}
	return false;
}

bool
tty_user_is(const struct tty_user *tty, int fd)
{
	struct stat place;
	dev_t rdev;
	if (fd == tty->fd)
		return true;
	if (fstat(fd, &place) != 0 || !S_ISCHR(place.st_mode))
		return false;
	/* Two containers have pseudo-terminals of the same number. */
	if (place.st_rdev == tty->rdev)
		return major(place.st_rdev) != PTS_MAJOR || place.st_dev == tty->dev;
	return read_number(fd, &rdev) && rdev == tty->rdev;
}

bool
tty_user_is_foreign(const struct tty_user *tty)
{
	dev_t controlling;
	return tcgetsid(tty->fd) < 0 && tty_find_controlling(&controlling);
}

int
tty_user_open(struct tty_user *tty)
{
	int own = tty->path[0] == '\0' ? -1 : fd_open(tty->path, O_RDWR | O_NOCTTY | O_NONBLOCK);
	/* It may belong to another user, as after `su`; then the user's own descriptor has to do, as it is. */
	tty->is_own = own >= 0;
	tty->fd = own >= 0 ? own : fcntl(tty->fd, F_DUPFD_CLOEXEC, 3);
	if (tty->fd < 0)
		return -1;
	tty->loan = mmap(NULL, sizeof *tty->loan, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (tty->loan == MAP_FAILED)
		return -1;
	return tcgetattr(tty->fd, &tty->left);
}

bool
tty_user_is_foreground(const struct tty_user *tty)
{
	pid_t foreground = tcgetpgrp(tty->fd);
	return foreground < 0 || foreground == getpgrp();
}

bool
tty_user_signals_us(const struct tty_user *tty)
{
	return tcgetpgrp(tty->fd) == getpgrp();
}

/* Relay and monitor block SIGTTOU, so neither is stopped. TCSADRAIN: typed keys are not ours. */
int
tty_set_modes(int fd, const struct termios *modes)
{
	int result;
	do
		result = tcsetattr(fd, TCSADRAIN, modes);
	while (result != 0 && errno == EINTR);
	return result;
}

/*
 * Reads the keys that were typed before. Line by line reading is switched off first, so that they can be had, and echo only
 * afterwards: so the user's terminal has shown these, if it shows keys, and none of those that come later.
 */
static void
take_typed_ahead(struct tty_user *tty)
{
	struct termios unbuffered = tty->loan->before;
	struct pollfd keys = {.fd = tty->fd, .events = POLLIN};
	tty->ahead_count = 0;
	if (!tty->is_own)
		return;
	unbuffered.c_lflag &= ~(tcflag_t)ICANON;
	unbuffered.c_cc[VMIN] = 1;
	unbuffered.c_cc[VTIME] = 0;
	if ((tty->loan->before.c_lflag & ICANON) != 0)
		tty_set_modes(tty->fd, &unbuffered);
	/* A terminal reads keys some time after they were written: looking for what it has makes it read them now. */
	ssize_t count = poll(&keys, 1, 0) > 0 ? read(tty->fd, tty->ahead, sizeof tty->ahead) : 0;
	tty->ahead_count = count > 0 ? (size_t)count : 0;
}

/* Without a second echo of keys that have been shown. */
static void
pass_typed_ahead(struct tty_user *tty, int command)
{
	if (tty->ahead_count == 0)
		return;
	struct termios silent = tty->start;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	struct pollfd slave = {.fd = ioctl(command, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC), .events = POLLIN};
	bool is_shown = (tty->loan->before.c_lflag & ECHO) != 0 && slave.fd >= 0;
	if (is_shown)
		tty_set_modes(command, &silent);
	bool is_written = write(command, tty->ahead, tty->ahead_count) == (ssize_t)tty->ahead_count;
	if (is_written && is_shown)
		poll(&slave, 1, 0); /* it takes them now */
	if (is_shown)
		tty_set_modes(command, &tty->start);
	fd_close(&slave.fd);
	/* What was typed while a line was read without echo, or drawn by whoever read it, is not for the record. */
	if (!is_written || !is_shown || (tty->loan->before.c_lflag & ICANON) == 0)
		tty->ahead_count = 0;
}

bool
tty_user_borrow(struct tty_user *tty, int command)
{
	struct termios now;
	if (tty->loan->is_out)
		return true;
	if (tty->is_own && flock(tty->fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
		return false;
	if (tcgetattr(tty->fd, &now) != 0 || tcgetattr(command, &tty->start) != 0)
		return true; /* it is gone, which the loop will see */
	if (!tty_modes_equal(&now, &tty->left)) {
		tty->start = tty_modes_apply(&tty->start, &tty->left, &now);
		tty_set_modes(command, &tty->start);
	}
	tty->loan->before = now;
	tty->loan->is_out = 1;
	tty->raw = tty_modes_raw(&now);
	take_typed_ahead(tty);
	tty_set_modes(tty->fd, &tty->raw);
	pass_typed_ahead(tty, command);
	return true;
}

/*
 * TIOCSTI, with echo off, since the keys were echoed when they were typed. Linux 6.2 and later may forbid it to users
 * (sysctl dev.tty.legacy_tiocsti); the keys are lost then.
 */
static void
push_back(int fd, const struct termios *modes, const char *keys, size_t count)
{
	struct termios silent = *modes;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	tty_set_modes(fd, &silent);
	for (size_t i = 0; i < count; i++)
		if (ioctl(fd, TIOCSTI, &keys[i]) != 0)
			break;
}

void
tty_user_return(struct tty_user *tty, const struct termios *end, const char *keys, size_t count)
{
	struct termios now;
	struct termios modes;
	if (!tty->loan->is_out)
		return;
	modes = tty_modes_apply(&tty->loan->before, &tty->start, end);
	if (tcgetattr(tty->fd, &now) == 0)
		modes = tty_modes_apply(&modes, &tty->raw, &now);
	if (count > 0)
		push_back(tty->fd, &modes, keys, count);
	tty_set_modes(tty->fd, &modes);
	tty->left = modes;
	tty->loan->is_out = 0;
	if (tty->is_own)
		flock(tty->fd, LOCK_UN);
}

void
tty_user_renew(const struct tty_user *tty)
{
	if (tty->loan->is_out)
		tty_set_modes(tty->fd, &tty->raw);
}

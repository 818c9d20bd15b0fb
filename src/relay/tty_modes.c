#define _GNU_SOURCE
#include "tty_modes.h"

#include <string.h>

struct termios
tty_modes_raw(const struct termios *modes)
{
	struct termios raw = *modes;
	raw.c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
	raw.c_oflag &= ~(tcflag_t)OPOST;
	raw.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	raw.c_cflag = (raw.c_cflag & ~(tcflag_t)(CSIZE | PARENB)) | CS8;
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	return raw;
}

bool
tty_modes_equal(const struct termios *a, const struct termios *b)
{
	return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag && a->c_cflag == b->c_cflag &&
	       a->c_lflag == b->c_lflag && memcmp(a->c_cc, b->c_cc, sizeof a->c_cc) == 0;
}

static tcflag_t
apply_flags(tcflag_t base, tcflag_t from, tcflag_t to)
{
	tcflag_t changed = from ^ to;
	return (base & ~changed) | (to & changed);
}

struct termios
tty_modes_apply(const struct termios *base, const struct termios *from, const struct termios *to)
{
	struct termios result = *base;
	result.c_iflag = apply_flags(base->c_iflag, from->c_iflag, to->c_iflag);
	result.c_oflag = apply_flags(base->c_oflag, from->c_oflag, to->c_oflag);
	result.c_cflag = apply_flags(base->c_cflag, from->c_cflag, to->c_cflag);
	result.c_lflag = apply_flags(base->c_lflag, from->c_lflag, to->c_lflag);
	for (size_t i = 0; i < sizeof base->c_cc; i++)
		if (from->c_cc[i] != to->c_cc[i])
			result.c_cc[i] = to->c_cc[i];
	return result;
}

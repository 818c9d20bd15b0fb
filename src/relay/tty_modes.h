/* Terminal modes as values: no terminal is touched here. */
#ifndef TTY_MODES_H
#define TTY_MODES_H

#include <stdbool.h>
#include <termios.h>

/* Raw: every key as it comes, every byte as it is. */
struct termios tty_modes_raw(const struct termios *modes);

bool tty_modes_equal(const struct termios *a, const struct termios *b);

/* base, with each flag and key in which `to` differs from `from` set as `to` has it. */
struct termios tty_modes_apply(const struct termios *base, const struct termios *from, const struct termios *to);

#endif

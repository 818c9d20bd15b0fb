/*
 * The terminal the user sits at. It is borrowed: raw only while the command has it and runs in the foreground, and given
 * back with the modes that the command would have left.
 */
#ifndef TTY_USER_H
#define TTY_USER_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <termios.h>

/* Shared with the monitor, which gives the terminal back when the relay was killed. */
struct tty_loan {
	volatile int is_out;
	/* The user's modes when it was borrowed. */
	struct termios before;
};

struct tty_user {
	/* Open for reading and writing. */
	int fd;
	/* Ours alone and non-blocking; otherwise the user's own descriptor, whose flags are shared with others. */
	bool is_own;
	/* Empty where it has no name here: another mount namespace, as `docker exec` makes. */
	char path[PATH_MAX];
	dev_t dev;
	dev_t rdev;
	struct tty_loan *loan;
	/* The user's modes when we left them last. */
	struct termios left;
	/* What we set. */
	struct termios raw;
	/* The command's modes when the terminal was borrowed. */
	struct termios start;
	/* Keys typed before that, which the command got: lines that were shown when they were typed. */
	size_t ahead_count;
	char ahead[4096];
};

#define TTY_USER_VOID ((struct tty_user){.fd = -1})

/*
 * Finds the user's terminal: on standard output, else on input, else on errors.
 *
 * Returns whether there is one. Its fields but for fd are set then.
 */
bool tty_user_find(struct tty_user *tty);

/* Whether a descriptor is this terminal, by whatever name it was opened. */
bool tty_user_is(const struct tty_user *tty, int fd);

/* Whether it is not the terminal that we run on, though we run on one: keys there make no signals for us. */
bool tty_user_is_foreign(const struct tty_user *tty);

/* The device number of our controlling terminal. Returns whether there is one. */
bool tty_find_controlling(dev_t *rdev);

/* Opens it, and reads its modes. Returns 0, or -1 with errno set. */
int tty_user_open(struct tty_user *tty);

/* Whether we may touch it: it is not our controlling terminal, or our process group is its foreground. */
bool tty_user_is_foreground(const struct tty_user *tty);

/* Whether it is our controlling terminal and we are its foreground: its keys make signals for our process group. */
bool tty_user_signals_us(const struct tty_user *tty);

/*
 * Borrows it: raw from now on. What others changed on it since we left it, the command's terminal gets as well.
 *
 * command   the PTY
 *
 * Returns false, with nothing changed, where another relay has it.
 */
bool tty_user_borrow(struct tty_user *tty, int command);

/*
 * Gives it back, with what the command changed on purpose, and with what others changed meanwhile.
 *
 * end   the command's modes now
 * keys  typed, but not read by the command: the next reader gets them, where the system allows it
 */
void tty_user_return(struct tty_user *tty, const struct termios *end, const char *keys, size_t count);

/* Raw once more, where a shell changed it behind our back. */
void tty_user_renew(const struct tty_user *tty);

/* tcsetattr(3), in background and foreground alike. */
int tty_set_modes(int fd, const struct termios *modes);

#endif

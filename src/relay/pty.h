/* The pseudo-terminal that the command gets. */
#ifndef PTY_H
#define PTY_H

#include <limits.h>
#include <sys/types.h>
#include <termios.h>

struct pty {
	/* Non-blocking. */
	int master;
	int slave;
	/* `/dev/pts/7` */
	char path[PATH_MAX];
	dev_t dev;
	dev_t rdev;
};

#define PTY_VOID ((struct pty){.master = -1, .slave = -1})

/*
 * modes   its terminal modes at the start
 *
 * Returns 0, or -1 with errno set and nothing left open.
 */
int pty_open(struct pty *pty, const struct termios *modes);
void pty_close(struct pty *pty);

#endif

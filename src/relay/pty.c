#define _GNU_SOURCE
#include "pty.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"

int
pty_open(struct pty *pty, const struct termios *modes)
{
	struct stat place;
	*pty = PTY_VOID;
	pty->master = fd_keep(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
	if (pty->master < 0)
		return -1;
	if (grantpt(pty->master) != 0 || unlockpt(pty->master) != 0 ||
	    ptsname_r(pty->master, pty->path, sizeof pty->path) != 0)
		goto cleanup;
	/* By its master, not by its path: the path belongs to whatever is mounted at /dev/pts here. */
	pty->slave = fd_keep(ioctl(pty->master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
	if (pty->slave < 0)
		pty->slave = fd_open(pty->path, O_RDWR | O_NOCTTY);
	if (pty->slave < 0 || fstat(pty->slave, &place) != 0 || fcntl(pty->master, F_SETFL, O_RDWR | O_NONBLOCK) != 0)
		goto cleanup;
	pty->dev = place.st_dev;
	pty->rdev = place.st_rdev;
	if (tcsetattr(pty->slave, TCSANOW, modes) == 0)
		return 0;
cleanup:;
	int error = errno;
	pty_close(pty);
	errno = error;
	return -1;
}

void
pty_close(struct pty *pty)
{
	fd_close(&pty->slave);
	fd_close(&pty->master);
}

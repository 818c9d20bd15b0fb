/*
 * The least that stands between a terminal and a command: a PTY, two copies, the status. The practical limit that the
 * relay is measured against; it keeps none of the promises of a host.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <pty.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static int
copy(int from, int to)
{
	static char bytes[65536];
	ssize_t got = read(from, bytes, sizeof bytes);
	for (ssize_t done = 0; done < got;) {
		ssize_t written = write(to, bytes + done, (size_t)(got - done));
		if (written <= 0)
			return 0;
		done += written;
	}
	return got > 0;
}

int
main(int argc, char **argv)
{
	struct termios before;
	struct winsize size;
	int master;
	int status = 0;
	if (argc < 2 || tcgetattr(0, &before) != 0 || ioctl(0, TIOCGWINSZ, &size) != 0)
		return 2;
	pid_t child = forkpty(&master, NULL, &before, &size);
	if (child == 0) {
		execv(argv[1], argv + 1);
		_exit(127);
	}
	struct termios raw = before;
	cfmakeraw(&raw);
	tcsetattr(0, TCSADRAIN, &raw);
	struct pollfd fds[2] = {{.fd = 0, .events = POLLIN}, {.fd = master, .events = POLLIN}};
	for (;;) {
		if (poll(fds, 2, -1) < 0)
			break;
		if (fds[1].revents != 0 && !copy(master, 1))
			break;
		if (fds[0].revents != 0 && !copy(0, master))
			break;
	}
	tcsetattr(0, TCSADRAIN, &before);
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

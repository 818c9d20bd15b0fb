#define _GNU_SOURCE
#include "late_output.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "fd.h"
#include "terminal_output.h"

static _Noreturn void
pass_until_end(const struct pty *pty, const struct tty_user *tty)
{
	static char bytes[4096];
	static struct terminal_output output;
	output.tty = tty;
	while (!output.is_gone) {
		struct pollfd fds[2] = {{.fd = pty->master, .events = POLLIN}, {.fd = tty->fd}};
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			break;
		if ((fds[1].revents & (POLLHUP | POLLERR)) != 0)
			break;
		ssize_t got = read(pty->master, bytes, sizeof bytes);
		if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
			break; /* EIO: nobody has it any more */
		if (got <= 0)
			continue;
		bool both = terminal_output_adds_returns(tty->fd) && terminal_output_adds_returns(pty->master);
		terminal_output_pass(&output, bytes, (size_t)got, both);
		terminal_output_flush(&output);
	}
	_exit(0);
}

int
late_output_leave(const struct pty *pty, const struct tty_user *tty, const struct monitor *monitor)
{
	int kept[] = {pty->master, tty->fd, monitor->socket};
	pid_t copy = fork();
	if (copy != 0)
		return copy > 0;
	setsid();
	if (chdir("/") != 0)
		_exit(1);
	fd_leave_standard();
	fd_close_others(kept, sizeof kept / sizeof kept[0]);
	pass_until_end(pty, tty);
}

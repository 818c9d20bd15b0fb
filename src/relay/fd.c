#define _GNU_SOURCE
#include "fd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int
fd_keep(int fd)
{
	if (fd < 0 || fd > 2)
		return fd;
	int kept = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	int error = errno;
	close(fd);
	errno = error;
	return kept;
}

int
fd_open(const char *path, int flags)
{
	return fd_keep(open(path, flags | O_CLOEXEC, 0600));
}

void
fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

int
fd_write_all(int fd, const void *bytes, size_t length)
{
	const char *next = bytes;
	while (length > 0) {
		ssize_t written = write(fd, next, length);
		if (written >= 0) {
			next += written;
			length -= (size_t)written;
		} else if (errno == EAGAIN) {
			struct pollfd room = {.fd = fd, .events = POLLOUT};
			poll(&room, 1, -1);
			if ((room.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0 && (room.revents & POLLOUT) == 0)
				return -1;
		} else if (errno != EINTR) {
			return -1;
		}
	}
	return 0;
}

ssize_t
fd_read_file(const char *path, char *text, size_t size)
{
	size_t length = 0;
	int fd = fd_open(path, O_RDONLY | O_NONBLOCK);
	if (fd < 0)
		return -1;
	while (length < size - 1) {
		ssize_t got = read(fd, text + length, size - 1 - length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		length += (size_t)got;
	}
	close(fd);
	text[length] = '\0';
	return (ssize_t)length;
}

static void
close_range_of(unsigned first, unsigned last)
{
	if (first > last)
		return;
#ifdef SYS_close_range
	if (syscall(SYS_close_range, first, last, 0) == 0)
		return;
#endif
	/* A kernel before 5.9. Descriptors that people redirect lie low. */
	for (unsigned fd = first; fd <= last && fd < 1024; fd++)
		close((int)fd);
}

void
fd_close_others(const int *kept, size_t count)
{
	int after = 2;
	for (;;) {
		int next = -1;
		for (size_t i = 0; i < count; i++)
			if (kept[i] > after && (next < 0 || kept[i] < next))
				next = kept[i];
		close_range_of((unsigned)after + 1, next < 0 ? ~0U : (unsigned)next - 1);
		if (next < 0)
			return;
		after = next;
	}
}

static void
close_if_inherited(int fd)
{
	if (fd > 2 && fcntl(fd, F_GETFD) == 0)
		close(fd);
}

void
fd_close_inherited(void)
{
	DIR *open_ones = opendir("/proc/self/fd");
	const struct dirent *entry;
	if (open_ones != NULL) {
		while ((entry = readdir(open_ones)) != NULL)
			close_if_inherited(atoi(entry->d_name)); /* 0 for `.` and `..` */
		closedir(open_ones);
		return;
	}
	/* Where shells put what people redirect. */
	for (int fd = 3; fd < 256; fd++)
		close_if_inherited(fd);
}

void
fd_leave_standard(void)
{
	int blank = fd_open("/dev/null", O_RDWR);
	if (blank < 0)
		return;
	for (int fd = 0; fd <= 2; fd++)
		dup2(blank, fd);
	close(blank);
}

#define _GNU_SOURCE
#include "stream_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"

void
stream_copy_clear(struct stream_copy *copy)
{
	copy->source = copy->sink = copy->target = -1;
	copy->start = copy->end = 0;
}

bool
stream_copy_open(struct stream_copy *copy, int descriptor)
{
	struct stat place;
	int ends[2];
	copy->descriptor = descriptor;
	/* O_DIRECT: what was written at once is read at once. */
	if (fstat(descriptor, &place) != 0 || pipe2(ends, O_CLOEXEC | O_DIRECT) != 0)
		return false;
	copy->source = fd_keep(ends[0]);
	copy->sink = fd_keep(ends[1]);
	copy->target = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
	copy->is_socket = S_ISSOCK(place.st_mode);
	copy->is_patient = !S_ISFIFO(place.st_mode) && !copy->is_socket;
	if (copy->source >= 0 && copy->sink >= 0 && copy->target >= 0 && fcntl(copy->source, F_SETFL, O_NONBLOCK) == 0)
		return true;
	stream_copy_started(copy);
	stream_copy_close(copy);
	return false;
}

bool
stream_copy_narrow(const struct stream_copy *copy)
{
	/* Rounded up to a page, which holds one piece. */
	return fcntl(copy->source, F_SETPIPE_SZ, 1) > 0;
}

void
stream_copy_enter(const struct stream_copy *copy)
{
	if (copy->sink >= 0)
		dup2(copy->sink, copy->descriptor);
}

void
stream_copy_started(struct stream_copy *copy)
{
	fd_close(&copy->sink);
}

bool
stream_copy_is_open(const struct stream_copy *copy)
{
	return copy->source >= 0;
}

bool
stream_copy_is_empty(const struct stream_copy *copy)
{
	return copy->start == copy->end;
}

void
stream_copy_poll(const struct stream_copy *copy, bool is_reading, struct pollfd fds[2])
{
	bool waits = !stream_copy_is_empty(copy);
	fds[0] = (struct pollfd){.fd = copy->source, .events = is_reading && !waits ? POLLIN : 0};
	/* A pipe whose reader has gone is seen though nothing is to be written. */
	fds[1] = (struct pollfd){.fd = copy->target, .events = waits ? POLLOUT : 0};
	if (waits)
		fds[0].fd = -1; /* its end is no news before all is written */
}

size_t
stream_copy_read(struct stream_copy *copy)
{
	ssize_t got;
	do
		got = read(copy->source, copy->bytes, sizeof copy->bytes);
	while (got < 0 && errno == EINTR);
	copy->start = 0;
	copy->end = got > 0 ? (size_t)got : 0;
	if (got == 0 || (got < 0 && errno != EAGAIN))
		stream_copy_close(copy);
	return copy->end;
}

/* Returns whether the target takes bytes: for a pipe, one piece. */
static bool
takes_more(const struct stream_copy *copy)
{
	struct pollfd target = {.fd = copy->target, .events = POLLOUT};
	return copy->is_patient || copy->is_socket || poll(&target, 1, 0) > 0;
}

static ssize_t
write_some(const struct stream_copy *copy)
{
	const char *bytes = copy->bytes + copy->start;
	size_t length = copy->end - copy->start;
	if (copy->is_socket)
		return send(copy->target, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (!copy->is_patient && length > STREAM_PIECE_BYTES)
		length = STREAM_PIECE_BYTES;
	return write(copy->target, bytes, length);
}

void
stream_copy_write(struct stream_copy *copy)
{
	while (copy->start < copy->end && takes_more(copy)) {
		ssize_t written = write_some(copy);
		if (written >= 0) {
			copy->start += (size_t)written;
		} else if (errno == EAGAIN) {
			return;
		} else if (errno != EINTR) {
			/* EPIPE, above all: the command's next write is to fail as this one did. */
			stream_copy_close(copy);
			return;
		}
	}
}

void
stream_copy_close(struct stream_copy *copy)
{
	fd_close(&copy->source);
	fd_close(&copy->target);
	copy->start = copy->end = 0;
}

#define _GNU_SOURCE
#include "terminal_output.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

bool
terminal_output_is_empty(const struct terminal_output *output)
{
	return output->start == output->end;
}

/* Returns the bytes written; all of them where the terminal is gone. */
static size_t
write_some(struct terminal_output *output, const char *bytes, size_t length)
{
	size_t done = 0;
	while (done < length) {
		ssize_t written = write(output->tty->fd, bytes + done, length - done);
		if (written > 0) {
			done += (size_t)written;
		} else if (written < 0 && errno == EAGAIN) {
			return done;
		} else if (written == 0 || errno != EINTR) {
			output->is_gone = true; /* EIO: hung up */
			return length;
		}
	}
	return done;
}

/* Copies with each "\r\n" as "\n". A return at the end waits for what comes next. */
static size_t
copy_undone(struct terminal_output *output, const char *bytes, size_t length)
{
	size_t count = 0;
	for (size_t i = 0; i < length; i++) {
		if (output->holds_return && bytes[i] != '\n')
			output->bytes[count++] = '\r';
		output->holds_return = bytes[i] == '\r';
		if (!output->holds_return)
			output->bytes[count++] = bytes[i];
	}
	return count;
}

void
terminal_output_pass(struct terminal_output *output, const char *bytes, size_t length, bool undo_newlines)
{
	output->start = output->end = 0;
	if (output->is_gone)
		return;
	if (undo_newlines) {
		output->end = copy_undone(output, bytes, length);
		output->start = write_some(output, output->bytes, output->end);
		return;
	}
	if (output->holds_return) {
		output->holds_return = false;
		output->bytes[0] = '\r';
		memcpy(output->bytes + 1, bytes, length);
		output->end = length + 1;
		output->start = write_some(output, output->bytes, output->end);
		return;
	}
	size_t written = write_some(output, bytes, length);
	output->end = length - written;
	memcpy(output->bytes, bytes + written, output->end);
}

void
terminal_output_go_on(struct terminal_output *output)
{
	output->start += write_some(output, output->bytes + output->start, output->end - output->start);
}

void
terminal_output_flush(struct terminal_output *output)
{
	if (output->holds_return && terminal_output_is_empty(output)) {
		output->holds_return = false;
		output->bytes[0] = '\r';
		output->start = 0;
		output->end = 1;
	}
	for (;;) {
		terminal_output_go_on(output);
		if (terminal_output_is_empty(output) || output->is_gone)
			return;
		struct pollfd room = {.fd = output->tty->fd, .events = POLLOUT};
		poll(&room, 1, -1);
	}
}

bool
terminal_output_adds_returns(int fd)
{
	struct termios modes;
	return tcgetattr(fd, &modes) == 0 && (modes.c_oflag & OPOST) != 0 && (modes.c_oflag & ONLCR) != 0;
}

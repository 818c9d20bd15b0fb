/*
 * One stream of a command that is no terminal, copied on its way: the command writes into a pipe of ours, and what comes
 * out of it goes on to where it was meant to go.
 *
 * Bytes go on in the pieces in which they were written, as far as a pipe keeps them apart (4096 bytes): where several
 * commands write into one pipe, their lines stay as whole as without us.
 */
#ifndef STREAM_COPY_H
#define STREAM_COPY_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

/* As much as a pipe holds, for writers that opened it anew and so write without pieces. */
#define STREAM_COPY_BYTES ((size_t)64 * 1024)

/* What one write may have without being cut into pieces. pipe(7), PIPE_BUF. */
#define STREAM_PIECE_BYTES ((size_t)4096)

struct stream_copy {
	/* 1 or 2. */
	int descriptor;
	/* The pipe: our end, and the command's until it has been started. -1: this stream is not copied, or has ended. */
	int source;
	int sink;
	/* Where the bytes go. Never made non-blocking: it is shared with others. */
	int target;
	bool is_socket;
	/* A file or a device: takes everything at once. */
	bool is_patient;
	/* Read, and not yet written. */
	size_t start;
	size_t end;
	char bytes[STREAM_COPY_BYTES];
};

/* Nothing is copied. The bytes are left alone: most sessions never need their pages. */
void stream_copy_clear(struct stream_copy *copy);

/*
 * Makes the pipe for a descriptor of ours, whose place it takes in the command.
 *
 * Returns false, with nothing left open, where the system gives none: the command gets the descriptor itself then.
 */
bool stream_copy_open(struct stream_copy *copy, int descriptor);

/* Leaves the pipe room for a single piece: who writes the next waits until it was read. Returns whether it is so. */
bool stream_copy_narrow(const struct stream_copy *copy);

/* In the child that becomes the command: the pipe takes the place of what it is a copy of. */
void stream_copy_enter(const struct stream_copy *copy);

/* In the parent, once the command has its ends. */
void stream_copy_started(struct stream_copy *copy);

/* It has not ended. */
bool stream_copy_is_open(const struct stream_copy *copy);

/* Nothing waits to be written. */
bool stream_copy_is_empty(const struct stream_copy *copy);

/* What to poll: source first, then target. is_reading: whether more may be read once nothing waits. */
void stream_copy_poll(const struct stream_copy *copy, bool is_reading, struct pollfd fds[2]);

/*
 * Reads a piece, when nothing waits. Ends the copy at the stream's end.
 *
 * Returns its length; 0 where nothing is there.
 */
size_t stream_copy_read(struct stream_copy *copy);

/* Writes what waits as far as it goes without waiting. Ends the copy where nobody reads: the command is told so. */
void stream_copy_write(struct stream_copy *copy);

/* Closes everything. */
void stream_copy_close(struct stream_copy *copy);

#endif

/*
 * `capture: all`: the streams of a command that are no terminals, recorded on their way, each apart and exact to the byte.
 * Of a plain file on standard input is recorded how far it was read.
 *
 * Where output and errors go to the same place (`>log 2>&1`) they arrive there in the order in which they were written.
 * Their pipes have room for one piece each then, and epoll(7) hands out descriptors in the order in which they became
 * ready: so the piece that it names is the oldest.
 */
#ifndef STREAM_CAPTURE_H
#define STREAM_CAPTURE_H

#include <poll.h>
#include <stdbool.h>
#include <sys/types.h>

#include "recording.h"
#include "stream_copy.h"

/* Descriptors that a capture polls. */
#define STREAM_CAPTURE_POLLS 5

struct stream_capture {
	struct recording *recording;
	/* Of output and of errors. */
	struct stream_copy copies[2];
	/* Tells whose piece is the oldest; -1: the order of the streams among each other does not matter. */
	int order;
	/* Nobody can write to it any more. Told once, and perhaps before all that waits could be passed on. */
	bool has_no_writer[2];
	/* Standard input, where it is a plain file, and where it was read from; -1: it is none. */
	int input;
	off_t input_start;
};

/*
 * Makes the pipes.
 *
 * is_captured   which of the descriptors 0 to 2 are to be recorded
 */
void stream_capture_open(struct stream_capture *capture, struct recording *recording, const bool is_captured[3]);

/* In the child that becomes the command: the pipes take the places of its descriptors. */
void stream_capture_enter(const struct stream_capture *capture);

/* In the parent, once the command has its ends. */
void stream_capture_started(struct stream_capture *capture);

/* Nothing is copied, or no more. */
bool stream_capture_is_over(const struct stream_capture *capture);

void stream_capture_poll(const struct stream_capture *capture, struct pollfd fds[STREAM_CAPTURE_POLLS]);

/* Passes on what is there, as far as it goes without waiting. fds: as poll left them. */
void stream_capture_work(struct stream_capture *capture, const struct pollfd fds[STREAM_CAPTURE_POLLS]);

/*
 * The command has ended: passes on what it left, and leaves a detached copy of this process behind for what processes that
 * outlive it may still write, which is not recorded. A signal to us ends the waiting for a slow reader.
 */
void stream_capture_finish(struct stream_capture *capture);

#endif

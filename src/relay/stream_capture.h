/*
 * `capture: all`: the streams of a command that are no terminals, recorded on their way, each apart and exact to the byte.
 *
 * Where output and errors go to the same place (`>log 2>&1`) they arrive there in the order in which they were written:
 * the kernel queues a signal for each write, and tells in it which pipe was meant.
 *
 * Of a plain file on standard input is recorded how far it was read.
 */
#ifndef STREAM_CAPTURE_H
#define STREAM_CAPTURE_H

#include <poll.h>
#include <stdbool.h>
#include <sys/types.h>

#include "recording.h"
#include "signal_set.h"
#include "stream_copy.h"

/* Descriptors that a capture polls. */
#define STREAM_CAPTURE_POLLS 5

/* More writes than a pipe has room for pieces, twice. */
#define STREAM_ORDER_EVENTS 64

struct stream_capture {
	struct recording *recording;
	/* Of output and of errors. */
	struct stream_copy copies[2];
	/* Where signals of writes are read from; -1: the order of the streams among each other does not matter. */
	int order;
	/* Signals were lost: what is there is read, whatever its order. */
	bool is_order_lost;
	/* Writes told of, and not yet looked at: which copy. */
	int events[STREAM_ORDER_EVENTS];
	size_t event_at;
	size_t event_count;
	/* A copy whose last piece may go on; NULL without. */
	struct stream_copy *going_on;
	/* Standard input, where it is a plain file, and where it was read from; -1: it is none. */
	int input;
	off_t input_start;
	pid_t command;
};

/*
 * Makes the pipes.
 *
 * is_captured   which of the descriptors 0 to 2 are to be recorded
 * signals       of which one is taken for ourselves, where the order matters
 */
void stream_capture_open(struct stream_capture *capture, struct recording *recording, struct signal_state *signals,
	const bool is_captured[3]);

/* In the child that becomes the command: the pipes take the places of its descriptors. */
void stream_capture_enter(const struct stream_capture *capture);

/* In the parent, once the command has its ends. */
void stream_capture_started(struct stream_capture *capture, pid_t command);

/* Nothing is copied, or no more. */
bool stream_capture_is_over(const struct stream_capture *capture);

void stream_capture_poll(const struct stream_capture *capture, struct pollfd fds[STREAM_CAPTURE_POLLS]);

/* Passes on what is there, as far as it goes without waiting. fds: as poll left them. */
void stream_capture_work(struct stream_capture *capture, const struct pollfd fds[STREAM_CAPTURE_POLLS]);

/* The kernel's word that a signal of a write was lost. Returns whether it was that. */
bool stream_capture_takes(struct stream_capture *capture, int signal, struct signal_note note);

/*
 * The command has ended: passes on what it left, and leaves a detached copy of this process behind for what processes that
 * outlive it may still write, which is not recorded. A signal to us ends the waiting for a slow reader.
 */
void stream_capture_finish(struct stream_capture *capture, const struct signal_state *signals);

#endif

/*
 * When frames that wait go to the agent. Not one by one: each costs two system calls here and a wake-up there, beside a command that
 * is running. Not in a burst either: that is over sooner if the agent does not work beside it.
 */
#ifndef SEND_PACE_H
#define SEND_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frame_queue.h"

/* All zero: nothing waits. */
struct send_pace {
	/* The stream offset up to which frames were seen. */
	uint64_t seen;
	/* Milliseconds, when the first of them that waits came, and the last one. */
	int64_t first_at;
	int64_t last_at;
};

/* Looks at what has come since the last call. */
void send_pace_look(struct send_pace *pace, const struct frame_queue *queue, int64_t now);

/* Milliseconds until what waits has to go, 0: now; -1: nothing waits. Holds as of the last look. */
int send_pace_timeout(const struct send_pace *pace, const struct frame_queue *queue, int64_t now);

#endif

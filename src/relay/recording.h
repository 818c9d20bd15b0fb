/* What the relay tells the agent about one session, in order and with times. Does nothing once it is given up. */
#ifndef RECORDING_H
#define RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>

#include "agent_client.h"
#include "ending.h"
#include "frame_queue.h"
#include "json_writer.h"

struct process_watch;

struct recording {
	struct frame_queue queue;
	struct agent_client client;
	/* The HELLO frame. */
	struct json_writer hello;
	const char *root;
	const char *command;
	uint64_t started_us;
	bool is_noted;
	/* The processes that the command starts. */
	struct process_watch *processes;
};

/* Monotonic clock. */
uint64_t clock_us(void);
int64_t clock_ms(void);

/* The elapsed time of a frame made now. */
uint64_t recording_elapsed(const struct recording *recording);

/*
 * Opens the queue.
 *
 * recording   with root, command, hello and the client's paths set
 *
 * Returns 0, or -1: no memory is to be had, and nothing will be recorded.
 */
int recording_open(struct recording *recording);

/* Nothing is recorded, or no more. */
bool recording_is_over(const struct recording *recording);

/* Begins to look for the agent: once the command is on its way, which waits for nobody. */
void recording_connect(struct recording *recording);

/* Waits for the agent's WELCOME. Returns whether it came in time. */
bool recording_wait_for_welcome(struct recording *recording, int milliseconds);

/* Waits until so many bytes may be read, or recording is given up. */
void recording_wait_for_room(struct recording *recording, size_t bytes);

/* Whether so many bytes of output may be read now. */
bool recording_has_room(const struct recording *recording, size_t bytes);

void recording_push(struct recording *recording, unsigned char type, const void *payload, size_t bytes);
void recording_resize(struct recording *recording, const struct winsize *size);
/* Bytes that went through a descriptor of the command that is no terminal. */
void recording_capture(struct recording *recording, int descriptor, const void *bytes, size_t length);
void recording_end(struct recording *recording, struct ending ending);

/* For the loop: see agent_client. Notes for the doctor why recording was given up. */
void recording_work(struct recording *recording, short revents);

/*
 * Brings what is left to the agent: by a detached copy of this process, so that the prompt returns at once.
 */
void recording_finish(struct recording *recording);

#endif

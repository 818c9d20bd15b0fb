/*
 * Messages of the kernel's proc connector, read without trust in their length or content. Pure.
 *
 * The layout is that of the kernel's `linux/netlink.h`, `linux/connector.h` and `linux/cn_proc.h`, in the byte order of the
 * machine. It is written out in proc_event.c, so that building the relay needs no kernel headers.
 */
#ifndef PROC_EVENT_H
#define PROC_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Length of the message that subscribes to all events, or ends it. */
#define PROC_EVENT_REQUEST_BYTES 40

/* No message of the kernel is longer; the rest of a longer one is not looked at. */
#define PROC_EVENT_MAX_BYTES 128

enum proc_event_kind {
	/* Of no interest: threads, changes of names and credentials, what we do not know. */
	PROC_EVENT_OTHER,
	/* The kernel's answer to our request: value is 0, or the errno why there will be no events. */
	PROC_EVENT_ANSWER,
	/* A process began; parent is the one that started it. */
	PROC_EVENT_FORK,
	/* A process became another program. */
	PROC_EVENT_EXEC,
	/* A process ended; value is its status as waitpid(2) has it. */
	PROC_EVENT_EXIT
};

struct proc_event {
	enum proc_event_kind kind;
	pid_t pid;
	pid_t parent;
	int value;
	/* CLOCK_MONOTONIC. */
	uint64_t at_us;
};

/*
 * Writes the message that asks for events.
 *
 * token   comes back in the answer, by which we know that it is ours
 */
void proc_event_request(unsigned char message[PROC_EVENT_REQUEST_BYTES], uint32_t token, bool subscribes);

/*
 * Reads one datagram.
 *
 * token   of our request: the answer to somebody else's is of no interest
 *
 * Returns false where it is none of the kernel's: too short, or of another kind.
 */
bool proc_event_parse(struct proc_event *event, const unsigned char *message, size_t bytes, uint32_t token);

#endif

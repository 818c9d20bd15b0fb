/*
 * The frames of one session from the moment they are made until the agent has them safe on disk: a ring of bytes, as
 * they go over the socket. A place in it is a stream offset as `frame.ts` defines it.
 *
 * The ring is mapped twice, one copy behind the other, so that any stretch of it can be read or written in one piece.
 */
#ifndef FRAME_QUEUE_H
#define FRAME_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Kept at most while the agent is away; from there on the command's output is read more slowly. A power of two. */
#define FRAME_QUEUE_BYTES ((size_t)32 << 20)

struct frame_queue {
	unsigned char *ring;
	/* Stream offsets. */
	uint64_t base;  /* of the ring's first byte */
	uint64_t acked; /* before it all is safe on disk */
	uint64_t sent;  /* before it all was handed to the socket */
	uint64_t end;
	/* The last frame, which may grow until its first byte is sent. */
	uint64_t last;
	unsigned char last_type;
	unsigned char last_descriptor;
	uint64_t last_elapsed;
	/* The agent counts so much less than we do, because it lost what it had acknowledged. */
	uint64_t shift;
};

#define FRAME_QUEUE_VOID ((struct frame_queue){.ring = NULL})

/* Returns 0, or -1 with errno set. Memory is taken from the system page by page, as it is needed. */
int frame_queue_open(struct frame_queue *queue);

bool frame_queue_has_room(const struct frame_queue *queue, size_t payload_bytes);

/*
 * A place for the payload of a frame, to be filled and then told by frame_queue_commit. Output that waits to be sent
 * grows into one frame, so that a flood costs few of them. The caller has checked that there is room.
 *
 * most   bytes that may be written there
 */
unsigned char *frame_queue_reserve(struct frame_queue *queue, unsigned char type, uint64_t elapsed, size_t most);
void frame_queue_commit(struct frame_queue *queue, size_t payload_bytes);

/* Adds a whole frame. Returns false, with the queue as it was, where there is no room. */
bool frame_queue_push(
	struct frame_queue *queue, unsigned char type, uint64_t elapsed, const void *payload, size_t payload_bytes);

/* The same for a CAPTURE frame: bytes that went through a descriptor of the command. What waits to be sent grows. */
bool frame_queue_push_capture(
	struct frame_queue *queue, unsigned char descriptor, uint64_t elapsed, const void *bytes, size_t length);

/* The bytes to send next. Returns their number. */
size_t frame_queue_unsent(const struct frame_queue *queue, const unsigned char **bytes);
void frame_queue_mark_sent(struct frame_queue *queue, size_t bytes);

/* ACK: everything before offset is safe on disk. */
void frame_queue_acknowledge(struct frame_queue *queue, uint64_t offset);

/* WELCOME: the agent goes on at offset; what is behind it will be sent, or sent again. */
void frame_queue_rewind(struct frame_queue *queue, uint64_t offset);

/* Writes the header of a frame. */
void frame_encode_header(unsigned char *header, size_t payload_bytes, unsigned char type, uint64_t elapsed);

#endif
